/**
 * What the service demands of a JSON Schema with `strict: true`: every object is closed and requires
 * all of its properties.
 * https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function strictSchemaFault(schema: unknown): string | null {
  // The root is an object even where it does not say so.
  const root = isObject(schema) ? { type: 'object', ...schema } : { type: 'object' }
  const open: Node[] = [{ schema: root, context: [] }]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const fault = objectFault(node.schema)
    if (fault !== null) return `In context=${formatContext(node.context)}, ${fault}`
    // A stack, so that the depth of a client's schema is never the depth of ours.
    open.push(...children(node).toReversed())
  }
  return null
}

interface Node {
  readonly schema: unknown
  readonly context: readonly string[]
}

type JsonObject = Readonly<Record<string, unknown>>

function objectFault(schema: unknown): string | null {
  if (!isObject(schema) || !describesObject(schema)) return null
  if (schema['additionalProperties'] !== false) {
    return "'additionalProperties' is required to be supplied and to be false."
  }
  const required = Array.isArray(schema['required']) ? new Set(schema['required']) : new Set()
  const properties = isObject(schema['properties']) ? Object.keys(schema['properties']) : []
  const forgotten = properties.find((name) => !required.has(name))
  if (forgotten === undefined) return null
  return (
    "'required' is required to be supplied and to be an array including every key in properties. " +
    `Missing '${forgotten.slice(0, 64)}'.`
  )
}

function describesObject(schema: JsonObject): boolean {
  const { type } = schema
  return (
    type === 'object' || (Array.isArray(type) && type.includes('object')) || 'properties' in schema
  )
}

function children({ schema, context }: Node): Node[] {
  if (!isObject(schema)) return []
  const maps = ['properties', '$defs', 'definitions'].flatMap((keyword) =>
    entries(schema[keyword]).map(([name, child]) => [keyword, name, child] as const),
  )
  const lists = ['anyOf', 'allOf', 'oneOf'].flatMap((keyword) =>
    entries(schema[keyword]).map(([index, child]) => [keyword, index, child] as const),
  )
  const named = [...maps, ...lists].map(([keyword, name, child]) => ({
    schema: child,
    context: [...context, keyword, name],
  }))
  return 'items' in schema
    ? [...named, { schema: schema['items'], context: [...context, 'items'] }]
    : named
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Written as the service writes it: a Python tuple. */
function formatContext(context: readonly string[]): string {
  return `(${context.map((step) => `'${step.slice(0, 64)}'`).join(', ')})`
}
