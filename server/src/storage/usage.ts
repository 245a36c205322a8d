import { sql, type Kysely, type RawBuilder } from 'kysely'
import { matchesRequest, modelOfRow, type RequestFilters } from './request-filters.ts'
import type { Tables } from './tables.ts'

export type UsageGroup = 'key' | 'model' | 'feature' | 'day' | 'provider'

export interface UsageQuery {
  readonly filters: RequestFilters
  /** Null sums everything into one row. */
  readonly groupBy: UsageGroup | null
}

/** The sum of some rows of the request log. */
export interface UsageSum {
  /** A day is written `2026-11-20`, in UTC. Null for rows that have no such value, and for no grouping. */
  readonly group: string | null
  readonly requests: number
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly cacheWriteTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
  readonly costMicroUsd: number
}

const groupColumns: Record<UsageGroup, RawBuilder<string | null>> = {
  key: sql`key_id`,
  model: modelOfRow,
  feature: sql`feature`,
  provider: sql`provider`,
  // Whole days since 1970: integer division on both engines.
  day: sql`cast(started_at / 86400000 as text)`,
}

/** Totals, summed from the rows of the request log themselves: there is no second book. */
export class UsageTotals {
  readonly #reader: Kysely<Tables>

  constructor(reader: Kysely<Tables>) {
    this.#reader = reader
  }

  /** Days come in their order, other groups by cost. One row, of zeros if need be, without a grouping. */
  async summary({ filters, groupBy }: UsageQuery): Promise<UsageSum[]> {
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
        sumOf('cost_micro_usd').as('costMicroUsd'),
      ])
      .where((on) => matchesRequest(on, filters))
    const sums = await (groupBy ? query.groupBy(group) : query).execute()
    if (groupBy === 'day') return sums.map(writeDay).toSorted(byGroup)
    return sums.toSorted((a, b) => b.costMicroUsd - a.costMicroUsd || byGroup(a, b))
  }
}

// PostgreSQL's sum of `bigint` is `numeric`, which would arrive as text.
function sumOf(column: string): RawBuilder<number> {
  return sql`cast(coalesce(sum(${sql.ref(column)}), 0) as bigint)`
}

function writeDay(sum: UsageSum): UsageSum {
  return { ...sum, group: new Date(Number(sum.group) * 86_400_000).toISOString().slice(0, 10) }
}

function byGroup(a: UsageSum, b: UsageSum): number {
  return (a.group ?? '') < (b.group ?? '') ? -1 : 1
}
