import { readFileSync } from 'node:fs'
import { CommandFailure } from './command-line.ts'

/** What a file holds, or standard input for `-`, without the blanks around it. */
export function readSecret(path: string): string {
  const secret = readFileSync(path === '-' ? 0 : path, 'utf8').trim()
  if (secret === '') throw CommandFailure.because(`${path} is empty.`)
  return secret
}
