import { hash, timingSafeEqual } from 'node:crypto'
import { incorrectApiKey } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { Caller, Endpoint, Limit } from '../gateway/model-call.ts'
import { type FormerUse, FormerUses } from './former-uses.ts'
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
  /** The secret before the last rotation; it is good until it ends. */
  readonly previous: { readonly secretHash: string; readonly endsAtMs: number } | null
}

/** One secret of a key. */
interface Entry {
  readonly caller: Caller
  readonly secretHash: Buffer
  readonly isRevoked: boolean
  /** What to note when it is used; null where it is the present one. */
  readonly former: Omit<FormerUse, 'usedAtMs'> | null
  /** SHA-256 of the whole key, once it has been presented and found right: then one hash tells. */
  textHash: Uint8Array | null
}

/** No secret hashes to this, so a key with an unknown public part is compared and refused like any other. */
const NO_HASH = Buffer.alloc(64)

/** SHA-256 of the whole key that is being looked for. */
const presentedHash = Buffer.alloc(32)

/** Every key in memory, ready to be called with: no call waits for the database to know its caller. */
export class KeyRing {
  /** Noted by `authenticate`. */
  readonly formerUses = new FormerUses()
  /** The secrets of each key by its id, the present one first. */
  #entries = new Map<string, readonly Entry[]>()

  /** Replaces all keys at once. */
  load(records: Iterable<KeyRecord>): void {
    const entries = new Map<string, readonly Entry[]>()
    for (const record of records) entries.set(record.id, entriesOf(record))
    this.#entries = entries
  }

  /** The limits of all keys that may be called with. */
  limits(): Limit[] {
    const present = [...this.#entries.values()].flatMap(([entry]) => entry ?? [])
    return present.flatMap(({ caller, isRevoked }) => (isRevoked ? [] : caller.limits))
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
    const caller = living(entry, nowMs)
    if (entry.former !== null) this.formerUses.note({ ...entry.former, usedAtMs: nowMs })
    return caller
  }

  /** Whose a key is by its public part. Throws GatewayError where it may not be called with any more. */
  callerOf(id: string, nowMs: number): Caller {
    const [entry] = this.#entries.get(id) ?? []
    if (!entry) throw new GatewayError('invalid_api_key', 'The API key does not exist any more.')
    return living(entry, nowMs)
  }

  #find(presented: string): Entry | undefined {
    // A buffer of its own for each would cost five times as much as the hash.
    presentedHash.write(hash('sha256', presented, 'latin1'), 'latin1')
    const known = this.#entries.get(publicPartOf(presented)) ?? []
    const found = known.find(
      (entry) => entry.textHash && timingSafeEqual(presentedHash, entry.textHash),
    )
    return found ?? this.#verify(presented)
  }

  #verify(presented: string): Entry | undefined {
    const key = parseApiKey(presented)
    if (!key) return undefined
    const hashed = Buffer.from(hashSecret(key.secret), 'latin1')
    const entries = this.#entries.get(key.id)
    if (entries === undefined) timingSafeEqual(hashed, NO_HASH)
    const entry = entries?.find(({ secretHash }) => timingSafeEqual(hashed, secretHash))
    // Not `Buffer.from`: it is kept, and as a slice of a pool it would keep 64 KiB for 32 bytes.
    if (entry) entry.textHash = new Uint8Array(presentedHash)
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
    // Not frozen: each walk over a frozen list costs five times as much, and every call takes several.
    limits: limitsOf(record),
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

function entriesOf(record: KeyRecord): readonly Entry[] {
  const { previous, expiresAtMs } = record
  const present = entryOf(record, record.secretHash)
  if (previous === null) return [present]
  const endsAtMs = Math.min(previous.endsAtMs, expiresAtMs ?? Infinity)
  const { secretHash } = previous
  const former = entryOf({ ...record, expiresAtMs: endsAtMs }, secretHash)
  return [present, { ...former, former: { keyId: record.id, secretHash } }]
}

function entryOf(record: KeyRecord, hashText: string): Entry {
  const secretHash = Buffer.from(hashText, 'latin1')
  if (secretHash.length !== NO_HASH.length) throw new Error(`Key ${record.id} has no SHA-256 hash`)
  return {
    caller: callerOf(record),
    secretHash,
    isRevoked: record.revokedAtMs !== null,
    former: null,
    textHash: null,
  }
}
