import { readFileSync } from 'node:fs'
import { CommandFailure } from './command-line.ts'

/**
 * What a file holds, or standard input for `-`, without the blanks around it. No option takes a secret itself: every
 * user of the machine can read a command line.
 */
export function readSecret(path: string): string {
  const secret = readFileSync(path === '-' ? 0 : path, 'utf8').trim()
  if (secret === '') throw CommandFailure.because(`${path} is empty.`)
  return secret
}
