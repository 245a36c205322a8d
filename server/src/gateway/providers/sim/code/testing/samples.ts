import type { Node } from '@babel/types'
import type { SourceFile } from '../syntax/source-file.ts'
import { nodesIn } from '../syntax/walk.ts'
import { kindOfParameter, type Kind } from '../syntax/kinds.ts'
import { type FunctionNode, isNamed, propertyName } from '../syntax/nodes.ts'
import { newObject, type Value } from './values.ts'

const mostCalls = 12

/** Argument lists worth trying: each parameter in turn takes all its sample values. */
export function argumentLists(file: SourceFile, item: FunctionNode): Value[][] {
  const samples = item.params.map((parameter) => samplesOf(file, parameter, item))
  if (samples.some((values) => values === undefined)) return []
  const known = samples.flatMap((values) => (values ? [values] : []))
  const lists: Value[][] = [known.map((values) => values[0])]
  for (const [index, values] of known.entries()) {
    for (const value of values.slice(1)) {
      lists.push(known.map((others, position) => (position === index ? value : others[0])))
    }
  }
  // Both at their second value: a pair that is not zero, empty or one anywhere.
  if (known.length > 1)
    lists.splice(
      1,
      0,
      known.map((values) => values[1] ?? values[0]),
    )
  return lists.slice(0, mostCalls)
}

const plainSamples: Readonly<Record<Kind, readonly Value[]>> = {
  number: [2, 3, 0, -1, 10],
  string: ['hello', 'Hello World', '', 'a'],
  boolean: [true, false],
  array: [[1, 2, 3], [], [5]],
  function: [],
  object: [],
  unknown: [2, 5, 0],
}

function samplesOf(
  file: SourceFile,
  parameter: Node,
  item: FunctionNode,
): readonly Value[] | undefined {
  if (parameter.type === 'ObjectPattern') return objectSample(parameter)
  const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
  const binding = target.type === 'Identifier' ? file.scopes.bindingOf(target) : undefined
  if (!binding) return undefined
  const kind = kindOfParameter(file, binding)
  if (kind === 'object') return objectByUse(file, binding.references)
  const compared = comparedWith(item.body, binding.name)
  const values = [...compared, ...plainSamples[kind]]
  const isTextual = kind === 'unknown' && compared.some((value) => typeof value === 'string')
  return values.length > 0 ? [...new Set(isTextual ? [...compared, 'other'] : values)] : undefined
}

// The border and its neighbours: that is where a comparison goes wrong.
function comparedWith(body: Node, name: string): Value[] {
  const values: Value[] = []
  for (const node of nodesIn(body)) {
    if (node.type === 'SwitchCase' && node.test?.type === 'StringLiteral')
      values.push(node.test.value)
    if (node.type !== 'BinaryExpression' || !isNamed(node.left, name)) continue
    if (!/^([!=]==?|[<>]=?|%)$/.test(node.operator)) continue
    if (node.right.type === 'StringLiteral') values.push(node.right.value)
    if (node.right.type !== 'NumericLiteral') continue
    const border = node.right.value
    values.push(
      ...(node.operator === '%' ? [border, border * 2 + 1] : [border, border + 1, border - 1]),
    )
  }
  return values.slice(0, 6)
}

function objectSample(pattern: Node & { type: 'ObjectPattern' }): Value[] | undefined {
  const sample = newObject()
  for (const property of pattern.properties) {
    if (property.type !== 'ObjectProperty' || property.key.type !== 'Identifier') return undefined
    sample[property.key.name] = valueForName(property.key.name)
  }
  return [sample]
}

function objectByUse(file: SourceFile, uses: readonly Node[]): Value[] | undefined {
  const sample = newObject()
  for (const use of uses) {
    const name = propertyName(file.parentOf(use))
    if (name) sample[name] = valueForName(name)
  }
  return Object.keys(sample).length > 0 ? [sample] : undefined
}

function valueForName(name: string): Value {
  if (/name|title|text|label|email|id$|type|status|city|color|key|message/i.test(name)) return name
  if (/^(is|has|can)[A-Z]/.test(name)) return true
  return /items|list|tags|values|s$/i.test(name) ? [1, 2] : 3
}
