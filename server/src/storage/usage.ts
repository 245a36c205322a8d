import { sql, type Kysely, type RawBuilder } from 'kysely'
import { LocalDays, quarterMs } from './local-day.ts'
import { matchesRequest, modelOfRow, type RequestFilters } from './request-filters.ts'
import type { Tables } from './tables.ts'

export type UsageGroup = 'key' | 'model' | 'feature' | 'day' | 'provider' | 'person'

export interface UsageQuery {
  readonly filters: RequestFilters
  /** Null sums everything into one row. */
  readonly groupBy: UsageGroup | null
  /** Whose days they are; UTC without it. */
  readonly timeZone?: string
}

/** The sum of some rows of the request log. */
export interface UsageSum {
  /** A day is written `2026-11-20`. Null for rows that have no such value, and for no grouping. */
  readonly group: string | null
  /** Of a day. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null
  readonly requests: number
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly cacheWriteTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
  readonly images: number
  readonly characters: number
  readonly audioMs: number
  /** Of the requests whose price is known. */
  readonly costMicroUsd: number
  readonly unpricedRequests: number
}

const groupColumns: Record<UsageGroup, RawBuilder<string | null>> = {
  key: sql`key_id`,
  person: sql`person_id`,
  model: modelOfRow,
  feature: sql`feature`,
  provider: sql`provider`,
  // Quarters of an hour since 1970, by integer division on both engines; days are made of them.
  day: sql`cast(started_at / ${sql.lit(quarterMs)} as text)`,
}

/** Totals, summed from the rows of the request log themselves: there is no second book. */
export class UsageTotals {
  readonly #reader: Kysely<Tables>

  constructor(reader: Kysely<Tables>) {
    this.#reader = reader
  }

  /** Days come in their order, other groups by cost. One row, of zeros if need be, without a grouping. */
  async summary({ filters, groupBy, timeZone = 'UTC' }: UsageQuery): Promise<UsageSum[]> {
    const group = groupBy ? groupColumns[groupBy] : sql<string | null>`null`
    const query = this.#reader
      .selectFrom('request_log')
      .select(group.as('group'))
      .select([
        sql<number>`count(*)`.as('requests'),
        sumOf('input_tokens').as('inputTokens'),
        sumOf('cached_input_tokens').as('cachedInputTokens'),
        sumOf('cache_write_tokens').as('cacheWriteTokens'),
        sumOf('output_tokens').as('outputTokens'),
        sumOf('reasoning_tokens').as('reasoningTokens'),
        sumOf('images').as('images'),
        sumOf('characters').as('characters'),
        sumOf('audio_ms').as('audioMs'),
        sumOf('cost_micro_usd').as('costMicroUsd'),
        sql<number>`count(*) - ${sumOf('is_priced')}`.as('unpricedRequests'),
      ])
      .where((on) => matchesRequest(on, filters))
    const found = await (groupBy ? query.groupBy(group) : query).execute()
    if (groupBy === 'day') return sumDays(found, new LocalDays(timeZone))
    const sums = found.map((sum) => ({ ...sum, span: null }))
    return sums.toSorted((a, b) => b.costMicroUsd - a.costMicroUsd || byGroup(a, b))
  }
}

// PostgreSQL's sum of `bigint` is `numeric`, which would arrive as text.
function sumOf(column: string): RawBuilder<number> {
  return sql`cast(coalesce(sum(${sql.ref(column)}), 0) as bigint)`
}

/** Days out of quarters of an hour, in their order. */
function sumDays(quarters: readonly Omit<UsageSum, 'span'>[], days: LocalDays): UsageSum[] {
  const sums: UsageSum[] = []
  for (const quarter of quarters.toSorted((a, b) => Number(a.group) - Number(b.group))) {
    const timeMs = Number(quarter.group) * quarterMs
    const last = sums.at(-1)
    if (last?.span && timeMs < last.span.toMs) {
      sums[sums.length - 1] = addUsage(last, quarter)
    } else {
      const { date, fromMs, toMs } = days.at(timeMs)
      sums.push({ ...quarter, group: date, span: { fromMs, toMs } })
    }
  }
  return sums
}

/** The numbers of both under the name of the first. Whole numbers, so a sum is exact. */
export function addUsage(a: UsageSum, b: Omit<UsageSum, 'span'>): UsageSum {
  return {
    group: a.group,
    span: a.span,
    requests: a.requests + b.requests,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    images: a.images + b.images,
    characters: a.characters + b.characters,
    audioMs: a.audioMs + b.audioMs,
    costMicroUsd: a.costMicroUsd + b.costMicroUsd,
    unpricedRequests: a.unpricedRequests + b.unpricedRequests,
  }
}

function byGroup(a: UsageSum, b: UsageSum): number {
  return (a.group ?? '') < (b.group ?? '') ? -1 : 1
}
