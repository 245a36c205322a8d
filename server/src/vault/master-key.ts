import { createHash, createSecretKey, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** The key that seals the data keys. It lives in a KeyObject, which no log or inspection prints. */
export interface MasterKey {
  /** Names the key without telling anything about it: the start of a hash. */
  readonly id: string
  readonly key: KeyObject
}

const MASTER_KEY_BYTES = 32

/** Reads 32 bytes in base64 or base64url; `origin` says in the error where the text came from. */
export function parseMasterKey(text: string, origin: string): MasterKey {
  const bytes = Buffer.from(text.trim(), 'base64')
  if (bytes.length !== MASTER_KEY_BYTES) {
    throw new Error(`The master key from ${origin} is not ${MASTER_KEY_BYTES} bytes in base64`)
  }
  const id = createHash('sha256').update('llavero master key').update(bytes).digest('hex')
  return { id: id.slice(0, 12), key: createSecretKey(bytes) }
}

/** A new master key as text, to be stored in a safe place. */
export function generateMasterKeyText(): string {
  return randomBytes(MASTER_KEY_BYTES).toString('base64')
}
