import * as z from 'zod'
import { GatewayError } from '../errors.ts'

/**
 * What the text fields of a form say, typed as a schema wants them: a form knows only text, so numbers,
 * booleans and lists (`include[]`, or a field that comes again) are read by the schema's own fields, and
 * nested ones (`chunking_strategy[type]`) become an object. Text that does not read as what is wanted
 * stays text, for the schema to refuse. Throws GatewayError for a field that comes twice.
 */
export function readFormValues(
  schema: z.ZodObject,
  fields: readonly { readonly name: string; readonly value: string }[],
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const { name, value } of fields) {
    const [, key = name, inner] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name) ?? []
    if (forbiddenKeys.has(key) || forbiddenKeys.has(inner ?? '')) {
      throw new GatewayError('forbidden_key', `The form has a field named '${key}'.`)
    }
    const wanted = fieldSchema(schema, key)
    if (wanted instanceof z.ZodArray) values[key] = [...listOf(values[key]), value]
    else if (inner !== undefined && inner !== '') {
      values[key] = { ...(values[key] as object | undefined), [inner]: readText(undefined, value) }
    } else if (Object.hasOwn(values, key)) {
      throw new GatewayError('invalid_value', `Invalid '${key}': it may be given only once.`, {
        param: key,
      })
    } else values[key] = readText(wanted, value)
  }
  return values
}

const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function fieldSchema(schema: z.ZodObject, name: string): z.ZodType | undefined {
  let field: unknown = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined
  while (field instanceof z.ZodOptional || field instanceof z.ZodNullable) field = field.unwrap()
  return field instanceof z.ZodType ? field : undefined
}

function readText(wanted: z.ZodType | undefined, text: string): unknown {
  if (wanted instanceof z.ZodBoolean)
    return text === 'true' ? true : text === 'false' ? false : text
  const isNumber = /^-?\d+(\.\d+)?$/.test(text)
  const mayBeNumber = wanted === undefined || wanted instanceof z.ZodNumber
  return isNumber && mayBeNumber ? Number(text) : text
}
