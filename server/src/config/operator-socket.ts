import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'

/** A socket's path may be 108 bytes long on Linux and 104 on macOS, its end included. */
const longestPath = 100

/**
 * Where the server and the command line meet: in the data folder, or, where that path is too long for a
 * socket, under a name made from it in a folder that only this user may enter.
 */
export function operatorSocketPath(dataFolder: string): string {
  const absolute = path.resolve(dataFolder)
  const inFolder = path.join(absolute, 'llavero.sock')
  if (Buffer.byteLength(inFolder) <= longestPath) return inFolder
  const folder = path.join(tmpdir(), `llavero-${userInfo().uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return path.join(
    folder,
    `${createHash('sha256').update(absolute).digest('hex').slice(0, 32)}.sock`,
  )
}
