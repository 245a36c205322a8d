import type { ArrowFunctionExpression, FunctionExpression, Node, Statement } from '@babel/types'
import type { SourceFile } from '../syntax/source-file.ts'
import { endOf, startOf } from '../syntax/walk.ts'
import { calleeName, isNamed, isPure, namesIn, ownNodes, propertyName } from '../syntax/nodes.ts'
import { elementsOf, isKnownArray, isNumberArray } from '../syntax/inference.ts'
import { insertAt, replaceNode } from '../rewrite.ts'
import { terminator } from './flow.ts'
import type { BugFinding } from './reasons.ts'

const returningMethods = [
  'map',
  'filter',
  'reduce',
  'reduceRight',
  'find',
  'findIndex',
  'findLast',
  'some',
  'every',
  'flatMap',
  'toSorted',
]

/** A callback with braces gives back nothing unless it says `return`. */
export function* missingReturnInCallback(file: SourceFile): Generator<BugFinding> {
  for (const call of file.all('CallExpression')) {
    const method = propertyName(call.callee)
    const [callback] = call.arguments
    if (!method || !returningMethods.includes(method) || !isCallback(callback)) continue
    if (
      file.parentOf(call)?.type === 'ExpressionStatement' ||
      callback.body.type !== 'BlockStatement'
    )
      continue
    const own = [...ownNodes(callback.body)]
    if (own.some((node) => node.type === 'ReturnStatement' || node.type === 'ThrowStatement'))
      continue
    const last = callback.body.body.at(-1)
    const edit = last && returnEdit(file, method, callback, last)
    if (edit)
      yield { rule: 'missing-return-in-callback', at: last, edits: [edit], words: { method } }
  }
}

function isCallback(node: Node | undefined): node is ArrowFunctionExpression | FunctionExpression {
  const isFunctionValue =
    node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression'
  return isFunctionValue && !node.async && !node.generator
}

function returnEdit(
  file: SourceFile,
  method: string,
  callback: ArrowFunctionExpression | FunctionExpression,
  last: Statement,
): ReturnType<typeof insertAt> | undefined {
  if (last.type !== 'ExpressionStatement') return undefined
  const [accumulator] = callback.params.flatMap(namesIn)
  if (method.startsWith('reduce') && accumulator && changes(last.expression, accumulator.name)) {
    const isOnOwnLine = file.lineOf(last) !== file.lineOf(callback)
    const gap = isOnOwnLine ? `\n${file.indentOf(last)}` : ' '
    const semicolon = file.textOf(last).endsWith(';') ? '' : terminator(file)
    return insertAt(endOf(last), `${semicolon}${gap}return ${accumulator.name}${terminator(file)}`)
  }
  const isEffect =
    last.expression.type === 'AssignmentExpression' ||
    last.expression.type === 'UpdateExpression' ||
    file.textOf(last).startsWith('console.')
  return isEffect ? undefined : insertAt(startOf(last), 'return ')
}

const changingMethods = ['push', 'unshift', 'set', 'add', 'splice', 'delete', 'append']

function changes(expression: Node, name: string): boolean {
  if (expression.type === 'AssignmentExpression') return rootName(expression.left) === name
  if (expression.type === 'UpdateExpression') return rootName(expression.argument) === name
  const isChange = changingMethods.includes(calleeName(expression).slice(1))
  return isChange && expression.type === 'CallExpression' && rootName(expression.callee) === name
}

/** The variable at the start of `a.b[c].d`. */
function rootName(node: Node): string | undefined {
  if (node.type === 'MemberExpression') return rootName(node.object)
  return node.type === 'Identifier' ? node.name : undefined
}

/** Without a comparator numbers are sorted as text: 10 before 9. */
export function* numberSortWithoutComparator(file: SourceFile): Generator<BugFinding> {
  for (const call of file.all('CallExpression')) {
    const method = propertyName(call.callee)
    if ((method !== 'sort' && method !== 'toSorted') || call.arguments.length > 0) continue
    if (call.callee.type !== 'MemberExpression' || !isNumberArray(file, call.callee.object))
      continue
    yield {
      rule: 'number-sort-without-comparator',
      at: call,
      edits: [insertAt(endOf(call) - 1, '(a, b) => a - b')],
    }
  }
}

/** `parseInt('0x1f')` is 31: the base is better said. */
export function* parseIntRadix(file: SourceFile): Generator<BugFinding> {
  for (const call of file.all('CallExpression')) {
    const [text, radix] = call.arguments
    if (!text || radix || text.type === 'SpreadElement' || !isParseInt(file, call.callee)) continue
    yield { rule: 'parse-int-radix', at: call, edits: [insertAt(endOf(text), ', 10')] }
  }
}

/** `map` hands over the position as second argument, which `parseInt` takes for the base. */
export function* mapParseInt(file: SourceFile): Generator<BugFinding> {
  for (const call of file.all('CallExpression')) {
    const [callback] = call.arguments
    if (propertyName(call.callee) !== 'map' || !callback || !isParseInt(file, callback)) continue
    const text = `(value) => ${file.textOf(callback)}(value, 10)`
    yield { rule: 'map-parse-int', at: callback, edits: [replaceNode(callback, text)] }
  }
}

function isParseInt(file: SourceFile, node: Node): boolean {
  if (isNamed(node, 'parseInt')) return !file.scopes.bindingOf(node)
  return node.type === 'MemberExpression' && file.textOf(node) === 'Number.parseInt'
}

/** `in` looks at positions, not at elements. */
export function* inOnArray(file: SourceFile): Generator<BugFinding> {
  for (const node of file.all('BinaryExpression')) {
    if (node.operator !== 'in' || node.left.type !== 'StringLiteral') continue
    const isPosition = /^\d+$|^length$/.test(node.left.value)
    if (isPosition || !elementsOf(file, node.right)) continue
    const list = file.textOf(node.right)
    const element = file.textOf(node.left)
    yield {
      rule: 'in-on-array',
      at: node,
      edits: [replaceNode(node, `${list}.includes(${element})`)],
      words: { list },
    }
  }
}

/** `delete list[i]` leaves a hole and the length as it was. */
export function* arrayDelete(file: SourceFile): Generator<BugFinding> {
  for (const { expression } of file.all('ExpressionStatement')) {
    if (expression.type !== 'UnaryExpression' || expression.operator !== 'delete') continue
    const element = expression.argument
    if (element.type !== 'MemberExpression' || !element.computed) continue
    if (!isKnownArray(file, element.object) || element.property.type === 'StringLiteral') continue
    const list = file.textOf(element.object)
    yield {
      rule: 'array-delete',
      at: expression,
      edits: [replaceNode(expression, `${list}.splice(${file.textOf(element.property)}, 1)`)],
      words: { list },
    }
  }
}

/** Of two properties with one name the first is lost. */
export function* duplicateKey(file: SourceFile): Generator<BugFinding> {
  for (const object of file.all('ObjectExpression')) {
    const seen = new Map<string, { node: Node; index: number; isPure: boolean }>()
    for (const [index, property] of object.properties.entries()) {
      if (property.type === 'SpreadElement') seen.clear()
      if (property.type !== 'ObjectProperty' || property.computed) continue
      const key = keyText(property.key)
      const earlier = key === undefined ? undefined : seen.get(key)
      const next = earlier && object.properties[earlier.index + 1]
      if (key !== undefined)
        seen.set(key, { node: property, index, isPure: isPure(property.value) })
      if (key === undefined || !earlier?.isPure || !next) continue
      const edits = [{ start: startOf(earlier.node), end: startOf(next), text: '' }]
      yield {
        rule: 'duplicate-key',
        at: earlier.node,
        edits,
        words: { key, line: file.lineOf(property) },
      }
    }
  }
}

function keyText(key: Node): string | undefined {
  if (key.type === 'Identifier') return key.name
  return key.type === 'StringLiteral' || key.type === 'NumericLiteral'
    ? String(key.value)
    : undefined
}
