import type { Storage } from '../storage/open.ts'
import type { ApiKeyTable } from '../storage/tables.ts'
import { budgetWindowOf } from './key-object.ts'
import type { BudgetWindow, KeyUse } from './key-object.ts'

const UNUSED: KeyUse = { spentMicroUsd: 0, lastUsedAtMs: null }

/**
 * What these keys spent in the current window of their budget, and when they were last used: summed from
 * the request log, so that it is the same number as everywhere else.
 */
export async function findKeyUse(
  storage: Storage,
  keys: readonly ApiKeyTable[],
  nowMs: number,
): Promise<(key: ApiKeyTable) => KeyUse> {
  const uses = await Promise.all(keys.map((key) => useOf(storage, key, nowMs)))
  const usesById = new Map(keys.map((key, index) => [key.id, uses[index] ?? UNUSED]))
  return (key) => usesById.get(key.id) ?? UNUSED
}

/** Both questions go through the log's index on the key, so a page of keys costs its keys' rows only. */
async function useOf(storage: Storage, key: ApiKeyTable, nowMs: number): Promise<KeyUse> {
  const fromMs = windowStartMs(budgetWindowOf(key), nowMs)
  const [sums, latest] = await Promise.all([
    storage.usage.summary({ filters: { keyId: key.id, fromMs }, groupBy: null }),
    storage.requestLog.page({ filters: { keyId: key.id }, limit: 1 }),
  ])
  return {
    spentMicroUsd: sums[0]?.costMicroUsd ?? 0,
    lastUsedAtMs: latest[0]?.started_at ?? null,
  }
}

/** Windows are those of the ledger: fixed, in UTC. */
function windowStartMs(window: BudgetWindow, nowMs: number): number {
  if (window === 'total') return 0
  const now = new Date(nowMs)
  const day = window === 'day' ? now.getUTCDate() : 1
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), day)
}
