import * as z from 'zod'
import { requestFilters } from './requests.ts'
import { line } from './scalars.ts'

const timeZone = line(64).refine(isTimeZone, {
  error: 'not a time zone. Expected an IANA name, e.g. Europe/Madrid.',
})

/** `GET /api/usage`: sums over the request log; without `group_by` one group with a null `group`. */
export const usageQuery = requestFilters.extend({
  group_by: z.enum(['key', 'model', 'feature', 'day', 'provider', 'person']).optional(),
  /** Whose days they are. */
  time_zone: timeZone.default('UTC'),
})
export type UsageQuery = z.output<typeof usageQuery>

export const usageObject = z
  .object({
    object: z.literal('usage'),
    /** The key's id, the model, the feature …; a day is written `2026-11-20`. */
    group: z.string().nullable(),
    /** What to add to the filters of this query to see exactly these rows in `GET /api/requests`. */
    filters: z.record(z.string(), z.string()).readonly(),
    requests: z.int(),
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
    /** Of the requests whose price is known. */
    cost_usd: z.number(),
    /** Requests whose price nobody knows: they are not in `cost_usd`. */
    unpriced_requests: z.int(),
  })
  .readonly()
  .meta({ id: 'Usage' })
export type UsageObject = z.output<typeof usageObject>

/** The groups and their sum: the total is the total of exactly these rows. */
export const usageSummary = z
  .object({
    object: z.literal('list'),
    data: z.array(usageObject).readonly(),
    total: usageObject,
    has_more: z.literal(false),
    next: z.null(),
  })
  .readonly()
  .meta({ id: 'UsageSummary' })
export type UsageSummary = z.output<typeof usageSummary>

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
