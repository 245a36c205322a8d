import * as z from 'zod'
import { excerpt } from './error-messages.ts'
import { describe, isWholeNumber, list, nameType, oneOf } from './json-type.ts'
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
      return issue.origin === 'property name' ? longName(issue, path) : tooBig(issue, param)
    case 'unrecognized_keys':
      return unknownKey([...path, issue.keys[0] ?? ''])
    case 'invalid_format':
      return invalid('invalid_value', param, wrongFormat(issue))
    case 'not_multiple_of':
      return typeFault(param, 'an integer', issue.input)
    case 'custom':
      return wordOwnRule(issue, param)
    default:
      return invalid('invalid_value', param, 'not an allowed value.')
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
  const schema = schemaOf(issue)
  const expected = schema === undefined ? 'an object' : describe(schema)
  return typeFault(param, expected, issue.input)
}

function wrongUnion(issue: Issue<'invalid_union'>, param: string | null): GatewayError {
  if (issue.discriminator !== undefined) {
    // The path of such an issue ends in the discriminator already.
    const input = (issue.input as Record<string, unknown>)[issue.discriminator]
    return unlistedValue({
      param,
      input,
      allowed: (issue.options as readonly unknown[] | undefined) ?? [],
    })
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
    return new GatewayError(
      'missing_required_parameter',
      'Missing required body: send a JSON object.',
    )
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
  const { origin, input } = issue
  const limit = Number(issue.minimum)
  if (isCounted(origin)) {
    return wrongLength(param, { kind: origin, bound: 'minimum', limit, length: lengthOf(input) })
  }
  const kind = numberKind(schemaOf(issue))
  const reason = `${kind} below minimum value. Expected a value >= ${limit}, but got ${String(input)} instead.`
  return invalid(`${kind}_below_min_value`, param, reason)
}

function tooBig(issue: Issue<'too_big'>, param: string | null): GatewayError {
  const { origin, input } = issue
  const limit = Number(issue.maximum)
  if (isCounted(origin)) {
    return wrongLength(param, { kind: origin, bound: 'maximum', limit, length: lengthOf(input) })
  }
  const kind = numberKind(schemaOf(issue))
  const reason = `${kind} above maximum value. Expected a value <= ${limit}, but got ${String(input)} instead.`
  return invalid(`${kind}_above_max_value`, param, reason)
}

/** The schema that an issue speaks of: the one that raised it, or that of the check that did. */
function schemaOf(issue: RawIssue): z.core.$ZodType | undefined {
  return issue.inst instanceof z.ZodType ? issue.inst : issue.schema
}

function numberKind(schema: z.core.$ZodType | undefined): 'integer' | 'decimal' {
  return schema !== undefined && isWholeNumber(schema) ? 'integer' : 'decimal'
}

type Counted = 'string' | 'array'

function isCounted(origin: string): origin is Counted {
  return origin === 'string' || origin === 'array'
}

interface LengthFault {
  readonly kind: Counted
  readonly bound: 'minimum' | 'maximum'
  readonly limit: number
  readonly length: number
}

function wrongLength(param: string | null, fault: LengthFault): GatewayError {
  const { kind, bound, limit, length } = fault
  const noun = kind === 'array' ? 'an array' : 'a string'
  const expected = `Expected ${noun} with ${bound} length ${limit}`
  if (length === 0) {
    const reason = `empty ${kind}. ${expected}, but got an empty ${kind} instead.`
    return invalid(`empty_${kind}`, param, reason)
  }
  const got = `${expected}, but got ${noun} with length ${length} instead.`
  return bound === 'minimum'
    ? invalid(`${kind}_below_min_length`, param, `${kind} too short. ${got}`)
    : invalid(`${kind}_above_max_length`, param, `${kind} too long. ${got}`)
}

function lengthOf(input: unknown): number {
  return typeof input === 'string' || Array.isArray(input) ? input.length : 0
}

function longName(issue: Issue<'too_big'>, path: readonly PropertyKey[]): GatewayError {
  const name = String(path.at(-1))
  const message =
    `Invalid property name in '${formatPath(path.slice(0, -1))}': '${excerpt(name)}' is too long. ` +
    `Expected a string with maximum length ${issue.maximum}, ` +
    `but got a string with length ${name.length} instead.`
  return new GatewayError('property_name_above_max_length', message, { param: formatPath(path) })
}

function wrongFormat(issue: Issue<'invalid_format'>): string {
  if (issue.format !== 'regex') return `string does not match format. Expected a ${issue.format}.`
  // Patterns arrive as `/^…$/`; the service quotes them bare.
  const pattern = (issue.pattern ?? '').replace(/^\/|\/$/g, '')
  return `string does not match pattern. Expected a string that matches the pattern '${pattern}'.`
}

/** A rule of our own says what is wrong, and may name its code in `params`. */
function wordOwnRule(issue: Issue<'custom'>, param: string | null): GatewayError {
  const code: unknown = issue.params?.['code']
  const { message } = z.core.util.finalizeIssue(issue, undefined, z.core.config())
  return typeof code === 'string' && Object.hasOwn(errorCatalogue, code)
    ? invalid(code as ErrorCode, param, message)
    : invalid('invalid_value', param, message)
}
