/** That somebody called with the secret which a key had before its rotation. */
export interface FormerUse {
  readonly keyId: string
  /** Which secret it was: a key may be rotated again before this is written down. */
  readonly secretHash: string
  readonly usedAtMs: number
}

/**
 * Who still calls with the secret before a rotation, until it is written down. Of each key only the latest use is kept, so
 * a call costs no more than a place in a map, and one with a present secret nothing.
 */
export class FormerUses {
  readonly #unwritten = new Map<string, FormerUse>()

  note(use: FormerUse): void {
    this.#unwritten.set(use.keyId, use)
  }

  /** Hands every use to `write`; where that fails, they stay for the next time. */
  async flush(write: (use: FormerUse) => Promise<void>): Promise<void> {
    for (const use of this.#unwritten.values()) {
      await write(use)
      // A later one may have come meanwhile.
      if (this.#unwritten.get(use.keyId) === use) this.#unwritten.delete(use.keyId)
    }
  }
}
