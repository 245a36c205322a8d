import * as z from 'zod'
import { requestFilters } from './requests.ts'

/** `GET /api/usage`: sums over the request log; without `group_by` one group with a null `group`. */
export const usageQuery = requestFilters.extend({
  group_by: z.enum(['key', 'model', 'feature', 'day', 'provider']).optional(),
})
export type UsageQuery = z.output<typeof usageQuery>

export interface UsageObject {
  readonly object: 'usage'
  /** The key's id, the model, the feature …; a day is written `2026-11-20`, in UTC. */
  readonly group: string | null
  readonly requests: number
  readonly input_tokens: number
  readonly cached_input_tokens: number
  readonly cache_write_tokens: number
  readonly output_tokens: number
  readonly reasoning_tokens: number
  readonly cost_usd: number
}

/** The groups and their sum: the total is the total of exactly these rows. */
export interface UsageSummary {
  readonly object: 'list'
  readonly data: readonly UsageObject[]
  readonly total: UsageObject
  readonly has_more: false
  readonly next: null
}
