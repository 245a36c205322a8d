import { toUsd } from '@llavero/protocol/control/scalars.ts'
import { usageQuery, usageSummary } from '@llavero/protocol/control/usage.ts'
import type { UsageObject, UsageQuery, UsageSummary } from '@llavero/protocol/control/usage.ts'
import { addUsage } from '../storage/usage.ts'
import type { UsageGroup, UsageSum } from '../storage/usage.ts'
import { csvReply } from './csv.ts'
import type { ControlParts } from './parts.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'
import { storageFilters } from './wire-filters.ts'

const access = 'person'

/** What was used and what it cost. */
export function usageRoutes(parts: ControlParts): ControlRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/usage',
      access,
      query: usageQuery,
      answer: usageSummary,
      summary: 'Sums over the log, and the total of exactly these rows.',
      handle: async ({ query }) => ({ body: await summarise(parts, query) }),
    }),
    route({
      method: 'GET',
      path: '/api/usage.csv',
      access,
      query: usageQuery,
      summary: 'The same groups as CSV, in UTF-8 with a byte order mark, as spreadsheets like it.',
      handle: async ({ query }) =>
        csvReply('usage', csvColumns, (await summarise(parts, query)).data),
    }),
  ]
}

const csvColumns = [
  'group',
  'requests',
  'input_tokens',
  'cached_input_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'images',
  'characters',
  'audio_seconds',
  'cost_usd',
  'unpriced_requests',
] as const

async function summarise(
  { storage }: ControlParts,
  { group_by, time_zone, ...filters }: UsageQuery,
): Promise<UsageSummary> {
  const groupBy = group_by ?? null
  const sums = await storage.usage.summary({
    filters: storageFilters(filters),
    groupBy,
    timeZone: time_zone,
  })
  return {
    object: 'list',
    data: sums.map((sum) => usageObject(sum, groupBy)),
    total: usageObject(sums.reduce(addUsage, NOTHING), null),
    has_more: false,
    next: null,
  }
}

const NOTHING: UsageSum = {
  group: null,
  span: null,
  requests: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  images: 0,
  characters: 0,
  audioMs: 0,
  costMicroUsd: 0,
  unpricedRequests: 0,
}

function usageObject(sum: UsageSum, groupBy: UsageGroup | null): UsageObject {
  return {
    object: 'usage',
    group: sum.group,
    filters: groupBy === null ? {} : filtersOf(sum, groupBy),
    requests: sum.requests,
    input_tokens: sum.inputTokens,
    cached_input_tokens: sum.cachedInputTokens,
    cache_write_tokens: sum.cacheWriteTokens,
    output_tokens: sum.outputTokens,
    reasoning_tokens: sum.reasoningTokens,
    images: sum.images,
    characters: sum.characters,
    audio_seconds: sum.audioMs / 1000,
    cost_usd: toUsd(sum.costMicroUsd),
    unpriced_requests: sum.unpricedRequests,
  }
}

const filterNames = {
  key: 'key_id',
  person: 'person_id',
  model: 'model',
  feature: 'feature',
  provider: 'provider',
} as const satisfies Record<Exclude<UsageGroup, 'day'>, string>

function filtersOf({ group, span }: UsageSum, groupBy: UsageGroup): Record<string, string> {
  if (groupBy !== 'day') return { [filterNames[groupBy]]: group ?? '' }
  if (span === null) return {}
  return { from: String(span.fromMs / 1000), to: String(span.toMs / 1000) }
}
