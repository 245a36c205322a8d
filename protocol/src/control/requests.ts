import * as z from 'zod'
import { pageQuery } from './page.ts'
import { displayName, identifier, modelName, unixSecondsQuery } from './scalars.ts'

export const verdicts = [
  'complete',
  'truncated',
  'provider_error',
  'client_gone',
  'server_stopped',
  'refused',
] as const

/** An empty value asks for the rows that have none. */
function orNone<Value extends z.ZodType>(value: Value) {
  return z.union([z.literal('').transform(() => null), value]).optional()
}

/** The filters that the request log and the usage summary share, so that both speak of the same rows. */
export const requestFilters = z.strictObject({
  key_id: orNone(identifier),
  /** The person whose browser made the call. */
  person_id: orNone(identifier),
  project_id: identifier.optional(),
  /** The model that the client asked for. */
  model: modelName.optional(),
  feature: orNone(displayName),
  provider: orNone(displayName),
  verdict: z.enum(verdicts).optional(),
  status: z.coerce.number().int().min(100).max(599).optional(),
  /** How the request id begins. */
  id: identifier.optional(),
  /** Unix seconds; `from` is included, `to` is not. */
  from: unixSecondsQuery.optional(),
  to: unixSecondsQuery.optional(),
})

/** `GET /api/requests` */
export const requestsQuery = requestFilters.extend({
  ...pageQuery.shape,
  before: z
    .string()
    .regex(/^req_[0-9a-f]{32}$/, 'Expected the id of a request.')
    .optional(),
})
export type RequestsQuery = z.output<typeof requestsQuery>

export const requestObject = z
  .object({
    id: z.string(),
    object: z.literal('request'),
    created_at: z.int(),
    key_id: z.string().nullable(),
    /** Whose session made the call; null for a key. */
    person_id: z.string().nullable(),
    project_id: z.string(),
    feature: z.string().nullable(),
    endpoint: z.string(),
    model_asked: z.string(),
    model_used: z.string().nullable(),
    provider: z.string().nullable(),
    attempts: z.int(),
    verdict: z.enum(verdicts),
    status: z.int(),
    error_code: z.string().nullable(),
    is_stream: z.boolean(),
    input_tokens: z.int(),
    cached_input_tokens: z.int(),
    cache_write_tokens: z.int(),
    output_tokens: z.int(),
    reasoning_tokens: z.int(),
    /** Pictures made. */
    images: z.int(),
    /** Of text that was spoken. */
    characters: z.int(),
    /** Of sound that was listened to. */
    audio_seconds: z.number(),
    is_estimated: z.boolean(),
    /** Null where nobody knows the price of what was used. */
    cost_usd: z.number().nullable(),
    first_byte_ms: z.int().nullable(),
    total_ms: z.int(),
    overhead_ms: z.int(),
  })
  .readonly()
  .meta({ id: 'Request' })
export type RequestObject = z.output<typeof requestObject>

/** One part of a call's time. Phases follow one another; their sum is `total_ms`, but for rounding. */
const requestPhase = z
  .object({
    /**
     * `admission`: until it may go. `failed_try`: a try at an upstream that failed, and the pause after it.
     * `waiting`: from the last try to its first byte. `streaming`: from there to the end. `own`: what this
     * process did besides.
     */
    name: z.enum(['admission', 'failed_try', 'waiting', 'streaming', 'own']),
    start_ms: z.int(),
    duration_ms: z.int(),
    /** Of a failed try. */
    provider: z.string().nullable(),
    model: z.string().nullable(),
    status: z.int().nullable(),
    error_code: z.string().nullable(),
  })
  .readonly()
export type RequestPhase = z.output<typeof requestPhase>

/** `GET /api/requests/{id}`: the row with its waterfall. */
export const requestDetailObject = requestObject
  .unwrap()
  .extend({
    phases: z.array(requestPhase).readonly(),
    /** The run of the workbench that made the call. */
    run_id: z.string().nullable(),
    /** What was sent and answered, where content is stored. */
    content: z.object({ request: z.string(), response: z.string() }).readonly().nullable(),
  })
  .readonly()
  .meta({ id: 'RequestDetail' })
export type RequestDetailObject = z.output<typeof requestDetailObject>
