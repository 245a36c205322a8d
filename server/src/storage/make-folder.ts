import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder, and those above it, open to its owner only; one that is there stays as it is. Node's own `recursive`
 * tries for ever where the system says that nothing is there although the folder above is, as in `/proc`.
 *
 * @throws Error that names the folder and why it cannot be made.
 */
export function makeFolder(folder: string): void {
  const path = resolve(folder)
  try {
    makeAll(path)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`the folder ${path} cannot be made: ${why}`, { cause: error })
  }
}

function makeAll(path: string): void {
  if (!existsSync(dirname(path))) makeAll(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    if (!isThere || !statSync(path).isDirectory()) throw error
  }
}
