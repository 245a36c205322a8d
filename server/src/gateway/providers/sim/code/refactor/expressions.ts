import type { BinaryExpression, Expression, FunctionExpression, Node } from '@babel/types'
import type { SourceFile } from '../syntax/source-file.ts'
import { endOf, nodesIn, startOf } from '../syntax/walk.ts'
import { isFunction, isNamed, isParenthesized } from '../syntax/nodes.ts'
import { replaceNode } from '../rewrite.ts'
import type { RefactorFinding } from './reasons.ts'

/** `'Hello ' + name` as a template string. */
export function* templateString(file: SourceFile): Generator<RefactorFinding> {
  for (const node of file.all('BinaryExpression')) {
    const parent = file.parentOf(node)
    const isPart =
      parent?.type === 'BinaryExpression' && parent.operator === '+' && parent.left === node
    if (node.operator !== '+' || isPart) continue
    const parts = partsOf(node)
    if (!parts || !startsAsText(parts) || file.hasCommentIn(startOf(node), endOf(node))) continue
    if (parts.every((part) => part.type === 'StringLiteral') || parts.length > 40) continue
    const pieces = parts.map((part) => templatePiece(file, part))
    if (pieces.includes(undefined)) continue
    const edits = [replaceNode(node, `\`${pieces.join('')}\``)]
    yield { rule: 'template-string', at: node, edits }
  }
}

function partsOf(node: BinaryExpression): Expression[] | undefined {
  const parts: Expression[] = []
  let at: Expression = node
  while (
    at.type === 'BinaryExpression' &&
    at.operator === '+' &&
    (at === node || !isParenthesized(at))
  ) {
    parts.unshift(at.right)
    at = at.left
  }
  return [at, ...parts]
}

// From the second part on everything is text if one of the first two is.
function startsAsText(parts: readonly Expression[]): boolean {
  return parts.slice(0, 2).some((part) => part.type === 'StringLiteral')
}

function templatePiece(file: SourceFile, part: Expression): string | undefined {
  const text = file.textOf(part)
  if (part.type === 'StringLiteral') {
    return text
      .slice(1, -1)
      .replace(/\\(['"])/g, '$1')
      .replaceAll('`', '\\`')
      .replaceAll('${', '\\${')
  }
  const isNested = text.includes('`') || text.includes('\n') || part.type === 'SequenceExpression'
  return isNested ? undefined : `\${${text}}`
}

/** An anonymous function without `this` of its own, handed over as a callback. */
export function* arrowCallback(file: SourceFile): Generator<RefactorFinding> {
  for (const item of file.all('FunctionExpression')) {
    const call = file.parentOf(item)
    if (call?.type !== 'CallExpression' || call.callee === item) continue
    if (item.id || item.generator || usesOwnThis(file, item)) continue
    const parameters = file.code
      .slice(file.code.indexOf('(', startOf(item)), startOf(item.body))
      .trimEnd()
    const hasRisk =
      parameters.startsWith('function') || file.hasCommentIn(startOf(item), startOf(item.body))
    if (hasRisk || item.typeParameters) continue
    const text = `${item.async ? 'async ' : ''}${parameters} => ${bodyText(file, item)}`
    yield { rule: 'arrow-callback', at: item, edits: [replaceNode(item, text)] }
  }
}

function usesOwnThis(file: SourceFile, item: FunctionExpression): boolean {
  const enters = (node: Node): boolean =>
    !isFunction(node) || node.type === 'ArrowFunctionExpression'
  for (const node of nodesIn(item, (inner) => enters(inner) && inner.type !== 'ClassBody')) {
    if (node.type === 'ThisExpression' || node.type === 'MetaProperty' || node.type === 'Super')
      return true
    if (isNamed(node, 'arguments') || isNamed(node, 'this')) return true
  }
  // A framework may call it with a `this` that only a text such as a query uses.
  return file.textOf(item.body).includes('arguments')
}

function bodyText(file: SourceFile, item: FunctionExpression): string {
  const [only, another] = item.body.body
  const value = only?.type === 'ReturnStatement' && !another ? only.argument : undefined
  const hasExtra =
    item.body.directives.length > 0 || file.hasCommentIn(startOf(item.body), endOf(item.body))
  const text = value && file.textOf(value)
  if (!value || !text || hasExtra || text.includes('\n')) return file.textOf(item.body)
  return value.type === 'ObjectExpression' || value.type === 'SequenceExpression'
    ? `(${text})`
    : text
}

/** `user && user.name` where only its truth counts. */
export function* optionalChaining(file: SourceFile): Generator<RefactorFinding> {
  for (const node of file.all('LogicalExpression')) {
    const { left, right } = node
    if (node.operator !== '&&' || right.type !== 'MemberExpression' || !isCondition(file, node))
      continue
    if (left.type !== 'Identifier' && left.type !== 'MemberExpression') continue
    const object = file.textOf(left)
    if (file.textOf(right.object) !== object || right.computed || isParenthesized(right)) continue
    const text = `${object}?.${file.textOf(right.property)}`
    yield {
      rule: 'optional-chaining',
      at: node,
      edits: [replaceNode(node, text)],
      words: { object },
    }
  }
}

function isCondition(file: SourceFile, node: Node): boolean {
  const parent = file.parentOf(node)
  if (!parent) return false
  if (parent.type === 'UnaryExpression') return parent.operator === '!' && isParenthesized(node)
  return (parent.type === 'IfStatement' || parent.type === 'WhileStatement') && parent.test === node
}

const compoundOperators = ['+', '-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '>>>']

/** `total = total + price` as `total += price`. */
export function* compoundAssignment(file: SourceFile): Generator<RefactorFinding> {
  for (const node of file.all('AssignmentExpression')) {
    const { left, right } = node
    if (node.operator !== '=' || left.type !== 'Identifier' || right.type !== 'BinaryExpression')
      continue
    if (!isNamed(right.left, left.name) || !compoundOperators.includes(right.operator)) continue
    if (isParenthesized(right) || file.hasCommentIn(startOf(node), endOf(node))) continue
    const operator = `${right.operator}=`
    const text = `${left.name} ${operator} ${outerText(file, right.right)}`
    yield {
      rule: 'compound-assignment',
      at: node,
      edits: [replaceNode(node, text)],
      words: { operator },
    }
  }
}

/** The source of a node with the parentheses that it may need. */
function outerText(file: SourceFile, node: Node): string {
  const text = file.textOf(node)
  return isParenthesized(node) ? `(${text})` : text
}

const plainOperand = /^(Identifier|NumericLiteral|MemberExpression|CallExpression)$/

/** `Math.pow(a, b)` as `a ** b`. */
export function* exponent(file: SourceFile): Generator<RefactorFinding> {
  for (const call of file.all('CallExpression')) {
    const [base, power, extra] = call.arguments
    if (!base || !power || extra || file.textOf(call.callee) !== 'Math.pow') continue
    if (!plainOperand.test(base.type) || !plainOperand.test(power.type)) continue
    const parent = file.parentOf(call)?.type ?? ''
    const text = `${file.textOf(base)} ** ${file.textOf(power)}`
    const isAlone =
      /^(VariableDeclarator|ReturnStatement|ExpressionStatement|AssignmentExpression)$/.test(parent)
    yield { rule: 'exponent', at: call, edits: [replaceNode(call, isAlone ? text : `(${text})`)] }
  }
}

/** `Object.assign({}, a, b)` as `{ ...a, ...b }`. */
export function* objectSpread(file: SourceFile): Generator<RefactorFinding> {
  for (const call of file.all('CallExpression')) {
    const [target, ...sources] = call.arguments
    if (file.textOf(call.callee) !== 'Object.assign' || sources.length === 0) continue
    if (target?.type !== 'ObjectExpression' || target.properties.length > 0) continue
    if (
      sources.some((source) => !/^(Identifier|MemberExpression|CallExpression)$/.test(source.type))
    )
      continue
    const parent = file.parentOf(call)?.type
    if (parent === 'ExpressionStatement' || parent === 'ArrowFunctionExpression') continue
    const text = `{ ${sources.map((source) => `...${file.textOf(source)}`).join(', ')} }`
    yield { rule: 'object-spread', at: call, edits: [replaceNode(call, text)] }
  }
}
