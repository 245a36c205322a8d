import {
  masterKeyIdOf,
  openEnvelope,
  rewrapEnvelope,
  sealEnvelope,
  VaultError,
} from './envelope.ts'
import type { Binding } from './envelope.ts'
import type { MasterKey } from './master-key.ts'

/**
 * Seals and opens secrets. It seals with one master key and opens with every key it was given, so that
 * secrets stay readable while they move from one master key to the next.
 */
export class Vault {
  #current: MasterKey
  readonly #keys = new Map<string, MasterKey>()

  constructor(current: MasterKey, others: readonly MasterKey[] = []) {
    this.#current = current
    for (const key of [current, ...others]) this.#keys.set(key.id, key)
  }

  get masterKeyId(): string {
    return this.#current.id
  }

  seal(plain: string, binding: Binding): string {
    return sealEnvelope(this.#current, plain, binding)
  }

  /** Throws VaultError when the envelope was sealed by an unknown key, for another row, or was changed. */
  open(envelope: string, binding: Binding): string {
    return openEnvelope(this.#keyOf(envelope), envelope, binding)
  }

  /** The same secret sealed by the current master key; null when it is already. Throws VaultError. */
  reseal(envelope: string, binding: Binding): string | null {
    const from = this.#keyOf(envelope)
    if (from.id === this.#current.id) return null
    return rewrapEnvelope({ from, to: this.#current }, envelope, binding)
  }

  /** Seals with this key from now on; what the former keys sealed stays readable. */
  adopt(key: MasterKey): void {
    this.#keys.set(key.id, key)
    this.#current = key
  }

  /** Forgets every key but the current one. */
  forgetFormerKeys(): void {
    this.#keys.clear()
    this.#keys.set(this.#current.id, this.#current)
  }

  #keyOf(envelope: string): MasterKey {
    const id = masterKeyIdOf(envelope)
    const key = this.#keys.get(id)
    if (!key) throw new VaultError(`A secret was sealed by master key ${id}, which is not here`)
    return key
  }
}
