import type { KeyObject } from '@llavero/protocol/control/keys.ts'
import { toUsd } from '@llavero/protocol/control/scalars.ts'
import type { ApiKeyTable } from '../storage/tables.ts'
import { toUnixSeconds, toUnixSecondsOrNull } from './unix-seconds.ts'

/** What a key was used for, as the request log tells it. */
export interface KeyUse {
  readonly spentMicroUsd: number
  readonly lastUsedAtMs: number | null
}

/** A stored key as the admin API tells it: nothing here opens a door. */
export function keyObject(row: ApiKeyTable, use: KeyUse): KeyObject {
  return {
    id: row.id,
    object: 'key',
    name: row.name,
    project_id: row.project_id,
    last_four: row.last_four,
    models: listIn(row.models),
    endpoints: listIn(row.endpoints),
    budget_usd: row.budget_micro_usd === null ? null : toUsd(row.budget_micro_usd),
    budget_window: budgetWindowOf(row),
    spent_usd: toUsd(use.spentMicroUsd),
    rpm: row.requests_per_minute,
    tpm: row.tokens_per_minute,
    created_at: toUnixSeconds(row.created_at),
    expires_at: toUnixSecondsOrNull(row.expires_at),
    revoked_at: toUnixSecondsOrNull(row.revoked_at),
    last_used_at: toUnixSecondsOrNull(use.lastUsedAtMs),
    previous_last_four: row.previous_last_four,
    previous_ends_at: toUnixSecondsOrNull(row.previous_ends_at),
    previous_last_used_at: toUnixSecondsOrNull(row.previous_last_used_at),
  }
}

export type BudgetWindow = 'total' | 'month' | 'day'

/** Only what the schema let in was ever stored. */
export function budgetWindowOf(row: ApiKeyTable): BudgetWindow {
  return row.budget_window as BudgetWindow
}

function listIn(json: string | null): readonly string[] | null {
  return json === null ? null : (JSON.parse(json) as string[])
}
