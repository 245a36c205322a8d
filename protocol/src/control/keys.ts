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

/** How long the secret that a key had may go on: a day at most, so that no rotation is forgotten. */
const maxGraceSeconds = 86_400

/** `POST /api/keys/{id}/rotate`: a new secret for the same key, with its name, limits, budget and history. */
export const rotateKeyBody = z.strictObject({
  /** How long the former secret works beside the new one; 0 ends it at once. */
  grace_seconds: z.int().min(0).max(maxGraceSeconds).default(maxGraceSeconds),
})
export type RotateKeyBody = z.output<typeof rotateKeyBody>

const keyFields = z.object({
  id: z.string().describe('The public part of the key.'),
  object: z.literal('key'),
  name: z.string(),
  project_id: z.string(),
  last_four: z.string(),
  models: z.array(z.string()).readonly().nullable(),
  endpoints: z.array(z.string()).readonly().nullable(),
  budget_usd: z.number().nullable(),
  budget_window: z.enum(['total', 'month', 'day']),
  spent_usd: z.number().describe("What was spent in the budget's current window."),
  rpm: z.int().nullable(),
  tpm: z.int().nullable(),
  created_at: z.int(),
  expires_at: z.int().nullable(),
  revoked_at: z.int().nullable(),
  last_used_at: z.int().nullable(),
  /** Of the secret before the last rotation, and until when it works; null where the key was never rotated. */
  previous_last_four: z.string().nullable(),
  previous_ends_at: z.int().nullable(),
  previous_last_used_at: z
    .int()
    .nullable()
    .describe(
      'When the secret before the last rotation was last used since; null where it was not.',
    ),
})

export const keyObject = keyFields.readonly().meta({ id: 'Key' })
export type KeyObject = z.output<typeof keyObject>

/** The answer to `POST /api/keys` and to a rotation: the only time that the whole key is told. */
export const createdKeyObject = keyFields
  .extend({ key: z.string().describe('The whole key, told this once.') })
  .readonly()
  .meta({ id: 'CreatedKey' })
export type CreatedKeyObject = z.output<typeof createdKeyObject>
