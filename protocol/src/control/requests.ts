import * as z from 'zod'
import { pageQuery } from './page.ts'
import { displayName, identifier, modelName, unixSecondsQuery } from './scalars.ts'

export const verdicts = [
  'complete',
  'truncated',
  'provider_error',
  'client_gone',
  'refused',
] as const

/** The filters that the request log and the usage summary share, so that both speak of the same rows. */
export const requestFilters = z.strictObject({
  key_id: identifier.optional(),
  project_id: identifier.optional(),
  /** The model that the client asked for. */
  model: modelName.optional(),
  feature: displayName.optional(),
  provider: displayName.optional(),
  verdict: z.enum(verdicts).optional(),
  status: z.coerce.number().int().min(100).max(599).optional(),
  /** Unix seconds; `from` is included, `to` is not. */
  from: unixSecondsQuery.optional(),
  to: unixSecondsQuery.optional(),
})

/** `GET /api/requests` */
export const requestsQuery = requestFilters.extend(pageQuery.shape)
export type RequestsQuery = z.output<typeof requestsQuery>

export interface RequestObject {
  readonly id: string
  readonly object: 'request'
  readonly created_at: number
  readonly key_id: string | null
  readonly project_id: string
  readonly feature: string | null
  readonly endpoint: string
  readonly model_asked: string
  readonly model_used: string | null
  readonly provider: string | null
  readonly attempts: number
  readonly verdict: (typeof verdicts)[number]
  readonly status: number
  readonly error_code: string | null
  readonly is_stream: boolean
  readonly input_tokens: number
  readonly cached_input_tokens: number
  readonly cache_write_tokens: number
  readonly output_tokens: number
  readonly reasoning_tokens: number
  readonly is_estimated: boolean
  readonly cost_usd: number
  readonly first_byte_ms: number | null
  readonly total_ms: number
  readonly overhead_ms: number
}
