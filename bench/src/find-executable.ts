import { accessSync, constants } from 'node:fs'
import path from 'node:path'

/** Where servers are installed; an ordinary user's PATH often leaves them out. */
const serverFolders = ['/usr/local/sbin', '/usr/sbin']

/** The path of a program on this machine, or null. */
export function findExecutable(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => folder !== '')
  const candidates = [...folders, ...serverFolders].map((folder) => path.join(folder, name))
  return candidates.find(isExecutable) ?? null
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
