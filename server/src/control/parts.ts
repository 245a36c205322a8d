import type { AttemptThrottle } from '../auth/attempt-throttle.ts'
import type { SetupCode } from '../auth/setup-code.ts'
import type { Egress } from '../egress/egress.ts'
import type { Storage } from '../storage/open.ts'
import type { ProviderTable } from '../storage/tables.ts'
import type { BuiltInPrice } from '../gateway/accounting/prices.ts'
import type { KeySource } from '../vault/key-source.ts'
import type { Vault } from '../vault/vault.ts'
import type { ModelTier } from '@llavero/protocol/control/actions.ts'
import type { NextTokenBody, NextTokenObject } from '@llavero/protocol/control/next-token.ts'
import type { Price } from '../gateway/accounting/prices.ts'
import type { LocalServer } from './local-servers.ts'

/** What the admin plane works with; made once by the wiring. */
export interface ControlParts {
  readonly storage: Storage
  readonly vault: Vault
  readonly keySource: KeySource
  readonly egress: Egress
  readonly setupCode: SetupCode
  readonly setupThrottle: AttemptThrottle
  readonly loginThrottle: AttemptThrottle
  /** The prices that apply where the operator set none. */
  readonly builtInPrices: readonly BuiltInPrice[]
  /** Where to look for model servers on this machine. */
  readonly localServers: readonly LocalServer[]
  /** What the data plane knows and the screens show. */
  readonly workspace: WorkspaceView
  /** Unix milliseconds. */
  readonly now: () => number
  /** After a change of keys, providers, routes or prices: the server reloads its memory. */
  readonly onChange: () => Promise<void>
}

/** A model that can be called by its name, and where the name leads. */
export interface UsableModel {
  readonly id: string
  readonly isRoute: boolean
  /** In the order in which they are tried; never empty. */
  readonly places: readonly ModelPlace[]
}

export interface ModelPlace {
  readonly providerId: string
  readonly providerName: string
  readonly vendor: string
  readonly isSimulated: boolean
  readonly isLocal: boolean
  /** The model's name there. */
  readonly model: string
  /** Null where nobody knows. */
  readonly price: Price | null
}

/** What somebody chose instead of the defaults. */
export interface Choices {
  readonly chosen: Readonly<Record<ModelTier, string | null>>
  readonly storesContent: boolean
  readonly isStoresContentChosen: boolean
}

/** A model of a provider that failed of late. */
export interface CircuitState {
  readonly model: string
  /** In a row. */
  readonly failures: number
  readonly isOpen: boolean
  /** Until the next try; 0 when it may be tried. */
  readonly waitMs: number
}

/** The memory of the data plane, for reading. */
export interface WorkspaceView {
  readonly version: string
  models(): readonly UsableModel[]
  /** Null where the name leads nowhere. */
  findModel(id: string): UsableModel | null
  /** A model at a provider, be it called by a name of ours or not, and the provider in use or not. */
  modelAt(provider: ProviderTable, model: string): ModelPlace
  modelOfTier(tier: ModelTier): string
  choices(): Choices
  circuits(providerId: string): readonly CircuitState[]
  nextToken(body: NextTokenBody): Promise<NextTokenObject>
}
