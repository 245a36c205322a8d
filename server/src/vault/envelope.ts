import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { CipherKey } from 'node:crypto'
import type { MasterKey } from './master-key.ts'

/** The row that a secret belongs to: a sealed secret copied to another row does not open there. */
export interface Binding {
  readonly table: string
  readonly id: string
}

/** A row of the table `secret`, where every sealed secret lives. */
export function secretBinding(id: string): Binding {
  return { table: 'secret', id }
}

/** The secret was not sealed by this key for this row, or was changed since. Says nothing of its content. */
export class VaultError extends Error {
  override readonly name = 'VaultError'
}

const ALGORITHM = 'aes-256-gcm'
const VERSION = 'v1'
/** NIST SP 800-38D: 96-bit nonces and full-length tags. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
const DATA_KEY_BYTES = 32

interface Envelope {
  readonly masterKeyId: string
  readonly sealedDataKey: string
  readonly sealedSecret: string
}

/**
 * Seals a secret: `v1.<master key id>.<data key sealed by the master key>.<secret sealed by the data key>`.
 * The data key is new for each secret, so moving to another master key never touches the secret itself.
 */
export function sealEnvelope(masterKey: MasterKey, plain: string, binding: Binding): string {
  const dataKey = randomBytes(DATA_KEY_BYTES)
  return formatEnvelope({
    masterKeyId: masterKey.id,
    sealedDataKey: encrypt(masterKey.key, dataKey, dataKeyContext(masterKey.id, binding)),
    sealedSecret: encrypt(dataKey, Buffer.from(plain, 'utf8'), secretContext(binding)),
  })
}

/** Opens what `sealEnvelope` made. Throws VaultError. */
export function openEnvelope(masterKey: MasterKey, text: string, binding: Binding): string {
  const envelope = parseEnvelope(text)
  const dataKey = openDataKey(masterKey, envelope, binding)
  return decrypt(dataKey, envelope.sealedSecret, secretContext(binding)).toString('utf8')
}

/** Moves an envelope to another master key without opening the secret. Throws VaultError. */
export function rewrapEnvelope(keys: MasterKeyMove, text: string, binding: Binding): string {
  const envelope = parseEnvelope(text)
  const dataKey = openDataKey(keys.from, envelope, binding)
  return formatEnvelope({
    masterKeyId: keys.to.id,
    sealedDataKey: encrypt(keys.to.key, dataKey, dataKeyContext(keys.to.id, binding)),
    sealedSecret: envelope.sealedSecret,
  })
}

export interface MasterKeyMove {
  readonly from: MasterKey
  readonly to: MasterKey
}

/** Which master key opens this envelope. Throws VaultError. */
export function masterKeyIdOf(text: string): string {
  return parseEnvelope(text).masterKeyId
}

function openDataKey(masterKey: MasterKey, envelope: Envelope, binding: Binding): Buffer {
  const context = dataKeyContext(envelope.masterKeyId, binding)
  return decrypt(masterKey.key, envelope.sealedDataKey, context)
}

function parseEnvelope(text: string): Envelope {
  const [version, masterKeyId, sealedDataKey, sealedSecret, ...rest] = text.split('.')
  const isWhole = masterKeyId && sealedDataKey && sealedSecret && rest.length === 0
  if (version !== VERSION || !isWhole) throw new VaultError('This is not a sealed secret')
  return { masterKeyId, sealedDataKey, sealedSecret }
}

function formatEnvelope(envelope: Envelope): string {
  return [VERSION, envelope.masterKeyId, envelope.sealedDataKey, envelope.sealedSecret].join('.')
}

function secretContext(binding: Binding): string {
  return JSON.stringify([VERSION, 'secret', binding.table, binding.id])
}

function dataKeyContext(masterKeyId: string, binding: Binding): string {
  return JSON.stringify([VERSION, 'data-key', masterKeyId, binding.table, binding.id])
}

function encrypt(key: CipherKey, plain: Uint8Array, context: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(context, 'utf8'))
  const parts = [nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat(parts).toString('base64url')
}

function decrypt(key: CipherKey, text: string, context: string): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new VaultError('A sealed secret was cut short')
  const tagStart = bytes.length - TAG_BYTES
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(context, 'utf8'))
  decipher.setAuthTag(bytes.subarray(tagStart))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, tagStart)), decipher.final()])
  } catch {
    throw new VaultError('A sealed secret was changed, or belongs to another row')
  }
}
