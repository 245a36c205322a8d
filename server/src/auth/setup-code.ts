import { hash, randomInt, timingSafeEqual } from 'node:crypto'

/** No I, L, O, U, 0 or 1: what is read from a screen is typed right. 30^8 is about 39 bits. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
const HALF_LENGTH = 4

/**
 * The one-time code, e.g. `K7QF-2MXA`, by which whoever sees the process's output becomes its owner.
 * It lives in memory only, so a restart makes another, and ends with its use.
 */
export class SetupCode {
  #text: string | null = `${randomHalf()}-${randomHalf()}`

  /** Null once it was used. */
  get text(): string | null {
    return this.#text
  }

  /** Compares in constant time; case, blanks and the hyphen do not matter. */
  matches(attempt: string): boolean {
    if (this.#text === null) return false
    return timingSafeEqual(digest(attempt), digest(this.#text))
  }

  spend(): void {
    this.#text = null
  }
}

function digest(text: string): Buffer {
  return hash('sha256', text.toUpperCase().replace(/[\s-]/g, ''), 'buffer')
}

function randomHalf(): string {
  return Array.from({ length: HALF_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}
