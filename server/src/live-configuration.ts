import { type KeyRecord, KeyRing } from './auth/key-ring.ts'
import type { Settings } from './config/settings.ts'
import type { ListedModel } from './edge/model-list.ts'
import { isPrivateHost } from './egress/address.ts'
import type { Egress } from './egress/egress.ts'
import { fetchImage } from './egress/fetch-image.ts'
import type { ModelTier } from '@llavero/protocol/control/actions.ts'
import type { Choices, ModelPlace, UsableModel } from './control/parts.ts'
import { PriceList } from './gateway/accounting/prices.ts'
import type { Caller, Endpoint, Limit, Provider, Target } from './gateway/model-call.ts'
import { allowsModel } from './gateway/policy/scope.ts'
import type { FetchImage } from './gateway/providers/openai/inline-images.ts'
import { OpenAiProvider } from './gateway/providers/openai/openai-provider.ts'
import { OpenAiResources } from './gateway/providers/openai/openai-resources.ts'
import { simModels } from './gateway/providers/sim/sim-provider.ts'
import { type Place, Router, type RoutingTable, targetAt } from './gateway/routing/router.ts'
import { ownerOf } from './resource/owner.ts'
import type { Upstream } from './resource/upstream.ts'
import type { ListedTunedModel } from './storage/fine-tuning.ts'
import type { Storage } from './storage/open.ts'
import type { ApiKeyTable, ProviderModelTable, ProviderTable } from './storage/tables.ts'
import { secretBinding } from './vault/envelope.ts'
import type { Vault } from './vault/vault.ts'

export interface LiveConfigurationParts {
  readonly storage: Storage
  readonly vault: Vault
  readonly egress: Egress
  readonly settings: Settings
  readonly simulator: Provider
  /** Gets the limits of all living keys after every load. */
  readonly prepareLimits: (limits: readonly Limit[]) => Promise<void>
}

/**
 * Keys, routes, providers and prices in memory, so that no call waits for the database. Loaded as a
 * whole at start and after every change of the admin plane.
 */
export class LiveConfiguration {
  readonly keyRing = new KeyRing()
  readonly router: Router
  readonly #parts: LiveConfigurationParts
  #providers = new Map<string, Provider>()
  #upstreams: ReadonlyMap<string, Upstream> = new Map()
  /** Providers that do batches as a whole. */
  #takers: ReadonlySet<string> = new Set()
  #prices = new PriceList({ overrides: [], vendors: new Map() })
  #places: ReadonlyMap<string, Place> = new Map()
  #models: readonly ListedModel[] = []
  /** By owner. */
  #tuned = new Map<string, readonly ListedModel[]>()
  #tunedOwners: ReadonlyMap<string, string> = new Map()
  #vendors: ReadonlyMap<string, string> = new Map()
  /** Ids of the providers on this machine or a private network. */
  #local: ReadonlySet<string> = new Set()
  #chosen: ReadonlyMap<string, string> = new Map()
  #storesContent = false
  #revision = -1
  #loading: Promise<void> = Promise.resolve()

  constructor(parts: LiveConfigurationParts) {
    this.#parts = parts
    this.router = new Router({
      routes: new Map(),
      defaultProvider: null,
      simulatorModels: [],
      tunedModels: new Map(),
    })
  }

  /** Who still calls with a secret from before a rotation, for the operator to see. */
  writeFormerUses(): Promise<void> {
    const { apiKeys } = this.#parts.storage
    return this.keyRing.formerUses.flush((use) => apiKeys.noteFormerUse(use))
  }

  get prices(): PriceList {
    return this.#prices
  }

  provider(id: string): Provider | undefined {
    return this.#providers.get(id)
  }

  /** What the provider keeps; undefined where there is no such provider, or it is switched off. */
  upstream(providerId: string): Upstream | undefined {
    return this.#upstreams.get(providerId)
  }

  /** Where a model leads to first; null for the simulator's, and where that is nowhere. */
  #providerTarget(model: string): Target | null {
    const target = this.router.find(model)?.targets[0]
    return target === undefined || target.dialect === 'sim' ? null : target
  }

  /** Where batches of a model are passed to as a whole: the first target, if it takes them. */
  batchTarget(model: string): Target | null {
    const target = this.#providerTarget(model)
    return target !== null && this.#takers.has(target.providerId) ? target : null
  }

  /** The model at the provider as a target; null where there is no such provider. */
  targetAt(providerId: string, model: string): Target | null {
    const place = this.#places.get(providerId)
    return place === undefined ? null : targetAt(place, model)
  }

  /** Where a model can be trained; null where nobody has told us of such a model, or it is the simulator's. */
  trainingTarget(caller: Caller, model: string): Target | null {
    return this.#modelsOf(caller).some(({ id }) => id === model)
      ? this.#providerTarget(model)
      : null
  }

  listModels(caller: Caller): ListedModel[] {
    return this.#modelsOf(caller).filter(({ id }) => allowsModel(caller, id))
  }

  #modelsOf(caller: Caller): ListedModel[] {
    return [...this.#models, ...(this.#tuned.get(ownerOf(caller)) ?? [])]
  }

  /** What was fine-tuned here is there for the project alone that made it. */
  isThereFor(caller: Caller, model: string): boolean {
    if (!model.startsWith('ft:')) return true
    const owner = this.#tunedOwners.get(model)
    return owner === undefined ? !model.startsWith('ft:sim-') : owner === ownerOf(caller)
  }

  /** Every model that can be called by name, with the places it leads to. */
  usableModels(): UsableModel[] {
    return this.#models.flatMap(({ id }) => this.findModel(id) ?? [])
  }

  /** A model by its name, also one that the default provider has not told us of; null when it leads nowhere. */
  findModel(id: string): UsableModel | null {
    const places = (this.router.find(id)?.targets ?? []).map((target) => this.#placeOf(target))
    return places.length === 0 ? null : { id, isRoute: this.router.isRoute(id), places }
  }

  /** A model at a provider, also one that no name leads to. */
  modelAt(provider: ProviderTable, model: string): ModelPlace {
    return this.#placeOf(targetAt(placeOf(provider), model))
  }

  /** What somebody chose on the settings screen. */
  choices(): Choices {
    const { settings } = this.#parts
    const content = this.#chosen.get('stores_content')
    const tier = (name: ModelTier) => this.#chosen.get(`default_model_${name}`) ?? null
    return {
      chosen: { small: tier('small'), balanced: tier('balanced'), large: tier('large') },
      storesContent: content === undefined ? settings.storesContent : content === 'true',
      isStoresContentChosen: content !== undefined,
    }
  }

  /** Asked at every call, so it is read once a load. */
  get storesContent(): boolean {
    return this.#storesContent
  }

  #placeOf(target: Target): ModelPlace {
    const isSimulated = target.dialect === 'sim'
    const vendor = isSimulated ? 'simulator' : (this.#vendors.get(target.providerId) ?? '')
    return {
      providerId: target.providerId,
      providerName: target.providerName,
      vendor,
      isSimulated,
      isLocal: this.#local.has(target.providerId),
      model: target.model,
      price: this.#prices.find(target),
    }
  }

  /** One load at a time; a change during a load is seen by the next one. */
  reload(): Promise<void> {
    this.#loading = this.#loading.then(
      () => this.#load(),
      () => this.#load(),
    )
    return this.#loading
  }

  /** Loads only when another process has changed something. */
  async refresh(): Promise<void> {
    if ((await this.#parts.storage.settings.revision()) !== this.#revision) await this.reload()
  }

  async #load(): Promise<void> {
    const { storage } = this.#parts
    const revision = await storage.settings.revision()
    const [keys, providers, models, routes, prices, chosen, tuned] = await Promise.all([
      storage.apiKeys.listAll(),
      storage.providers.list(),
      storage.providers.listModels(),
      storage.routes.list(),
      storage.prices.list(),
      storage.settings.list(),
      storage.fineTuning.listModels(),
    ])
    const enabled = providers.filter(({ is_enabled }) => is_enabled === 1)
    const opened = await Promise.all(enabled.map((provider) => this.#open(provider)))
    const places = new Map(enabled.map((provider) => [provider.id, placeOf(provider)]))
    const passing = enabled.filter((provider) => provider.batches === 'passed')
    const defaultId = enabled.find(({ is_default }) => is_default === 1)?.id
    const table: RoutingTable = {
      routes: new Map(
        routes.map(({ model, targets }) => [
          model,
          targets.flatMap((target) => {
            const place = places.get(target.provider_id)
            return place === undefined ? [] : [{ ...place, model: target.model }]
          }),
        ]),
      ),
      defaultProvider: defaultId === undefined ? null : (places.get(defaultId) ?? null),
      simulatorModels: [...simModels, ...tuned.filter(isSimulated).map(({ name }) => name)],
      tunedModels: new Map(tuned.flatMap((model) => placedModel(model, places))),
    }
    this.keyRing.load(keys.map(keyRecordOf))
    this.#providers = new Map([
      ['sim', this.#parts.simulator],
      ...opened.map(({ id, provider }) => [id, provider] as const),
    ])
    this.#upstreams = new Map(opened.map(({ id, upstream }) => [id, upstream]))
    this.#takers = new Set(passing.map(({ id }) => id))
    this.#places = places
    this.#chosen = chosen
    this.#storesContent = this.choices().storesContent
    this.#vendors = new Map(providers.map(({ id, vendor }) => [id, vendor]))
    const local = providers.filter(({ base_url }) => isPrivateHost(new URL(base_url).hostname))
    this.#local = new Set(local.map(({ id }) => id))
    this.#prices = new PriceList({ overrides: prices, vendors: this.#vendors })
    this.router.replace(table)
    this.#models = listedModels(table, models)
    this.#tuned = Map.groupBy(tuned.map(listedTuned), ({ owned_by }) => owned_by)
    this.#tunedOwners = new Map(tuned.map(({ name, project_id }) => [name, project_id]))
    this.#revision = revision
    await this.#parts.prepareLimits(this.keyRing.limits())
  }

  async #open(provider: ProviderTable) {
    const { egress, settings } = this.#parts
    const url = new URL(provider.base_url)
    const apiKey = await this.#openSecret(provider.secret_id)
    const opened = new OpenAiProvider({
      client: egress.client(url, settings),
      pathPrefix: url.pathname.replace(/\/$/, ''),
      apiKey,
      outputCapParameter: provider.vendor === 'openai' ? 'max_completion_tokens' : 'max_tokens',
      openSocket: (path, headers) =>
        egress.openWebSocket(new URL(path, url.origin), {
          headers,
          policy: 'configured',
          connectTimeoutMs: settings.connectTimeoutMs,
          handshakeTimeoutMs: settings.firstByteTimeoutMs,
        }),
      fetchImage: provider.image_urls === 'fetch' ? this.#fetchImage : null,
      firstByteTimeoutMs: settings.firstByteTimeoutMs,
      idleTimeoutMs: settings.idleTimeoutMs,
    })
    const { base_url: baseUrl } = provider
    const { connectTimeoutMs, idleTimeoutMs } = settings
    const timeouts = { connectTimeoutMs, idleTimeoutMs }
    const upstream = new OpenAiResources({ egress, baseUrl, apiKey, ...timeouts })
    return { id: provider.id, provider: opened, upstream }
  }

  readonly #fetchImage: FetchImage = (url, maxBytes) => {
    const { egress, settings } = this.#parts
    const trustedHosts = settings.imageHosts ?? new Set<string>()
    const idleTimeoutMs = settings.connectTimeoutMs
    return fetchImage(egress, url, { trustedHosts, maxBytes, idleTimeoutMs })
  }

  async #openSecret(id: string | null): Promise<string | null> {
    if (id === null) return null
    const secret = await this.#parts.storage.secrets.get(id)
    return secret === null ? null : this.#parts.vault.open(secret.sealed, secretBinding(id))
  }
}

function placeOf({ id, name, dialect }: ProviderTable): Place {
  return { providerId: id, providerName: name, dialect }
}

function keyRecordOf(row: ApiKeyTable): KeyRecord {
  return {
    id: row.id,
    projectId: row.project_id,
    secretHash: row.secret_hash,
    models: row.models === null ? null : (JSON.parse(row.models) as string[]),
    endpoints: row.endpoints === null ? null : (JSON.parse(row.endpoints) as Endpoint[]),
    requestsPerMinute: row.requests_per_minute,
    tokensPerMinute: row.tokens_per_minute,
    budgetMicroUsd: row.budget_micro_usd,
    budgetWindow: row.budget_window as KeyRecord['budgetWindow'],
    expiresAtMs: row.expires_at,
    revokedAtMs: row.revoked_at,
    previous: previousSecretOf(row),
  }
}

function previousSecretOf(row: ApiKeyTable): KeyRecord['previous'] {
  const { previous_secret_hash: secretHash, previous_ends_at: endsAtMs } = row
  return secretHash === null || endsAtMs === null ? null : { secretHash, endsAtMs }
}

function isSimulated({ provider_id }: ListedTunedModel): boolean {
  return provider_id === null
}

/** Nowhere, while its provider is switched off. */
function placedModel(
  { name, provider_id }: ListedTunedModel,
  places: ReadonlyMap<string, Place>,
): [string, Place][] {
  const place = places.get(provider_id ?? '')
  return place === undefined ? [] : [[name, place]]
}

function listedTuned({ name, project_id, created_at }: ListedTunedModel): ListedModel {
  return { id: name, created: Math.floor(created_at / 1000), owned_by: project_id }
}

/** What a client can call by name: the simulator, our routes, and what the default provider has. */
function listedModels(table: RoutingTable, models: readonly ProviderModelTable[]): ListedModel[] {
  const defaultId = table.defaultProvider?.providerId
  const listed = new Map<string, ListedModel>()
  for (const id of simModels) listed.set(id, { id, created: 0, owned_by: 'llavero' })
  for (const { provider_id, model, created_at } of models) {
    if (provider_id !== defaultId) continue
    const owner = table.defaultProvider?.providerName ?? ''
    listed.set(model, { id: model, created: Math.floor(created_at / 1000), owned_by: owner })
  }
  for (const id of table.routes.keys()) listed.set(id, { id, created: 0, owned_by: 'llavero' })
  return [...listed.values()]
}
