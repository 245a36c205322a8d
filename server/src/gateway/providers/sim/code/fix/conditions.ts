import type { BinaryExpression, Expression, LogicalExpression, Node } from '@babel/types'
import type { SourceFile } from '../syntax/source-file.ts'
import { endOf, startOf } from '../syntax/walk.ts'
import { isLiteral, isNamed, isParenthesized, propertyName } from '../syntax/nodes.ts'
import { insertAt, removeStatement, replaceNode, type Edit } from '../rewrite.ts'
import { closestOf } from './spelling.ts'
import type { BugFinding } from './reasons.ts'

const testedStatements = ['IfStatement', 'WhileStatement', 'DoWhileStatement'] as const

/** `if (a = 1)`; a second pair of parentheses says that it is meant. */
export function* assignmentInCondition(file: SourceFile): Generator<BugFinding> {
  for (const statement of file.all(...testedStatements)) {
    const { test } = statement
    if (test.type !== 'AssignmentExpression' || test.operator !== '=' || isParenthesized(test))
      continue
    const isIdiom = statement.type !== 'IfStatement' && !isLiteral(test.right)
    if (isIdiom || !isPlainValue(test.right)) continue
    yield {
      rule: 'assignment-in-condition',
      at: test,
      edits: [operatorEdit(file, test, '===')],
      words: { target: file.textOf(test.left) },
    }
  }
}

function isPlainValue(node: Expression): boolean {
  const plainTypes = ['Identifier', 'MemberExpression', 'NullLiteral', 'UnaryExpression']
  return plainTypes.includes(node.type) || isLiteral(node)
}

/** `==` converts before it compares; `== null` is the one useful case, for null and undefined at once. */
export function* looseEquality(file: SourceFile): Generator<BugFinding> {
  for (const node of file.all('BinaryExpression')) {
    if (node.operator !== '==' && node.operator !== '!=') continue
    const sides = [node.left, node.right]
    if (sides.some((side) => isNullish(side) || isNamed(side, 'NaN') || isConversion(side)))
      continue
    if (file.parentOf(node)?.type === 'ExpressionStatement') continue
    const operator = `${node.operator}=`
    yield {
      rule: 'loose-equality',
      at: node,
      edits: [operatorEdit(file, node, operator), ...asNumber(file, node)],
      words: { loose: node.operator, strict: operator },
    }
  }
}

// `text == +text` asks on purpose whether the text is a number.
function isConversion(node: Node): boolean {
  return node.type === 'UnaryExpression' && node.operator === '+'
}

// The value of a form field is text: compared with a number it was converted, and still has to be.
function asNumber(file: SourceFile, { left, right }: BinaryExpression): Edit[] {
  const isField = propertyName(left) === 'value' && right.type === 'NumericLiteral'
  return isField ? [replaceNode(left, `Number(${file.textOf(left)})`)] : []
}

function isNullish(node: Node): boolean {
  return node.type === 'NullLiteral' || isNamed(node, 'undefined')
}

/** NaN equals nothing, itself included. */
export function* nanComparison(file: SourceFile): Generator<BugFinding> {
  for (const node of file.all('BinaryExpression')) {
    if (!/^[!=]==?$/.test(node.operator)) continue
    const other = isNaNName(node.left) ? node.right : isNaNName(node.right) ? node.left : undefined
    if (!other || isNaNName(other)) continue
    const negation = node.operator.startsWith('!') ? '!' : ''
    yield {
      rule: 'nan-comparison',
      at: node,
      edits: [replaceNode(node, `${negation}Number.isNaN(${file.textOf(other)})`)],
    }
  }
}

function isNaNName(node: Node): boolean {
  if (isNamed(node, 'NaN')) return true
  return (
    node.type === 'MemberExpression' &&
    isNamed(node.object, 'Number') &&
    isNamed(node.property, 'NaN')
  )
}

const typeofResults = [
  'undefined',
  'object',
  'boolean',
  'number',
  'bigint',
  'string',
  'symbol',
  'function',
]

/** `typeof x === 'undefind'` is never true. */
export function* typeofTypo(file: SourceFile): Generator<BugFinding> {
  for (const node of file.all('BinaryExpression')) {
    if (!/^[!=]==?$/.test(node.operator)) continue
    const sides = [node.left, node.right]
    if (!sides.some((side) => side.type === 'UnaryExpression' && side.operator === 'typeof'))
      continue
    const wrong = sides.find((side) => side.type === 'StringLiteral' || isNamed(side, 'undefined'))
    if (!wrong) continue
    const written = wrong.type === 'StringLiteral' ? wrong.value : 'undefined'
    if (wrong.type === 'StringLiteral' && typeofResults.includes(written)) continue
    const meant = closestOf(written.toLowerCase(), typeofResults, 3)
    if (!meant) continue
    yield {
      rule: 'typeof-typo',
      at: wrong,
      edits: [replaceNode(wrong, `'${meant}'`)],
      words: { written: file.textOf(wrong), meant },
    }
  }
}

/** `x === 'a' || 'b'` is always true: each alternative needs its own comparison. */
export function* alternativeWithoutComparison(file: SourceFile): Generator<BugFinding> {
  for (const node of file.all('LogicalExpression')) {
    if (node.operator !== '||' || !isTruthyLiteral(node.right)) continue
    const comparison = lastComparison(node.left)
    if (!comparison || !isLiteral(comparison.right) || !isTested(file, node)) continue
    const repeated = `${file.textOf(comparison.left)} ${comparison.operator} `
    yield {
      rule: 'alternative-without-comparison',
      at: node,
      edits: [insertAt(startOf(node.right), repeated)],
      words: { literal: file.textOf(node.right), subject: file.textOf(comparison.left) },
    }
  }
}

function isTruthyLiteral(node: Node): boolean {
  return (node.type === 'StringLiteral' || node.type === 'NumericLiteral') && Boolean(node.value)
}

function lastComparison(node: Expression): BinaryExpression | undefined {
  if (node.type === 'LogicalExpression' && node.operator === '||') return lastComparison(node.right)
  const isComparison = node.type === 'BinaryExpression' && /^===?$/.test(node.operator)
  return isComparison ? node : undefined
}

function isTested(file: SourceFile, node: LogicalExpression): boolean {
  const parent = file.parentOf(node)
  if (!parent) return false
  if (parent.type === 'LogicalExpression') return isTested(file, parent)
  return 'test' in parent && parent.test === node
}

/** `1 < x < 10` compares a boolean with 10. */
export function* chainedComparison(file: SourceFile): Generator<BugFinding> {
  const isOrder = (operator: string): boolean => /^[<>]=?$/.test(operator)
  for (const node of file.all('BinaryExpression')) {
    const { left } = node
    if (!isOrder(node.operator) || left.type !== 'BinaryExpression' || isParenthesized(left))
      continue
    const middle = left.right
    if (!isOrder(left.operator) || !/^(Identifier|MemberExpression)$/.test(middle.type)) continue
    yield {
      rule: 'chained-comparison',
      at: node,
      edits: [insertAt(endOf(left), ` && ${file.textOf(middle)}`)],
      words: { middle: file.textOf(middle) },
    }
  }
}

/** `!key in object` asks for the property `"false"`. */
export function* negatedOperand(file: SourceFile): Generator<BugFinding> {
  for (const node of file.all('BinaryExpression')) {
    if (node.operator !== 'in' && node.operator !== 'instanceof') continue
    const { left } = node
    if (left.type !== 'UnaryExpression' || left.operator !== '!' || isParenthesized(left)) continue
    if (left.argument.type === 'UnaryExpression') continue
    yield {
      rule: 'negated-operand',
      at: node,
      edits: [insertAt(startOf(left) + 1, '('), insertAt(endOf(node), ')')],
      words: { operator: node.operator },
    }
  }
}

/** Two arrays are never the same object: `list === []` is always false. */
export function* emptyArrayComparison(file: SourceFile): Generator<BugFinding> {
  for (const node of file.all('BinaryExpression')) {
    const { left, right } = node
    if (!/^[!=]==?$/.test(node.operator)) continue
    if (right.type !== 'ArrayExpression' || right.elements.length > 0) continue
    if (left.type !== 'Identifier' && left.type !== 'MemberExpression') continue
    const operator = node.operator.startsWith('!') ? '!==' : '==='
    yield {
      rule: 'empty-array-comparison',
      at: node,
      edits: [replaceNode(node, `${file.textOf(left)}.length ${operator} 0`)],
      words: { list: file.textOf(left) },
    }
  }
}

/** `total === 0;` as a statement does nothing: an assignment is meant. */
export function* comparisonAsStatement(file: SourceFile): Generator<BugFinding> {
  for (const { expression } of file.all('ExpressionStatement')) {
    if (expression.type !== 'BinaryExpression' || !/^===?$/.test(expression.operator)) continue
    if (expression.left.type !== 'Identifier' && expression.left.type !== 'MemberExpression')
      continue
    if (file.scopes.bindingOf(expression.left)?.kind === 'const') continue
    yield {
      rule: 'comparison-as-statement',
      at: expression,
      edits: [operatorEdit(file, expression, '=')],
      words: { operator: expression.operator, target: file.textOf(expression.left) },
    }
  }
}

/** `if (x); { … }`: the semicolon is the whole body. */
export function* straySemicolon(file: SourceFile): Generator<BugFinding> {
  for (const statement of file.all(
    'IfStatement',
    'ForStatement',
    'WhileStatement',
    'ForOfStatement',
  )) {
    const body = statement.type === 'IfStatement' ? statement.consequent : statement.body
    if (body.type !== 'EmptyStatement' || !isFollowedByBlock(file, statement)) continue
    if (statement.type === 'IfStatement' && statement.alternate) continue
    yield { rule: 'stray-semicolon', at: body, edits: [removeStatement(file, body)] }
  }
}

function isFollowedByBlock(file: SourceFile, statement: Node): boolean {
  const blockAhead = /\s*\{/y
  blockAhead.lastIndex = endOf(statement)
  return blockAhead.test(file.code)
}

// The operator is the only thing between the sides besides white space, comments and parentheses.
function operatorEdit(
  file: SourceFile,
  node: { readonly left: Node; readonly right: Node; readonly operator: string },
  operator: string,
): Edit {
  const at = file.code.indexOf(node.operator, endOf(node.left))
  return { start: at, end: at + node.operator.length, text: operator }
}
