import { hash, randomBytes } from 'node:crypto'

/**
 * `sk-llv-<8 public>-<32 secret><6 checksum>`, base62. The secret has 190 bits, so a fast hash keeps it;
 * the checksum tells a typo or a leaked key from a random string without asking any database.
 */
export interface ApiKey {
  /** The whole key, for its owner's eyes, once. */
  readonly text: string
  /** The public part: names the key in lists and logs. */
  readonly id: string
  /** What is stored instead of the secret: its SHA-256, hex. */
  readonly secretHash: string
  readonly lastFour: string
}

/** A presented key that is well formed; whether it is ours is the key ring's to say. */
export interface ParsedApiKey {
  readonly id: string
  readonly secret: string
}

const PREFIX = 'sk-llv-'
const ID_LENGTH = 8
const SECRET_LENGTH = 32
const CHECKSUM_LENGTH = 6

const ID_START = PREFIX.length
const ID_END = ID_START + ID_LENGTH
const SECRET_START = ID_END + 1
const SECRET_END = SECRET_START + SECRET_LENGTH
const KEY_LENGTH = SECRET_END + CHECKSUM_LENGTH

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A new key, or a new secret for the key of this id. Its text is nowhere else: who loses it makes another. */
export function createApiKey(id = randomBase62(ID_LENGTH)): ApiKey {
  const secret = randomBase62(SECRET_LENGTH)
  const body = `${PREFIX}${id}-${secret}`
  const text = body + checksum(body)
  return { text, id, secretHash: hashSecret(secret), lastFour: text.slice(-4) }
}

/** Takes a key apart; null when it is none of ours, or mistyped. */
export function parseApiKey(text: string): ParsedApiKey | null {
  if (text.length !== KEY_LENGTH || !text.startsWith(PREFIX) || text[ID_END] !== '-') return null
  if (text.slice(SECRET_END) !== checksum(text.slice(0, SECRET_END))) return null
  return { id: text.slice(ID_START, ID_END), secret: text.slice(SECRET_START, SECRET_END) }
}

/** Where the public part of one of our keys stands; any text has something there. */
export function publicPartOf(text: string): string {
  return text.slice(ID_START, ID_END)
}

export function hashSecret(secret: string): string {
  return hash('sha256', secret)
}

/** The first 36 bits of a SHA-256 as six digits; 62^6 is a little under 2^36. */
function checksum(body: string): string {
  let rest = Number.parseInt(hash('sha256', body).slice(0, 9), 16)
  let digits = ''
  for (let index = 0; index < CHECKSUM_LENGTH; index += 1) {
    digits += BASE62[rest % BASE62.length]
    rest = Math.floor(rest / BASE62.length)
  }
  return digits
}

/** Bytes from 248 on are thrown away: 256 is no multiple of 62, so they would favour some digits. */
function randomBase62(length: number): string {
  const highest = 256 - (256 % BASE62.length)
  let digits = ''
  while (digits.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < highest && digits.length < length) digits += BASE62[byte % BASE62.length]
    }
  }
  return digits
}
