import {
  localServerObject as localServerSchema,
  providerProbeObject as providerProbeSchema,
} from '@llavero/protocol/control/provider-probe.ts'
import { deleted, pageOf } from '@llavero/protocol/control/page.ts'
import {
  createProviderBody,
  probeProviderBody,
  updateProviderBody,
  providerObject as providerSchema,
} from '@llavero/protocol/control/providers.ts'
import type {
  CreateProviderBody,
  ProviderObject,
  UpdateProviderBody,
} from '@llavero/protocol/control/providers.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { assertUrlAllowed, EgressRefusal } from '../egress/policy.ts'
import type { ProviderTable } from '../storage/tables.ts'
import { findLocalServers } from './local-servers.ts'
import { newId } from './new-id.ts'
import { notFound } from './not-found.ts'
import type { ControlParts } from './parts.ts'
import { probeProvider } from './probe.ts'
import { keepProviderKey, lastFourOf, openProviderKey } from './provider-secret.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'
import { toUnixSeconds } from './unix-seconds.ts'
import { wholeList } from './whole-list.ts'

const access = 'person'

/** Where model calls can go. */
export function providerRoutes(parts: ControlParts): ControlRoute[] {
  return [...collectionRoutes(parts), ...memberRoutes(parts), ...discoveryRoutes(parts)]
}

function collectionRoutes(parts: ControlParts): ControlRoute[] {
  const { providers } = parts.storage
  return [
    route({
      method: 'GET',
      path: '/api/providers',
      access,
      answer: pageOf(providerSchema),
      summary: 'All providers.',
      handle: async () => {
        const rows = await providers.list()
        return { body: wholeList(await Promise.all(rows.map((row) => describe(parts, row)))) }
      },
    }),
    route({
      method: 'POST',
      path: '/api/providers',
      access,
      body: createProviderBody,
      answer: providerSchema,
      summary: 'Adds a provider, seals its key and asks it for its models.',
      handle: async ({ body }) => ({ status: 201, body: await createProvider(parts, body) }),
    }),
  ]
}

function memberRoutes(parts: ControlParts): ControlRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/providers/:id',
      access,
      answer: providerSchema,
      summary: 'One provider.',
      handle: async ({ id }) => ({ body: await describe(parts, await requireProvider(parts, id)) }),
    }),
    route({
      method: 'PATCH',
      path: '/api/providers/:id',
      access,
      body: updateProviderBody,
      answer: providerSchema,
      summary: 'Changes a provider. An absent field stays, a null key is removed.',
      handle: async ({ id, body }) => ({ body: await updateProvider(parts, id, body) }),
    }),
    route({
      method: 'DELETE',
      path: '/api/providers/:id',
      access,
      answer: deleted,
      summary: 'Removes a provider and its key; 409 while a route leads to it.',
      handle: async ({ id }) => {
        await removeProvider(parts, await requireProvider(parts, id))
        return { body: { id, object: 'provider', deleted: true } }
      },
    }),
    route({
      method: 'POST',
      path: '/api/providers/:id/refresh',
      access,
      answer: providerSchema,
      summary: 'Asks the provider for its models again.',
      handle: async ({ id }) => {
        const provider = await requireProvider(parts, id)
        const { outcome, message } = await refreshModels(parts, provider)
        if (outcome !== 'ok') throw new GatewayError('upstream_error', message)
        await parts.onChange()
        return { body: await describe(parts, provider) }
      },
    }),
  ]
}

function discoveryRoutes({ egress, localServers }: ControlParts): ControlRoute[] {
  return [
    route({
      method: 'POST',
      path: '/api/providers/probe',
      access,
      body: probeProviderBody,
      answer: providerProbeSchema,
      summary: 'Tries an address and a key; saves nothing.',
      handle: async ({ body }) => {
        const door = { baseUrl: body.base_url, apiKey: body.api_key ?? null }
        return { body: await probeProvider(egress, door) }
      },
    }),
    route({
      method: 'GET',
      path: '/api/local-servers',
      access,
      answer: pageOf(localServerSchema),
      summary: 'Looks for model servers on this machine.',
      handle: async () => ({ body: wholeList(await findLocalServers(egress, localServers)) }),
    }),
  ]
}

async function createProvider(
  parts: ControlParts,
  body: CreateProviderBody,
): Promise<ProviderObject> {
  requireAllowedUrl(body.base_url)
  await requireFreeName(parts, body.name)
  const provider: ProviderTable = {
    id: newId('provider'),
    name: body.name,
    dialect: 'openai',
    vendor: body.vendor,
    base_url: body.base_url,
    secret_id: body.api_key ? await keepProviderKey(parts, body.api_key) : null,
    is_default: Number(body.is_default),
    is_enabled: 1,
    image_urls: body.image_urls,
    batches: body.batches,
    created_at: parts.now(),
  }
  if (!(await parts.storage.providers.insert(provider))) throw nameIsTaken(body.name)
  // A provider that does not answer just now is kept all the same: its models are asked for again.
  await refreshModels(parts, provider)
  await parts.onChange()
  return describe(parts, provider)
}

async function updateProvider(
  parts: ControlParts,
  id: string,
  body: UpdateProviderBody,
): Promise<ProviderObject> {
  const before = await requireProvider(parts, id)
  if (body.base_url !== undefined) requireAllowedUrl(body.base_url)
  if (body.name !== undefined && body.name !== before.name) await requireFreeName(parts, body.name)
  const changes: Partial<ProviderTable> = {
    ...(body.name !== undefined && { name: body.name }),
    ...(body.vendor !== undefined && { vendor: body.vendor }),
    ...(body.base_url !== undefined && { base_url: body.base_url }),
    ...(body.is_default !== undefined && { is_default: Number(body.is_default) }),
    ...(body.is_enabled !== undefined && { is_enabled: Number(body.is_enabled) }),
    ...(body.image_urls !== undefined && { image_urls: body.image_urls }),
    ...(body.batches !== undefined && { batches: body.batches }),
    ...(body.api_key !== undefined && {
      secret_id: body.api_key === null ? null : await keepProviderKey(parts, body.api_key),
    }),
  }
  if (Object.keys(changes).length === 0) return describe(parts, before)
  const after = await parts.storage.providers.update(id, changes)
  if (!after) throw notFound('provider', id)
  if (before.secret_id !== after.secret_id) await forgetSecret(parts, before)
  if (body.base_url !== undefined || body.api_key !== undefined) await refreshModels(parts, after)
  await parts.onChange()
  return describe(parts, after)
}

async function removeProvider(parts: ControlParts, provider: ProviderTable): Promise<void> {
  const removal = await parts.storage.providers.remove(provider.id)
  if (removal === 'in-use') {
    throw new GatewayError('conflict', `A route leads to '${provider.name}': change it first.`)
  }
  await forgetSecret(parts, provider)
  await parts.onChange()
}

async function refreshModels(parts: ControlParts, provider: ProviderTable) {
  const apiKey = await openProviderKey(parts, provider)
  const probe = await probeProvider(parts.egress, { baseUrl: provider.base_url, apiKey })
  if (probe.outcome === 'ok') {
    const row = { provider_id: provider.id, created_at: parts.now() }
    const rows = probe.models.map((model) => ({ ...row, model }))
    await parts.storage.providers.replaceModels(provider.id, rows)
  }
  return probe
}

async function forgetSecret(
  { storage }: ControlParts,
  { secret_id }: ProviderTable,
): Promise<void> {
  if (secret_id !== null) await storage.secrets.remove(secret_id)
}

async function describe(parts: ControlParts, row: ProviderTable): Promise<ProviderObject> {
  const [apiKey, models] = await Promise.all([
    openProviderKey(parts, row),
    parts.storage.providers.listModels(),
  ])
  return {
    id: row.id,
    object: 'provider',
    name: row.name,
    vendor: row.vendor,
    base_url: row.base_url,
    api_key_last_four: apiKey === null ? null : lastFourOf(apiKey),
    is_default: row.is_default === 1,
    is_enabled: row.is_enabled === 1,
    image_urls: row.image_urls,
    batches: row.batches,
    models: models.filter(({ provider_id }) => provider_id === row.id).map(({ model }) => model),
    created_at: toUnixSeconds(row.created_at),
  }
}

async function requireProvider({ storage }: ControlParts, id: string): Promise<ProviderTable> {
  const provider = await storage.providers.get(id)
  if (!provider) throw notFound('provider', id)
  return provider
}

async function requireFreeName({ storage }: ControlParts, name: string): Promise<void> {
  const providers = await storage.providers.list()
  if (providers.some((provider) => provider.name === name)) throw nameIsTaken(name)
}

function nameIsTaken(name: string): GatewayError {
  return new GatewayError('conflict', `There is a provider '${name}' already.`, { param: 'name' })
}

/** What can be said of the address before anything is sent there; the rest is judged at each call. */
function requireAllowedUrl(baseUrl: string): void {
  try {
    assertUrlAllowed(new URL(baseUrl), 'configured')
  } catch (error) {
    if (!(error instanceof EgressRefusal)) throw error
    throw new GatewayError('address_not_allowed', error.message, { param: 'base_url' })
  }
}
