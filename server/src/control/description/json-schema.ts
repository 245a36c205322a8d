import * as z from 'zod'

/** What is used of JSON Schema (draft 2020-12) here. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly anyOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly required?: readonly string[]
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly format?: string
  readonly pattern?: string
}

/** Gathers the schemas that have a name, so that each is told once and referred to elsewhere. */
export class SchemaBook {
  readonly schemas: Record<string, JsonSchema> = {}

  /** A schema as what is sent (`input`) or what is answered (`output`): a default is optional in the one only. */
  add(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    // Inside of something, so that the schema itself is referred to as well.
    const { properties, $defs = {} } = z.toJSONSchema(z.object({ it: schema }), {
      io,
      unrepresentable: 'any',
    }) as JsonSchema & { readonly $defs?: Readonly<Record<string, JsonSchema>> }
    const names = new Map(
      Object.keys($defs).map((name) => [name, this.#nameFor(name, $defs[name])]),
    )
    for (const [name, definition] of Object.entries($defs)) {
      this.schemas[names.get(name) ?? name] ??= renamed(definition, names)
    }
    return renamed(properties?.['it'] ?? {}, names)
  }

  /** What is sent may have the name of what is answered and be less strict. */
  #nameFor(name: string, definition: JsonSchema | undefined): string {
    const known = this.schemas[name]
    const same = new Map([[name, name]])
    if (known === undefined || definition === undefined) return name
    return JSON.stringify(known) === JSON.stringify(renamed(definition, same))
      ? name
      : `${name}Input`
  }
}

/** References as OpenAPI has them, without what only zod needs. */
function renamed(schema: JsonSchema, names: ReadonlyMap<string, string>): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    const isName = key === 'id' && typeof value === 'string'
    // To zod it means that our code may not change it; to OpenAPI, that nobody may send it.
    const isFrozen = key === 'readOnly' && value === true
    return isName || isFrozen ? undefined : value
  })
  const pointed = text.replace(/"#\/\$defs\/(\w+)"/g, (_whole, name: string) =>
    JSON.stringify(`#/components/schemas/${names.get(name) ?? name}`),
  )
  return JSON.parse(pointed) as JsonSchema
}
