import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parseMasterKey } from './master-key.ts'
import type { MasterKey } from './master-key.ts'

/** Reads a key file; null when there is none. Refuses a file that others than its owner may open. */
export async function readKeyFile(path: string): Promise<MasterKey | null> {
  const mode = await modeOf(path)
  if (mode === null) return null
  // Windows keeps no such bits: there the folder's own rights decide.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error(`Others can read the master key: run chmod 600 ${path}`)
  }
  return parseMasterKey(await readFile(path, 'utf8'), path)
}

/** Writes a key file that is whole and on disk when this returns, or not there at all. */
export async function createKeyFile(path: string, text: string): Promise<void> {
  const draft = `${path}.draft`
  await rm(draft, { force: true })
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${text}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await promoteKeyFile(draft, path)
}

/** Puts one key file in the place of another, atomically and durably. */
export async function promoteKeyFile(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncFolder(dirname(to))
}

/** A rename survives a power cut only once its folder is on disk. Windows cannot open a folder. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function modeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mode
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
