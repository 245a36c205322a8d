import { hash, timingSafeEqual } from 'node:crypto'
import { incorrectApiKey } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { Caller, Endpoint, Limit } from '../gateway/model-call.ts'
import { hashSecret, parseApiKey, publicPartOf } from './api-key.ts'
import { presentedKey } from './presented-key.ts'
import type { HeaderLines } from './presented-key.ts'

/** What is stored of a key, with the names and units of the rest of the server. */
export interface KeyRecord {
  readonly id: string
  readonly projectId: string
  /** SHA-256 of the secret, hex. */
  readonly secretHash: string
  readonly models: readonly string[] | null
  readonly endpoints: readonly Endpoint[] | null
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
  readonly budgetMicroUsd: number | null
  readonly budgetWindow: 'total' | 'month' | 'day'
  /** Unix milliseconds. */
  readonly expiresAtMs: number | null
  readonly revokedAtMs: number | null
}

interface Entry {
  readonly caller: Caller
  readonly secretHash: Buffer
  readonly isRevoked: boolean
  /** SHA-256 of the whole key, once it has been presented and found right: then one hash tells. */
  textHash: Buffer | null
}

/** No secret hashes to this, so a key with an unknown public part is compared and refused like any other. */
const NO_HASH = Buffer.alloc(64)

/** Every key in memory, ready to be called with: no call waits for the database to know its caller. */
export class KeyRing {
  #entries = new Map<string, Entry>()

  /** Replaces all keys at once. */
  load(records: Iterable<KeyRecord>): void {
    const entries = new Map<string, Entry>()
    for (const record of records) entries.set(record.id, entryOf(record))
    this.#entries = entries
  }

  /** The limits of all keys that may be called with. */
  limits(): Limit[] {
    const living = [...this.#entries.values()].filter(({ isRevoked }) => !isRevoked)
    return living.flatMap(({ caller }) => caller.limits)
  }

  /**
   * Whose key a request carries; undefined when it carries none. Throws GatewayError with
   * `invalid_api_key`, `conflicting_api_keys`, `key_revoked` or `key_expired`. The last two are told
   * only to who knows the whole key.
   */
  authenticate(lines: HeaderLines, nowMs: number): Caller | undefined {
    const presented = presentedKey(lines)
    if (presented === undefined) return undefined
    const entry = this.#find(presented)
    if (!entry) throw new GatewayError('invalid_api_key', incorrectApiKey(presented))
    return living(entry, nowMs)
  }

  /** Whose a key is by its public part. Throws GatewayError where it may not be called with any more. */
  callerOf(id: string, nowMs: number): Caller {
    const entry = this.#entries.get(id)
    if (!entry) throw new GatewayError('invalid_api_key', 'The API key does not exist any more.')
    return living(entry, nowMs)
  }

  #find(presented: string): Entry | undefined {
    const known = this.#entries.get(publicPartOf(presented))
    if (known === undefined || known.textHash === null) return this.#verify(presented)
    return timingSafeEqual(hash('sha256', presented, 'buffer'), known.textHash) ? known : undefined
  }

  #verify(presented: string): Entry | undefined {
    const key = parseApiKey(presented)
    if (!key) return undefined
    const entry = this.#entries.get(key.id)
    const presentedHash = Buffer.from(hashSecret(key.secret), 'latin1')
    const isRight = timingSafeEqual(presentedHash, entry?.secretHash ?? NO_HASH)
    if (!entry || !isRight) return undefined
    entry.textHash = hash('sha256', presented, 'buffer')
    return entry
  }
}

function living({ caller, isRevoked }: Entry, nowMs: number): Caller {
  if (isRevoked) throw new GatewayError('key_revoked', 'This API key was revoked.')
  const { expiresAtMs } = caller
  if (expiresAtMs !== null && expiresAtMs <= nowMs) {
    throw new GatewayError('key_expired', 'This API key has expired.')
  }
  return caller
}

/** The key as a caller, with its limits made ready for the ledger. */
function callerOf(record: KeyRecord): Caller {
  return Object.freeze({
    kind: 'key',
    keyId: record.id,
    personId: null,
    projectId: record.projectId,
    models: record.models,
    endpoints: record.endpoints,
    expiresAtMs: record.expiresAtMs,
    limits: Object.freeze(limitsOf(record)),
  })
}

function limitsOf(record: KeyRecord): Limit[] {
  const owner = `key:${record.id}`
  const limits: Limit[] = []
  if (record.requestsPerMinute !== null) {
    limits.push({ owner, unit: 'requests', window: 'minute', limit: record.requestsPerMinute })
  }
  if (record.tokensPerMinute !== null) {
    limits.push({ owner, unit: 'tokens', window: 'minute', limit: record.tokensPerMinute })
  }
  if (record.budgetMicroUsd !== null) {
    const { budgetWindow: window, budgetMicroUsd: limit } = record
    limits.push({ owner, unit: 'micro-usd', window, limit })
  }
  return limits
}

function entryOf(record: KeyRecord): Entry {
  const secretHash = Buffer.from(record.secretHash, 'latin1')
  if (secretHash.length !== NO_HASH.length) throw new Error(`Key ${record.id} has no SHA-256 hash`)
  return {
    caller: callerOf(record),
    secretHash,
    isRevoked: record.revokedAtMs !== null,
    textHash: null,
  }
}
