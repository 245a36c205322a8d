import * as z from 'zod'
import { excerpt } from './error-messages.ts'
import { errorCatalogue, GatewayError, type ErrorCode } from './errors.ts'

/** An issue as the schemas raise it, still with the schema and the input it speaks of. */
export type RawIssue = z.core.$ZodRawIssue

/** One issue in the words of the real service. The wordings were compared with its answers. */
export function wordIssue(issue: RawIssue, path: readonly PropertyKey[]): GatewayError {
  const param = formatPath(path)
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue, param)
    case 'invalid_value':
      return unlistedValue({ param, input: issue.input, allowed: issue.values })
    case 'invalid_union':
      return wrongUnion(issue, param)
    case 'too_small':
      return tooSmall(issue, param)
    case 'too_big':
      return tooBig(issue, param)
    case 'unrecognized_keys':
      return unknownKey([...path, issue.keys[0] ?? ''])
    case 'invalid_format':
      return invalid('invalid_value', param, wrongFormat(issue))
    case 'invalid_key':
      return longKey(issue, path)
    case 'not_multiple_of':
      return typeFault(param, 'an integer', issue.input)
    case 'custom':
      return invalid(customCode(issue), param, ownMessage(issue))
    default:
      return invalid('invalid_value', param, 'not an allowed value.')
  }
}

/** Whether a value has the JSON type that a schema asks for, whatever else is wrong with it. */
export function fits(schema: z.core.$ZodType, value: unknown): boolean {
  const { def } = (schema as z.core.$ZodTypes)._zod
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

/** `messages[0].content`; null for the body itself. */
function formatPath(path: readonly PropertyKey[]): string | null {
  if (path.length === 0) return null
  const text = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${excerpt(String(step))}`))
    .join('')
  return text.startsWith('.') ? text.slice(1) : text
}

type Issue<Code extends RawIssue['code']> = Extract<RawIssue, { code: Code }>

function wrongType(issue: Issue<'invalid_type'>, param: string | null): GatewayError {
  if (issue.input === undefined) return missing(param)
  const owner = issue.schema ?? issue.inst
  const expected = owner === undefined ? `a ${issue.expected}` : describe(owner as z.core.$ZodType)
  return typeFault(param, expected, issue.input)
}

function wrongUnion(issue: Issue<'invalid_union'>, param: string | null): GatewayError {
  if (issue.discriminator !== undefined) {
    const input = (issue.input as Record<string, unknown>)[issue.discriminator]
    return unlistedValue({ param, input, allowed: (issue.options as readonly unknown[] | undefined) ?? [] })
  }
  if (issue.input === undefined) return missing(param)
  return typeFault(param, describe(issue.inst as z.core.$ZodType), issue.input)
}

interface UnlistedValue {
  readonly param: string | null
  readonly input: unknown
  readonly allowed: readonly unknown[]
}

function unlistedValue({ param, input, allowed }: UnlistedValue): GatewayError {
  if (input === undefined) return missing(param)
  if (typeof input !== 'string') return typeFault(param, oneOf(allowed), input)
  const message = `Invalid value: '${excerpt(input)}'. Supported values are: ${list(allowed, 'and')}.`
  return new GatewayError('invalid_value', message, { param })
}

function missing(param: string | null): GatewayError {
  if (param === null) {
    return new GatewayError('missing_required_parameter', 'Missing required body: send a JSON object.')
  }
  const message = `Missing required parameter: '${param}'.`
  return new GatewayError('missing_required_parameter', message, { param })
}

function unknownKey(path: readonly PropertyKey[]): GatewayError {
  const param = formatPath(path)
  return new GatewayError('unknown_parameter', `Unknown parameter: '${param}'.`, { param })
}

function typeFault(param: string | null, expected: string, input: unknown): GatewayError {
  const subject = param === null ? 'the request body' : `'${param}'`
  const message = `Invalid type for ${subject}: expected ${expected}, but got ${nameType(input)} instead.`
  return new GatewayError('invalid_type', message, { param })
}

function invalid(code: ErrorCode, param: string | null, reason: string): GatewayError {
  const subject = param === null ? 'request body' : `'${param}'`
  return new GatewayError(code, `Invalid ${subject}: ${reason}`, { param })
}

function tooSmall(issue: Issue<'too_small'>, param: string | null): GatewayError {
  const least = Number(issue.minimum)
  if (issue.origin === 'string') return shortString(param, least, lengthOf(issue.input))
  if (issue.origin === 'array') return shortArray(param, least, lengthOf(issue.input))
  const kind = isWhole(issue) ? 'integer' : 'decimal'
  const reason = `${kind} below minimum value. Expected a value >= ${least}, but got ${String(issue.input)} instead.`
  return invalid(`${kind}_below_min_value`, param, reason)
}

function tooBig(issue: Issue<'too_big'>, param: string | null): GatewayError {
  const most = Number(issue.maximum)
  if (issue.origin === 'string') return longString(param, most, lengthOf(issue.input))
  if (issue.origin === 'array') return longArray(param, most, lengthOf(issue.input))
  const kind = isWhole(issue) ? 'integer' : 'decimal'
  const reason = `${kind} above maximum value. Expected a value <= ${most}, but got ${String(issue.input)} instead.`
  return invalid(`${kind}_above_max_value`, param, reason)
}

function shortString(param: string | null, least: number, length: number): GatewayError {
  const expected = `Expected a string with minimum length ${least}`
  return length === 0
    ? invalid('empty_string', param, `empty string. ${expected}, but got an empty string instead.`)
    : invalid(
        'string_below_min_length',
        param,
        `string too short. ${expected}, but got a string with length ${length} instead.`,
      )
}

function longString(param: string | null, most: number, length: number): GatewayError {
  const expected = `Expected a string with maximum length ${most}`
  const reason = `string too long. ${expected}, but got a string with length ${length} instead.`
  return invalid('string_above_max_length', param, reason)
}

function shortArray(param: string | null, least: number, length: number): GatewayError {
  const expected = `Expected an array with minimum length ${least}`
  return length === 0
    ? invalid('empty_array', param, `empty array. ${expected}, but got an empty array instead.`)
    : invalid(
        'array_below_min_length',
        param,
        `array too short. ${expected}, but got an array with length ${length} instead.`,
      )
}

function longArray(param: string | null, most: number, length: number): GatewayError {
  const expected = `Expected an array with maximum length ${most}`
  const reason = `array too long. ${expected}, but got an array with length ${length} instead.`
  return invalid('array_above_max_length', param, reason)
}

function wrongFormat(issue: Issue<'invalid_format'>): string {
  if (issue.format !== 'regex') return `string does not match format. Expected a ${issue.format}.`
  // Patterns arrive as `/^…$/`; the service quotes them bare.
  const pattern = (issue.pattern ?? '').replace(/^\/|\/$/g, '')
  return `string does not match pattern. Expected a string that matches the pattern '${pattern}'.`
}

/** The only rule that our schemas make for the keys of a map is their length. */
function longKey(issue: Issue<'invalid_key'>, path: readonly PropertyKey[]): GatewayError {
  const key = String(path.at(-1))
  const most = (issue.issues[0] as { readonly maximum?: number } | undefined)?.maximum
  const message =
    `Invalid property name in '${formatPath(path.slice(0, -1))}': '${excerpt(key)}' is too long. ` +
    `Expected a string with maximum length ${most}, but got a string with length ${key.length} instead.`
  return new GatewayError('property_name_above_max_length', message, { param: formatPath(path) })
}

/** A rule of our own may name its code in `params`. */
function customCode(issue: Issue<'custom'>): ErrorCode {
  const code: unknown = issue.params?.['code']
  return typeof code === 'string' && Object.hasOwn(errorCatalogue, code)
    ? (code as ErrorCode)
    : 'invalid_value'
}

function ownMessage(issue: Issue<'custom'>): string {
  return z.core.util.finalizeIssue(issue, undefined, z.core.config()).message
}

function lengthOf(input: unknown): number {
  return typeof input === 'string' || Array.isArray(input) ? input.length : 0
}

function isWhole(issue: Issue<'too_small'> | Issue<'too_big'>): boolean {
  return issue.schema !== undefined && isWholeNumber(issue.schema)
}

function isWholeNumber(schema: z.core.$ZodType): boolean {
  const { bag } = schema._zod
  return bag['format'] === 'safeint' || bag['multipleOf'] === 1
}

/** What a schema asks for, e.g. `one of a string or array of objects`. */
function describe(schema: z.core.$ZodType): string {
  const { def } = (schema as z.core.$ZodTypes)._zod
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
      return describeUnion(schema as z.core.$ZodUnion | z.core.$ZodDiscriminatedUnion)
    default:
      return 'an object'
  }
}

function describeUnion(union: z.core.$ZodUnion | z.core.$ZodDiscriminatedUnion): string {
  if ('discriminator' in union._zod.def) return 'an object'
  const [first = '', ...rest] = union._zod.def.options.map(describe)
  return `one of ${[first, ...rest.map(withoutArticle)].join(' or ')}`
}

function withoutArticle(noun: string): string {
  return noun.replace(/^an? /, '')
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? `'${String(values[0])}'` : `one of ${list(values, 'or')}`
}

/** `'a', 'b', and 'c'` */
function list(values: readonly unknown[], conjunction: 'and' | 'or'): string {
  const quoted = values.map((value) => `'${String(value)}'`)
  if (quoted.length <= 2) return quoted.join(` ${conjunction} `)
  return `${quoted.slice(0, -1).join(', ')}, ${conjunction} ${quoted.at(-1)}`
}

function nameType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal number'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
