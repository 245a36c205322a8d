import { isObject, type Json, type JsonObject } from './json.ts'
import type { KnownDifference } from './known-differences.ts'

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, JsonObject>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> }
}

const nothing = { type: 'null' } as const
/** Words that say how many, or which, of the alternatives apply: the service's answers fit several. */
const dropped = new Set(['discriminator', 'example', 'examples', 'default', '$recursiveAnchor'])

/**
 * The schemas of the document as the service keeps them, by name, with references below `#/$defs/`. As
 * they stand they refuse many real answers: `nullable` and a boolean `exclusiveMinimum` are OpenAPI 3.0,
 * alternatives of a `oneOf` overlap, and optional properties are sent as null.
 */
export function adjustSchemas(
  document: OpenApiDocument,
  differences: readonly KnownDifference[],
): Record<string, Json> {
  const schemas = structuredClone(document.components.schemas) as Record<string, JsonObject>
  for (const { schema, at, change } of differences) {
    const known = schemas[schema]
    if (known === undefined) throw new Error(`The document has no schema ${schema}`)
    schemas[schema] = changeAt(known, at, change)
  }
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, adjust(schema, name)]),
  )
}

function changeAt(
  schema: JsonObject,
  [step, ...rest]: readonly string[],
  change: (part: JsonObject) => JsonObject,
): JsonObject {
  if (step === undefined) return change(schema)
  const part = schema[step]
  if (Array.isArray(part)) {
    const [index, ...below] = rest
    const parts = part.map((item: Json, at) =>
      at === Number(index) ? changeAt(item as JsonObject, below, change) : item,
    )
    return { ...schema, [step]: parts }
  }
  if (!isObject(part)) throw new Error(`The document has nothing at ${step}`)
  return { ...schema, [step]: changeAt(part, rest, change) }
}

/** One schema in 2020-12, with everything inside it. `name` is whose part it is: what `$recursiveRef` means. */
export function adjust(schema: Json, name: string): Json {
  if (!isObject(schema)) return schema
  const { nullable, oneOf, exclusiveMinimum, $recursiveRef, ...rest } = schema
  const adjusted: Record<string, Json> = {}
  for (const [keyword, value] of Object.entries(rest)) {
    if (!dropped.has(keyword)) adjusted[keyword] = adjustKeyword(keyword, value, schema, name)
  }
  if (oneOf !== undefined) addAlternatives(adjusted, adjustAll(oneOf, name))
  if (exclusiveMinimum === true && rest['minimum'] !== undefined) {
    adjusted['exclusiveMinimum'] = rest['minimum']
    delete adjusted['minimum']
  } else if (typeof exclusiveMinimum === 'number') adjusted['exclusiveMinimum'] = exclusiveMinimum
  if ($recursiveRef !== undefined) adjusted['$ref'] = `#/$defs/${name}`
  return nullable === true || hasNullablePart(schema) ? orNull(adjusted) : adjusted
}

function adjustKeyword(keyword: string, value: Json, schema: JsonObject, name: string): Json {
  switch (keyword) {
    case '$ref':
      return (value as string).replace('#/components/schemas/', '#/$defs/')
    case 'properties':
      return adjustProperties(value, schema['required'], name)
    case 'anyOf':
    case 'allOf':
      return adjustAll(value, name)
    case 'items':
    case 'additionalProperties':
    case 'propertyNames':
    case 'not':
      return adjust(value, name)
    default:
      return value
  }
}

function adjustProperties(properties: Json, required: Json | undefined, name: string): Json {
  if (!isObject(properties)) return properties
  const isRequired = new Set(Array.isArray(required) ? (required as readonly Json[]) : [])
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => {
      const adjusted = adjust(value, name)
      return [key, isRequired.has(key) ? adjusted : orNull(adjusted)]
    }),
  )
}

function adjustAll(schemas: Json, name: string): Json[] {
  return (schemas as readonly Json[]).map((schema) => adjust(schema, name))
}

/** `allOf: [{ $ref }, { nullable: true }]` is how OpenAPI 3.0 makes a reference nullable. */
function hasNullablePart({ allOf }: JsonObject): boolean {
  return (
    Array.isArray(allOf) && allOf.some((part: Json) => isObject(part) && part['nullable'] === true)
  )
}

function addAlternatives(schema: Record<string, Json>, alternatives: Json[]): void {
  if (schema['anyOf'] === undefined) schema['anyOf'] = alternatives
  else schema['allOf'] = [...((schema['allOf'] ?? []) as Json[]), { anyOf: alternatives }]
}

function orNull(schema: Json): Json {
  return { anyOf: [schema, nothing] }
}
