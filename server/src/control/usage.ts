import { toUsd } from '@llavero/protocol/control/scalars.ts'
import { usageQuery } from '@llavero/protocol/control/usage.ts'
import type { UsageObject, UsageQuery, UsageSummary } from '@llavero/protocol/control/usage.ts'
import type { UsageSum } from '../storage/usage.ts'
import type { ControlParts } from './parts.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'
import { storageFilters } from './wire-filters.ts'

/** What was used and what it cost. */
export function usageRoutes(parts: ControlParts): ControlRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/usage',
      access: 'person',
      query: usageQuery,
      handle: async ({ query }) => ({ body: await summarise(parts, query) }),
    }),
  ]
}

async function summarise(
  { storage }: ControlParts,
  { group_by, ...filters }: UsageQuery,
): Promise<UsageSummary> {
  const groupBy = group_by ?? null
  const sums = await storage.usage.summary({ filters: storageFilters(filters), groupBy })
  return {
    object: 'list',
    data: sums.map(usageObject),
    total: usageObject(sums.reduce(add, NOTHING)),
    has_more: false,
    next: null,
  }
}

const NOTHING: UsageSum = {
  group: null,
  requests: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  costMicroUsd: 0,
}

/** Whole numbers, so the total is exactly the sum of the rows that stand above it. */
function add(a: UsageSum, b: UsageSum): UsageSum {
  return {
    group: null,
    requests: a.requests + b.requests,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    costMicroUsd: a.costMicroUsd + b.costMicroUsd,
  }
}

function usageObject(sum: UsageSum): UsageObject {
  return {
    object: 'usage',
    group: sum.group,
    requests: sum.requests,
    input_tokens: sum.inputTokens,
    cached_input_tokens: sum.cachedInputTokens,
    cache_write_tokens: sum.cacheWriteTokens,
    output_tokens: sum.outputTokens,
    reasoning_tokens: sum.reasoningTokens,
    cost_usd: toUsd(sum.costMicroUsd),
  }
}
