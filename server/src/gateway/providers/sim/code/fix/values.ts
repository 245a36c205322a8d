import type { Node } from '@babel/types'
import type { SourceFile } from '../syntax/source-file.ts'
import { endOf, startOf } from '../syntax/walk.ts'
import { isLiteral, isNamed, propertyName } from '../syntax/nodes.ts'
import { initialValue } from '../syntax/inference.ts'
import { insertAt, replaceNode } from '../rewrite.ts'
import type { BugFinding } from './reasons.ts'

/** A thrown text has no stack and is no Error. */
export function* thrownText(file: SourceFile): Generator<BugFinding> {
  for (const { argument } of file.all('ThrowStatement')) {
    const isText =
      argument.type === 'StringLiteral' ||
      argument.type === 'TemplateLiteral' ||
      (argument.type === 'BinaryExpression' &&
        argument.operator === '+' &&
        startsWithText(argument))
    if (!isText || file.scopes.lookUp('Error', argument)) continue
    const text = `new Error(${file.textOf(argument)})`
    yield { rule: 'thrown-text', at: argument, edits: [replaceNode(argument, text)] }
  }
}

function startsWithText(node: Node): boolean {
  return node.type === 'BinaryExpression'
    ? startsWithText(node.left)
    : node.type === 'StringLiteral'
}

const stringOnlyMethods = [
  'trim',
  'trimStart',
  'trimEnd',
  'toUpperCase',
  'toLowerCase',
  'padStart',
  'padEnd',
]

/** Strings do not change: `name.trim()` alone throws its result away. */
export function* discardedStringMethod(file: SourceFile): Generator<BugFinding> {
  for (const { expression } of file.all('ExpressionStatement')) {
    if (expression.type !== 'CallExpression' || expression.callee.type !== 'MemberExpression')
      continue
    const target = expression.callee.object
    if (!stringOnlyMethods.includes(propertyName(expression.callee) ?? '')) continue
    const kind = file.scopes.bindingOf(target)?.kind
    if (kind !== 'let' && kind !== 'var' && kind !== 'parameter') continue
    yield {
      rule: 'discarded-string-method',
      at: expression,
      edits: [insertAt(startOf(expression), `${file.textOf(target)} = `)],
      words: { call: file.textOf(expression) },
    }
  }
}

/** What a person types is text: `prompt() + 1` glues. */
export function* textPlusNumber(file: SourceFile): Generator<BugFinding> {
  for (const node of file.all('BinaryExpression')) {
    if (node.operator !== '+' || node.right.type !== 'NumericLiteral') continue
    const { left } = node
    const source = left.type === 'Identifier' ? initialValue(file, left) : left
    if (!source || !isTypedText(source) || file.scopes.lookUp('Number', node)) continue
    yield {
      rule: 'text-plus-number',
      at: node,
      edits: [replaceNode(left, `Number(${file.textOf(left)})`)],
      words: { text: file.textOf(left) },
    }
  }
}

function isTypedText(node: Node): boolean {
  if (node.type === 'CallExpression') return isNamed(node.callee, 'prompt')
  if (propertyName(node) !== 'value' || node.type !== 'MemberExpression') return false
  const element =
    node.object.type === 'CallExpression' ? propertyName(node.object.callee) : undefined
  return /^(getElementById|querySelector)$/.test(element ?? '')
}

/** Only advice: where broken text should be handled is the author's decision. */
export function* unguardedJsonParse(file: SourceFile): Generator<BugFinding> {
  for (const call of file.all('CallExpression')) {
    const [text] = call.arguments
    if (file.textOf(call.callee) !== 'JSON.parse' || !text || isLiteral(text)) continue
    const isCopy = text.type === 'CallExpression' && file.textOf(text.callee) === 'JSON.stringify'
    if (isCopy || file.around(call, 'TryStatement')) continue
    yield { rule: 'unguarded-json-parse', at: call, edits: [] }
  }
}

/** Only advice: what to do with a failure is the author's decision. */
export function* emptyCatch(file: SourceFile): Generator<BugFinding> {
  for (const clause of file.all('CatchClause')) {
    if (clause.body.body.length > 0 || file.hasCommentIn(startOf(clause.body), endOf(clause.body)))
      continue
    yield { rule: 'empty-catch', at: clause, edits: [] }
  }
}
