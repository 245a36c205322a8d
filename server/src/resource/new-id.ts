import { randomBytes, randomInt } from 'node:crypto'

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** E.g. `file-` and 22 letters and digits, 131 random bits. */
export function letterId(prefix: string, length: number): string {
  let id = prefix
  for (let at = 0; at < length; at++) id += letters[randomInt(letters.length)]
  return id
}

/** E.g. `batch_` and 32 hex digits. */
export function hexId(prefix: string): string {
  return prefix + randomBytes(16).toString('hex')
}
