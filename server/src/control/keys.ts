import {
  createKeyBody,
  rotateKeyBody,
  updateKeyBody,
  createdKeyObject as createdKeySchema,
  keyObject as keySchema,
} from '@llavero/protocol/control/keys.ts'
import type {
  CreatedKeyObject,
  CreateKeyBody,
  KeyObject,
  RotateKeyBody,
  UpdateKeyBody,
} from '@llavero/protocol/control/keys.ts'
import { pageQuery, pageOf } from '@llavero/protocol/control/page.ts'
import type { Page, PageQuery } from '@llavero/protocol/control/page.ts'
import { toMicroUsd } from '@llavero/protocol/control/scalars.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { createApiKey } from '../auth/api-key.ts'
import { defaultProjectId } from '../storage/projects.ts'
import type { ApiKeyTable } from '../storage/tables.ts'
import { keyObject } from './key-object.ts'
import { findKeyUse } from './key-use.ts'
import { notFound } from './not-found.ts'
import type { ControlParts } from './parts.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'

const access = 'person'

/** The keys that the gateway hands out. */
export function keyRoutes(parts: ControlParts): ControlRoute[] {
  const { apiKeys } = parts.storage
  return [
    route({
      method: 'POST',
      path: '/api/keys',
      access,
      body: createKeyBody,
      answer: createdKeySchema,
      summary: 'Makes a key. The answer is the only one that holds it whole.',
      handle: async ({ body }) => ({ status: 201, body: await createKey(parts, body) }),
    }),
    route({
      method: 'GET',
      path: '/api/keys',
      access,
      query: pageQuery,
      answer: pageOf(keySchema),
      summary: 'All keys with what they have spent.',
      handle: async ({ query }) => ({ body: await listKeys(parts, query) }),
    }),
    route({
      method: 'GET',
      path: '/api/keys/:id',
      access,
      answer: keySchema,
      summary: 'One key.',
      handle: async ({ id }) => ({ body: await describe(parts, await apiKeys.get(id)) }),
    }),
    route({
      method: 'PATCH',
      path: '/api/keys/:id',
      access,
      body: updateKeyBody,
      answer: keySchema,
      summary:
        'Changes name, scopes, limits or expiry. An absent field stays, null takes a limit away.',
      handle: async ({ id, body }) => ({ body: await updateKey(parts, id, body) }),
    }),
    ...secretRoutes(parts),
  ]
}

/** The secret of a key: another one, or none any more. */
function secretRoutes(parts: ControlParts): ControlRoute[] {
  const { apiKeys } = parts.storage
  return [
    route({
      method: 'POST',
      path: '/api/keys/:id/rotate',
      access,
      body: rotateKeyBody,
      answer: createdKeySchema,
      summary:
        'Gives a key a new secret, told this once. The former one works for the grace time; whose grace was still on ends.',
      handle: async ({ id, body }) => ({ body: await rotateKey(parts, id, body) }),
    }),
    route({
      method: 'POST',
      path: '/api/keys/:id/revoke',
      access,
      answer: keySchema,
      summary: 'Ends a key for good.',
      handle: async ({ id }) => {
        const revoked = await apiKeys.revoke(id, parts.now())
        if (revoked) await parts.onChange()
        return { body: await describe(parts, revoked) }
      },
    }),
  ]
}

async function createKey(parts: ControlParts, body: CreateKeyBody): Promise<CreatedKeyObject> {
  const { storage, now } = parts
  const key = createApiKey()
  const row: ApiKeyTable = {
    id: key.id,
    name: body.name,
    project_id: await requireProject(parts, body.project_id ?? defaultProjectId),
    secret_hash: key.secretHash,
    last_four: key.lastFour,
    models: jsonList(body.models),
    endpoints: jsonList(body.endpoints),
    requests_per_minute: body.rpm ?? null,
    tokens_per_minute: body.tpm ?? null,
    budget_micro_usd: toMicroUsdOrNull(body.budget_usd),
    budget_window: body.budget_window,
    created_at: now(),
    expires_at: futureMs(body.expires_at, now()),
    revoked_at: null,
    previous_secret_hash: null,
    previous_last_four: null,
    previous_ends_at: null,
    previous_last_used_at: null,
  }
  await storage.apiKeys.insert(row)
  await parts.onChange()
  return { ...keyObject(row, { spentMicroUsd: 0, lastUsedAtMs: null }), key: key.text }
}

async function rotateKey(
  parts: ControlParts,
  id: string,
  { grace_seconds }: RotateKeyBody,
): Promise<CreatedKeyObject> {
  const { apiKeys } = parts.storage
  const { secretHash, lastFour, text } = createApiKey(id)
  const previousEndsAtMs = parts.now() + grace_seconds * 1000
  const rotated = await apiKeys.rotate(id, { secretHash, lastFour, previousEndsAtMs })
  if (!rotated && (await apiKeys.get(id))) {
    throw new GatewayError('conflict', 'A key that was revoked cannot be rotated.')
  }
  if (rotated) await parts.onChange()
  return { ...(await describe(parts, rotated)), key: text }
}

async function listKeys(parts: ControlParts, query: PageQuery): Promise<Page<KeyObject>> {
  const { apiKeys } = parts.storage
  const last = query.before === undefined ? null : await apiKeys.get(query.before)
  if (query.before !== undefined && !last) throw notFound('key', query.before)
  // One more than asked for tells whether there is another page.
  const limit = query.limit + 1
  const found = await apiKeys.list(last ? { limit, after: last } : { limit })
  const rows = found.slice(0, query.limit)
  const useOf = await findKeyUse(parts.storage, rows, parts.now())
  const hasMore = found.length > rows.length
  return {
    object: 'list',
    data: rows.map((row) => keyObject(row, useOf(row))),
    has_more: hasMore,
    next: hasMore ? (rows.at(-1)?.id ?? null) : null,
  }
}

async function updateKey(parts: ControlParts, id: string, body: UpdateKeyBody): Promise<KeyObject> {
  const changes: Partial<ApiKeyTable> = {
    ...(body.name !== undefined && { name: body.name }),
    ...(body.models !== undefined && { models: jsonList(body.models) }),
    ...(body.endpoints !== undefined && { endpoints: jsonList(body.endpoints) }),
    ...(body.rpm !== undefined && { requests_per_minute: body.rpm }),
    ...(body.tpm !== undefined && { tokens_per_minute: body.tpm }),
    ...(body.budget_usd !== undefined && { budget_micro_usd: toMicroUsdOrNull(body.budget_usd) }),
    ...(body.budget_window !== undefined && { budget_window: body.budget_window }),
    ...(body.expires_at !== undefined && { expires_at: futureMs(body.expires_at, parts.now()) }),
  }
  const { apiKeys } = parts.storage
  if (Object.keys(changes).length === 0) return describe(parts, await apiKeys.get(id))
  const updated = await apiKeys.update(id, changes)
  if (updated) await parts.onChange()
  return describe(parts, updated)
}

async function describe(parts: ControlParts, row: ApiKeyTable | null): Promise<KeyObject> {
  if (!row) throw notFound('key')
  const useOf = await findKeyUse(parts.storage, [row], parts.now())
  return keyObject(row, useOf(row))
}

async function requireProject({ storage }: ControlParts, projectId: string): Promise<string> {
  if (await storage.projects.get(projectId)) return projectId
  throw new GatewayError('invalid_value', `There is no project '${projectId}'.`, {
    param: 'project_id',
  })
}

function futureMs(unixSeconds: number | null | undefined, nowMs: number): number | null {
  if (unixSeconds === null || unixSeconds === undefined) return null
  const unixMs = unixSeconds * 1000
  if (unixMs > nowMs) return unixMs
  throw new GatewayError('invalid_value', "Invalid 'expires_at': it must be in the future.", {
    param: 'expires_at',
  })
}

function toMicroUsdOrNull(amountUsd: number | null | undefined): number | null {
  return amountUsd === null || amountUsd === undefined ? null : toMicroUsd(amountUsd)
}

function jsonList(items: readonly string[] | null | undefined): string | null {
  return items ? JSON.stringify(items) : null
}
