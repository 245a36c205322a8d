import * as z from 'zod'
import { endpoints } from '../endpoints.ts'
import { displayName, identifier, modelName, unixSeconds, usd } from './scalars.ts'

const maxScopes = 256

/** Model names; a trailing `*` matches any rest. Null or absent allows all. */
const modelScope = z.array(modelName).min(1).max(maxScopes).nullish()
const endpointScope = z.array(z.enum(endpoints)).min(1).max(maxScopes).nullish()

const perMinute = z.int().min(1).nullish()

const limits = {
  models: modelScope,
  endpoints: endpointScope,
  /** Null or absent: no budget. */
  budget_usd: usd.nullish(),
  /** Requests and tokens per minute; null or absent: no limit. */
  rpm: perMinute,
  tpm: perMinute,
  expires_at: unixSeconds.nullish(),
}

const budgetWindow = z.enum(['total', 'month', 'day'])

/** `POST /api/keys` */
export const createKeyBody = z.strictObject({
  name: displayName,
  project_id: identifier.optional(),
  ...limits,
  budget_window: budgetWindow.default('total'),
})
export type CreateKeyBody = z.output<typeof createKeyBody>

/** `PATCH /api/keys/{id}`: an absent field stays as it is, null takes the limit away. */
export const updateKeyBody = z.strictObject({
  name: displayName.optional(),
  ...limits,
  budget_window: budgetWindow.optional(),
})
export type UpdateKeyBody = z.output<typeof updateKeyBody>

export interface KeyObject {
  /** The public part of the key. */
  readonly id: string
  readonly object: 'key'
  readonly name: string
  readonly project_id: string
  readonly last_four: string
  readonly models: readonly string[] | null
  readonly endpoints: readonly string[] | null
  readonly budget_usd: number | null
  readonly budget_window: 'total' | 'month' | 'day'
  /** What was spent in the budget's current window. */
  readonly spent_usd: number
  readonly rpm: number | null
  readonly tpm: number | null
  readonly created_at: number
  readonly expires_at: number | null
  readonly revoked_at: number | null
  readonly last_used_at: number | null
}

/** The answer to `POST /api/keys`: the only time that the whole key is told. */
export interface CreatedKeyObject extends KeyObject {
  readonly key: string
}
