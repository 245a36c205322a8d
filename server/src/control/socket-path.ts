import { hash } from 'node:crypto'
import { chmod, mkdir, rm, stat } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'

/** macOS takes 103 bytes, Linux 107; the rest is room for a terminating zero. */
const MAX_PATH_BYTES = 100

/**
 * Where a running server listens for its operator: `llavero.sock` in the data folder, or, where that path
 * is longer than the system takes, a name made of its hash in a private folder for temporary files.
 * On Windows it is a named pipe.
 */
export function adminSocketPath(dataFolder: string): string {
  const folder = resolve(dataFolder)
  const name = hash('sha256', folder).slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\llavero-${name}`
  const path = join(folder, 'llavero.sock')
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) return path
  return join(tmpdir(), `llavero-${userInfo().uid}`, `${name}.sock`)
}

/**
 * Makes room for the socket: a folder of ours alone, and no socket left by a process that died. Call it
 * with the data folder locked, before listening.
 */
export async function prepareAdminSocket(path: string): Promise<void> {
  if (process.platform === 'win32') return
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await requirePrivateFolder(path)
  await rm(path, { force: true })
}

/** After listening: only this user may connect. */
export async function protectAdminSocket(path: string): Promise<void> {
  if (process.platform !== 'win32') await chmod(path, 0o600)
}

/**
 * Throws when somebody else could have put the socket there: in the folder for temporary files, any user
 * may take our folder's name first and wait for keys to be sent to him.
 */
export async function requirePrivateFolder(path: string): Promise<void> {
  if (basename(path) === 'llavero.sock') return
  const folder = dirname(path)
  const { uid, mode } = await stat(folder)
  if (uid === userInfo().uid && (mode & 0o077) === 0) return
  throw new Error(`The folder ${folder} is not private to this user: remove it`)
}
