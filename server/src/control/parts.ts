import type { AttemptThrottle } from '../auth/attempt-throttle.ts'
import type { SetupCode } from '../auth/setup-code.ts'
import type { Egress } from '../egress/egress.ts'
import type { Storage } from '../storage/open.ts'
import type { PriceTable } from '../storage/tables.ts'
import type { KeySource } from '../vault/key-source.ts'
import type { Vault } from '../vault/vault.ts'
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
  readonly builtInPrices: readonly PriceTable[]
  /** Where to look for model servers on this machine. */
  readonly localServers: readonly LocalServer[]
  /** Unix milliseconds. */
  readonly now: () => number
  /** After a change of keys, providers, routes or prices: the server reloads its memory. */
  readonly onChange: () => Promise<void>
}
