import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane (Password Storage Cheat Sheet). */
const COST: Cost = { memoryKiB: 19_456, passes: 2, lanes: 1 }
const SALT_BYTES = 16
const TAG_BYTES = 32
/** Argon2 version 1.3, the only one in use (RFC 9106). */
const VERSION = 'v=19'
const COST_PATTERN = /^m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})$/

interface Cost {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
}

interface Digest {
  readonly cost: Cost
  readonly salt: Buffer
  readonly tag: Buffer
}

const deriveKey = promisify(argon2)

/** Hashes a password off the main thread, in PHC format: `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const tag = await derive(password, { cost: COST, salt, tag: Buffer.alloc(TAG_BYTES) })
  return formatDigest({ cost: COST, salt, tag })
}

/**
 * Whether the password is the one that was hashed. With null (nobody has this e-mail) it does the same
 * work and says no, so that the time it takes does not tell who has an account.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const digest = stored === null ? NOBODY : parseDigest(stored)
  const tag = await derive(password, digest)
  return timingSafeEqual(tag, digest.tag) && stored !== null
}

const NOBODY: Digest = { cost: COST, salt: Buffer.alloc(SALT_BYTES), tag: Buffer.alloc(TAG_BYTES) }

function derive(password: string, { cost, salt, tag }: Digest): Promise<Buffer> {
  return deriveKey('argon2id', {
    // One spelling for what looks the same: keyboards compose accents and Hangul differently.
    message: password.normalize('NFC'),
    nonce: salt,
    memory: cost.memoryKiB,
    passes: cost.passes,
    parallelism: cost.lanes,
    tagLength: tag.length,
  })
}

function formatDigest({ cost, salt, tag }: Digest): string {
  const parameters = `m=${cost.memoryKiB},t=${cost.passes},p=${cost.lanes}`
  return ['', 'argon2id', VERSION, parameters, unpadded(salt), unpadded(tag)].join('$')
}

function parseDigest(text: string): Digest {
  const [, algorithm, version, parameters = '', salt, tag] = text.split('$')
  const cost = COST_PATTERN.exec(parameters)
  if (algorithm !== 'argon2id' || version !== VERSION || !cost || !salt || !tag) {
    throw new Error('A stored password hash is not argon2id in PHC format')
  }
  const [memoryKiB = 0, passes = 0, lanes = 0] = cost.slice(1).map(Number)
  return {
    cost: { memoryKiB, passes, lanes },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

/** The PHC format writes base64 without its padding. */
function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
