/** Makes values that are valid for a JSON Schema, as constrained decoding does. */
import { isObject } from './json-object.ts'
import type { JsonObject } from './json-object.ts'
import { stringOfSchema } from './string-from-schema.ts'
import type { ValueSource } from './value-source.ts'

/** Optional properties are left out below this depth, so that recursive schemas come to an end. */
const maxOptionalDepth = 3

/** Below this depth a schema cannot be satisfied, or nobody would read the value. */
const maxDepth = 24

/** A schema that refers to itself twice doubles at each depth: beyond this many values all is null. */
const maxValues = 1_000

interface Place {
  readonly root: unknown
  readonly depth: number
  readonly source: ValueSource
  /** Shared by all places of one value. */
  readonly budget: { valuesLeft: number }
}

/** A value for the schema. Patterns, `not` and conditions are not looked at. */
export function valueFromSchema(schema: unknown, source: ValueSource): unknown {
  return valueAt(schema, { root: schema, depth: 0, source, budget: { valuesLeft: maxValues } })
}

function valueAt(unresolved: unknown, place: Place): unknown {
  if (place.depth > maxDepth || place.budget.valuesLeft-- <= 0) return null
  const schema = resolve(unresolved, place.root)
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return pick(schema['enum'], place.source)
  const alternatives = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(alternatives)) {
    const common = omit(schema, ['anyOf', 'oneOf'])
    const chosen = mergeSchemas(common, chooseAlternative(alternatives, place))
    return valueAt(chosen, { ...place, depth: place.depth + 1 })
  }
  return valueOfType(schema, place)
}

function valueOfType(schema: JsonObject, place: Place): unknown {
  switch (typeOf(schema)) {
    case 'object':
      return objectFrom(schema, place)
    case 'array':
      return arrayFrom(schema, place)
    case 'integer':
      return numberFrom({ multipleOf: 1, ...schema }, place.source)
    case 'number':
      return numberFrom(schema, place.source)
    case 'boolean':
      return place.source.random() < 0.5
    case 'null':
      return null
    default:
      return stringOfSchema(schema, place.source)
  }
}

function typeOf(schema: JsonObject): unknown {
  const { type } = schema
  if (Array.isArray(type)) return type.find((name) => name !== 'null') ?? 'null'
  if (type !== undefined) return type
  if ('properties' in schema || 'required' in schema) return 'object'
  if ('items' in schema || 'prefixItems' in schema || 'minItems' in schema) return 'array'
  if ('minimum' in schema || 'maximum' in schema || 'multipleOf' in schema) return 'number'
  return 'string'
}

/** Follows `$ref` and folds `allOf` in, so that one object says everything. */
function resolve(unresolved: unknown, root: unknown): JsonObject {
  let schema = isObject(unresolved) ? unresolved : {}
  for (let hops = 0; typeof schema['$ref'] === 'string' && hops < maxDepth; hops++) {
    schema = mergeSchemas(omit(schema, ['$ref']), followPointer(root, schema['$ref']))
  }
  if (!Array.isArray(schema['allOf'])) return schema
  return schema['allOf'].reduce<JsonObject>(
    (merged, part) => mergeSchemas(merged, resolveShallow(part, root)),
    omit(schema, ['allOf']),
  )
}

function resolveShallow(part: unknown, root: unknown): JsonObject {
  if (!isObject(part)) return {}
  return typeof part['$ref'] === 'string' ? followPointer(root, part['$ref']) : part
}

function followPointer(root: unknown, pointer: string): JsonObject {
  const steps = pointer.replace(/^#\/?/, '').split('/').filter(Boolean)
  let target: unknown = root
  for (const step of steps) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    target = new Map(Object.entries(target ?? {})).get(name)
  }
  return isObject(target) ? target : {}
}

function omit(schema: JsonObject, keywords: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !keywords.includes(name)))
}

function mergeSchemas(left: JsonObject, right: unknown): JsonObject {
  if (!isObject(right)) return left
  return {
    ...left,
    ...right,
    ...(isObject(left['properties']) &&
      isObject(right['properties']) && {
        properties: { ...left['properties'], ...right['properties'] },
      }),
    ...(Array.isArray(left['required']) &&
      Array.isArray(right['required']) && {
        required: [...left['required'], ...right['required']],
      }),
  }
}

/** The first alternative, but deep down one that ends: null, then anything without a reference. */
function chooseAlternative(alternatives: readonly unknown[], { depth }: Place): unknown {
  if (depth < maxOptionalDepth) return alternatives[0]
  const isNull = (schema: unknown): boolean => isObject(schema) && schema['type'] === 'null'
  const isPlain = (schema: unknown): boolean => !JSON.stringify(schema).includes('"$ref"')
  return alternatives.find(isNull) ?? alternatives.find(isPlain) ?? alternatives[0]
}

function objectFrom(schema: JsonObject, place: Place): unknown {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : []
  const optional = place.depth < maxOptionalDepth ? Object.keys(properties) : []
  const names = new Set([...Object.keys(properties), ...required])
  const kept = [...names].filter((name) => required.includes(name) || optional.includes(name))
  const inner = { ...place, depth: place.depth + 1 }
  const entries = kept.map((name): [string, unknown] => [
    name,
    valueAt(Object.hasOwn(properties, name) ? properties[name] : {}, inner),
  ])
  const least = Math.min(numberOr(schema['minProperties'], 0), maxValues)
  for (let index = 1; entries.length < least; index++) {
    entries.push([`property_${index}`, valueAt(schema['additionalProperties'], inner)])
  }
  return Object.fromEntries(entries)
}

function arrayFrom(schema: JsonObject, place: Place): unknown[] {
  const inner = { ...place, depth: place.depth + 1 }
  const first = Array.isArray(schema['prefixItems']) ? schema['prefixItems'] : []
  const wanted = place.depth < maxOptionalDepth && schema['items'] !== false ? 1 : 0
  const most = numberOr(schema['maxItems'], Infinity)
  const least = Math.max(numberOr(schema['minItems'], 0), Math.min(wanted, most), first.length)
  const values: unknown[] = []
  for (let index = 0; index < Math.min(least, most, maxValues); index++) {
    const item = first[index] ?? schema['items']
    values.push(schema['uniqueItems'] === true ? unlike(values, item, inner) : valueAt(item, inner))
  }
  return values
}

const maxTries = 50

function unlike(values: readonly unknown[], schema: unknown, place: Place): unknown {
  const seen = new Set(values.map((value) => JSON.stringify(value)))
  // Without the prompt: it would give the same words again and again.
  const source = { ...place.source, prompt: '' }
  for (let attempt = 0; attempt < maxTries; attempt++) {
    const value = valueAt(schema, { ...place, source })
    if (!seen.has(JSON.stringify(value))) return value
  }
  return valueAt(schema, place)
}

function numberFrom(schema: JsonObject, { random, prompt }: ValueSource): number {
  const step = numberOr(schema['multipleOf'], 0)
  const gap = step > 0 ? step : 0.001
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema
  const lowest = Math.max(
    numberOr(minimum, -Infinity) + (exclusiveMinimum === true ? gap : 0),
    numberOr(exclusiveMinimum, -Infinity) + gap,
  )
  const highest = Math.min(
    numberOr(maximum, Infinity) - (exclusiveMaximum === true ? gap : 0),
    numberOr(exclusiveMaximum, Infinity) - gap,
  )
  const from = Number.isFinite(lowest) ? lowest : Math.min(0, highest - 100 * gap)
  const to = Number.isFinite(highest) ? highest : Math.max(100, from + 100 * gap)
  const named = (prompt.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number)
  const fits = (number: number): boolean =>
    number >= lowest && number <= highest && (step === 0 || number % step === 0)
  return named.find(fits) ?? onStep(from + random() * (to - from), { step, from, to })
}

function onStep(number: number, range: { step: number; from: number; to: number }): number {
  if (range.step === 0)
    return Math.min(range.to, Math.max(range.from, Math.round(number * 100) / 100))
  const rounded = Math.round(number / range.step) * range.step
  if (rounded > range.to) return Math.floor(range.to / range.step) * range.step
  return rounded < range.from ? Math.ceil(range.from / range.step) * range.step : rounded
}

/** The choice that the user named, else any. */
function pick(choices: readonly unknown[], { random, prompt }: ValueSource): unknown {
  const words = prompt.toLowerCase()
  const named = choices.find(
    (choice) => typeof choice === 'string' && choice !== '' && words.includes(choice.toLowerCase()),
  )
  return named ?? choices[Math.floor(random() * choices.length)] ?? null
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
