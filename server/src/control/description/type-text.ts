import type { JsonSchema } from './json-schema.ts'

/** A schema in a few words, e.g. `string, 1 to 64 characters`. `nameOf` words a reference. */
export function typeText(schema: JsonSchema, nameOf: (name: string) => string): string {
  const of = (inner: JsonSchema) => typeText(inner, nameOf)
  if (schema.$ref) return nameOf(schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1))
  if (schema.anyOf) return schema.anyOf.map(of).join(' or ')
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ')
  if (schema.items)
    return `${range(schema.minItems, schema.maxItems) || 'list'} of ${of(schema.items)}`
  const { object: kind, data } = schema.properties ?? {}
  if (kind?.const === 'list' && data?.items) return `list of ${of(data.items)}`
  if (schema.properties) return `\`{ ${Object.keys(schema.properties).join(', ')} }\``
  if (typeof schema.additionalProperties === 'object') {
    return `map of ${of(schema.additionalProperties)}`
  }
  if (schema.format) return schema.format
  if (Array.isArray(schema.type)) return schema.type.join(' or ')
  const isText = schema.type === 'string'
  const bounds = isText
    ? range(schema.minLength, schema.maxLength)
    : range(schema.minimum, schema.maximum)
  const unit = isText ? ' characters' : ''
  return bounds === '' ? String(schema.type ?? 'any') : `${String(schema.type)}, ${bounds}${unit}`
}

/** Bounds that only say what a number can be at all are left out. */
function range(min: number | undefined, max: number | undefined): string {
  const isBounded = max !== undefined && max < Number.MAX_SAFE_INTEGER
  const hasMin = min !== undefined && min > Number.MIN_SAFE_INTEGER
  if (!hasMin && !isBounded) return ''
  if (!isBounded) return `${min} or more`
  return `${hasMin ? min : 0} to ${max}`
}
