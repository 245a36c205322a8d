import type {
  BlockStatement,
  ForStatement,
  Identifier,
  IfStatement,
  Node,
  Statement,
} from '@babel/types'
import type { SourceFile } from '../syntax/source-file.ts'
import { endOf, nodesIn, startOf } from '../syntax/walk.ts'
import { canComplete, isNamed, isParenthesized, isWrite, propertyName } from '../syntax/nodes.ts'
import { singularOf } from '../naming/spelling-of-names.ts'
import { removeStatement, replaceNode, type Edit } from '../rewrite.ts'
import type { RefactorFinding } from './reasons.ts'

/** `else` after a branch that has left: its statements move one level out. */
export function* earlyReturn(file: SourceFile): Generator<RefactorFinding> {
  for (const statement of file.all('IfStatement')) {
    const { alternate } = statement
    if (!alternate || !isLastOfBlock(file, statement)) continue
    if (canComplete(statement.consequent) || !returns(statement.consequent)) continue
    if (file.hasCommentIn(endOf(statement.consequent), startOf(alternate))) continue
    if (alternate.type === 'BlockStatement' && declaresTaken(file, alternate, statement)) continue
    const indent = file.indentOf(statement)
    const text =
      alternate.type === 'BlockStatement'
        ? innerText(file, alternate, indent)
        : file.textOf(alternate)
    if (text === undefined) continue
    yield {
      rule: 'early-return',
      at: alternate,
      edits: [
        { start: endOf(statement.consequent), end: endOf(alternate), text: `\n${indent}${text}` },
      ],
    }
  }
}

function isLastOfBlock(file: SourceFile, statement: IfStatement): boolean {
  const parent = file.parentOf(statement)
  return parent?.type === 'BlockStatement' && parent.body.at(-1) === statement
}

function returns(branch: Statement): boolean {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : branch
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement'
}

function declaresTaken(file: SourceFile, block: BlockStatement, statement: IfStatement): boolean {
  const inner = [...file.scopes.scopeOf(block).bindings.values()]
  const outer = file.scopes.scopeOf(statement)
  return inner.some(
    ({ name, scope }) =>
      scope.node === block && (outer.bindings.has(name) || file.scopes.lookUp(name, statement)),
  )
}

// The statements of a block, moved left by the difference of the indents; none in one line, or where a
// template's text would move as well.
function innerText(file: SourceFile, block: BlockStatement, indent: string): string | undefined {
  const [first] = block.body
  const last = block.body.at(-1)
  if (!first || !last || file.lineOf(first) === file.lineOf(block)) return undefined
  const start = file.code.indexOf('\n', startOf(block)) + 1
  const text = file.code.slice(start, endOf(block) - 1).trimEnd()
  if (text.includes('`')) return undefined
  const surplus = file.indentOf(first).slice(indent.length)
  const lines = text
    .split('\n')
    .map((line) =>
      line.startsWith(indent + surplus)
        ? indent + line.slice(indent.length + surplus.length)
        : line,
    )
  return lines.join('\n').trimStart()
}

/** `if (a) { if (b) { … } }` as `if (a && b) { … }`. */
export function* mergedIf(file: SourceFile): Generator<RefactorFinding> {
  for (const statement of file.all('IfStatement')) {
    const { consequent } = statement
    if (statement.alternate || consequent.type !== 'BlockStatement') continue
    const [inner, another] = consequent.body
    if (inner?.type !== 'IfStatement' || another || inner.alternate) continue
    if (inner.consequent.type !== 'BlockStatement') continue
    if (file.hasCommentIn(endOf(statement.test), startOf(inner.consequent))) continue
    if (file.hasCommentIn(endOf(inner), endOf(consequent))) continue
    const body = innerText(
      file,
      inner.consequent,
      file.indentOf(statement) + indentStep(file, inner, statement),
    )
    if (body === undefined) continue
    const indent = file.indentOf(statement)
    const test = `${conditionText(file, statement.test)} && ${conditionText(file, inner.test)}`
    const text = `if (${test}) {\n${indent}${indentStep(file, inner, statement)}${body}\n${indent}}`
    yield { rule: 'merged-if', at: inner, edits: [replaceNode(statement, text)] }
  }
}

function indentStep(file: SourceFile, inner: Node, outer: Node): string {
  return file.indentOf(inner).slice(file.indentOf(outer).length)
}

function conditionText(file: SourceFile, test: Node): string {
  const isLoose =
    test.type === 'LogicalExpression'
      ? test.operator !== '&&'
      : /^(Conditional|Assignment|Sequence|Arrow|Yield)/.test(test.type)
  return isLoose ? `(${file.textOf(test)})` : file.textOf(test)
}

/** `if (x > 1) { return true } else { return false }` as `return x > 1`. */
export function* booleanReturn(file: SourceFile): Generator<RefactorFinding> {
  for (const statement of file.all('IfStatement')) {
    const yes = returnedBoolean(statement.consequent)
    const next = statement.alternate ?? nextReturn(file, statement)
    const no = next && returnedBoolean(next)
    if (!next || yes === undefined || no === undefined || yes === no) continue
    if (file.hasCommentIn(startOf(statement), endOf(next))) continue
    const test = file.textOf(statement.test)
    const value = yes ? (isBoolean(statement.test) ? test : `Boolean(${test})`) : `!(${test})`
    const end = file.textOf(next).includes(';') ? ';' : ''
    const edit: Edit = {
      start: startOf(statement),
      end: endOf(next),
      text: `return ${value}${end}`,
    }
    yield { rule: 'boolean-return', at: statement, edits: [edit] }
  }
}

function returnedBoolean(branch: Statement): boolean | undefined {
  const [only, another] = branch.type === 'BlockStatement' ? branch.body : [branch]
  if (another || only?.type !== 'ReturnStatement') return undefined
  return only.argument?.type === 'BooleanLiteral' ? only.argument.value : undefined
}

function nextReturn(file: SourceFile, statement: IfStatement): Statement | undefined {
  const parent = file.parentOf(statement)
  if (parent?.type !== 'BlockStatement' || parent.body.at(-2) !== statement) return undefined
  // A list of cases, each with its own `if`, reads better as it is.
  if (parent.body.at(-3)?.type === 'IfStatement') return undefined
  return parent.body.at(-1)
}

function isBoolean(test: Node): boolean {
  if (test.type === 'BinaryExpression')
    return /^([!=]==?|[<>]=?|in|instanceof)$/.test(test.operator)
  return test.type === 'UnaryExpression' && test.operator === '!'
}

/** A loop that uses its position only to get the element. */
export function* forOf(file: SourceFile): Generator<RefactorFinding> {
  for (const loop of file.all('ForStatement')) {
    const counted = countedList(loop)
    if (!counted || loop.body.type !== 'BlockStatement') continue
    const { counter, list } = counted
    const uses = file.scopes
      .bindingOf(counter)
      ?.references.filter((use) => file.isInside(use, loop.body))
    const elements = (uses ?? []).map((use) => elementAt(file, use, list.name))
    if (elements.length === 0 || !elements.every((element) => element !== undefined)) continue
    if (isChanged(file, list, loop)) continue
    const named = firstName(loop.body, elements[0])
    const name = named?.name ?? freeName(file, list.name, loop)
    if (!name) continue
    const head: Edit = {
      start: startOf(loop),
      end: startOf(loop.body),
      text: `for (${named?.keyword ?? 'const'} ${name} of ${list.name}) `,
    }
    const rest = named ? elements.slice(1) : elements
    const edits = [head, ...rest.map((element) => replaceNode(element, name))]
    if (named) edits.push(removeStatement(file, named.statement))
    yield { rule: 'for-of', at: loop, edits, words: { list: list.name } }
  }
}

function countedList(loop: ForStatement): { counter: Identifier; list: Identifier } | undefined {
  const { init, test, update } = loop
  if (init?.type !== 'VariableDeclaration' || init.kind === 'var') return undefined
  const [declarator, another] = init.declarations
  if (another || declarator?.id.type !== 'Identifier') return undefined
  const counter = declarator.id
  if (declarator.init?.type !== 'NumericLiteral' || declarator.init.value !== 0) return undefined
  if (test?.type !== 'BinaryExpression' || test.operator !== '<') return undefined
  if (!isNamed(test.left, counter.name) || propertyName(test.right) !== 'length') return undefined
  const list = test.right.type === 'MemberExpression' ? test.right.object : undefined
  const isStep = update?.type === 'UpdateExpression' && update.operator === '++'
  if (!isStep || !isNamed(update.argument, counter.name)) return undefined
  return list?.type === 'Identifier' ? { counter, list } : undefined
}

function elementAt(file: SourceFile, use: Node, list: string): Node | undefined {
  const member = file.parentOf(use)
  if (member?.type !== 'MemberExpression' || !member.computed || member.property !== use)
    return undefined
  const call = file.parentOf(member)
  const isCalled = call?.type === 'CallExpression' && call.callee === member
  if (!isNamed(member.object, list) || isCalled || isWrite(member, file)) return undefined
  return call?.type === 'UnaryExpression' && call.operator === 'delete' ? undefined : member
}

// Any use besides `list[i]` and `list.length` may change the list while the loop runs.
function isChanged(file: SourceFile, list: Identifier, loop: ForStatement): boolean {
  for (const node of nodesIn(loop.body)) {
    if (!isNamed(node, list.name)) continue
    const member = file.parentOf(node)
    const isRead = member?.type === 'MemberExpression' && member.object === node
    if (!isRead || !(member.computed || propertyName(member) === 'length')) return true
  }
  return false
}

function firstName(
  body: BlockStatement,
  element: Node | undefined,
): { name: string; keyword: string; statement: Statement } | undefined {
  const [statement] = body.body
  if (statement?.type !== 'VariableDeclaration' || statement.kind === 'var') return undefined
  const [declarator, another] = statement.declarations
  if (another || declarator?.init !== element || declarator?.id.type !== 'Identifier')
    return undefined
  return { name: declarator.id.name, keyword: statement.kind, statement }
}

function freeName(file: SourceFile, list: string, loop: ForStatement): string | undefined {
  const used = new Set<string>()
  for (const node of nodesIn(loop)) if (node.type === 'Identifier') used.add(node.name)
  const names = [singularOf(list) ?? 'item', 'item', 'element']
  return names.find(
    (name) => !used.has(name) && !isParenthesized(loop) && !file.scopes.lookUp(name, loop),
  )
}
