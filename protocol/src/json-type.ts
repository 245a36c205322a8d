import * as z from 'zod'

type Definition = z.core.$ZodTypes['_zod']['def']

/** The first branch of a union that takes values of this JSON type, whatever else is wrong with them. */
export function branchFor(union: z.core.$ZodUnion, value: unknown): z.core.$ZodType | undefined {
  const def = definitionOf(union)
  return def.type === 'union' ? def.options.find((option) => fits(option, value)) : undefined
}

/** Whether a value has the JSON type that a schema asks for, whatever else is wrong with it. */
function fits(schema: z.core.$ZodType, value: unknown): boolean {
  const def = definitionOf(schema)
  switch (def.type) {
    case 'string':
    case 'enum':
    case 'literal':
      return typeof value === 'string'
    case 'array':
      return Array.isArray(value)
    case 'object':
    case 'record':
      return isPlainObject(value)
    case 'union':
      return def.options.some((option) => fits(option, value))
    case 'optional':
    case 'nullable':
      return fits(def.innerType, value)
    default:
      return false
  }
}

/** Whether a schema takes whole numbers only. */
export function isWholeNumber(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodNumber && schema.isInt
}

/** What a schema asks for, e.g. `one of a string or array of objects`. */
export function describe(schema: z.core.$ZodType): string {
  const def = definitionOf(schema)
  switch (def.type) {
    case 'string':
      return 'a string'
    case 'number':
      return isWholeNumber(schema) ? 'an integer' : 'a decimal'
    case 'boolean':
      return 'a boolean'
    case 'array':
      return `an array of ${withoutArticle(describe(def.element))}s`
    case 'enum':
      return oneOf(Object.values(def.entries))
    case 'literal':
      return oneOf(def.values)
    case 'optional':
    case 'nullable':
    case 'default':
      return describe(def.innerType)
    case 'union':
      return 'discriminator' in def ? 'an object' : describeUnion(def.options)
    default:
      return 'an object'
  }
}

function describeUnion(options: readonly z.core.$ZodType[]): string {
  const [first = '', ...rest] = options.map(describe)
  return `one of ${[first, ...rest.map(withoutArticle)].join(' or ')}`
}

function withoutArticle(noun: string): string {
  return noun.replace(/^an? /, '')
}

/** `one of 'a', 'b', or 'c'`; a single value stands for itself. */
export function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? `'${String(values[0])}'` : `one of ${list(values, 'or')}`
}

/** `'a', 'b', and 'c'` */
export function list(values: readonly unknown[], conjunction: 'and' | 'or'): string {
  const quoted = values.map((value) => `'${String(value)}'`)
  if (quoted.length <= 2) return quoted.join(` ${conjunction} `)
  return `${quoted.slice(0, -1).join(', ')}, ${conjunction} ${quoted.at(-1)}`
}

/** The JSON type of a value, as the service names it: `a string`, `a decimal number` … */
export function nameType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  // Only text from a query string, read as a number, becomes this.
  if (Number.isNaN(value)) return 'a string'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal number'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a schema was made from; every schema of this package comes from zod's classic face. */
function definitionOf(schema: z.core.$ZodType): Definition {
  return (schema as z.ZodType).def as Definition
}
