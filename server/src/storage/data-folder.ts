import { randomUUID } from 'node:crypto'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from './make-folder.ts'

export interface DataFolderLock {
  /**
   * Names this folder's process in the quota ledger, the same at every start: whoever holds the lock
   * knows that every former process of this name is dead.
   */
  readonly replica: string
  release(): void
}

/** Another process works in the folder. */
export class DataFolderInUse extends Error {
  constructor(folder: string, holder: string) {
    super(
      `the data folder ${folder} is in use by ${holder}: ` +
        'stop that process, or start this one in another folder (LLAVERO_DATA_DIR)',
    )
    this.name = 'DataFolderInUse'
  }
}

/**
 * Makes the folder, open to its owner only, and locks it for this process.
 *
 * @throws DataFolderInUse when another process holds it.
 */
export function lockDataFolder(folder: string): DataFolderLock {
  makePrivateFolder(folder)
  const lock = takeLock(folder)
  writeFileSync(holderFile(folder), JSON.stringify(describeThisProcess()), { mode: 0o600 })
  return { replica: readReplica(folder), release: () => lock.close() }
}

function makePrivateFolder(folder: string): void {
  makeFolder(folder)
  try {
    chmodSync(folder, 0o700)
  } catch {
    // A mounted volume may belong to somebody else who lets us write to it, by group for instance.
  }
}

/** An open transaction is a lock that the operating system releases when the process dies. */
function takeLock(folder: string): DatabaseSync {
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 })
  try {
    lock.exec('begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if (error instanceof Error && error.message.includes('locked')) {
      throw new DataFolderInUse(folder, readHolder(folder))
    }
    throw error
  }
}

function describeThisProcess() {
  const startedAt = new Date(performance.timeOrigin).toISOString()
  return { pid: process.pid, host: hostname(), startedAt }
}

function readHolder(folder: string): string {
  try {
    const holder = JSON.parse(readFileSync(holderFile(folder), 'utf8'))
    return `process ${holder.pid} on ${holder.host}, started at ${holder.startedAt}`
  } catch {
    return 'another process'
  }
}

function readReplica(folder: string): string {
  const file = join(folder, 'replica')
  try {
    return readFileSync(file, 'utf8')
  } catch {
    const replica = randomUUID()
    writeFileSync(file, replica, { mode: 0o600 })
    return replica
  }
}

function holderFile(folder: string): string {
  return join(folder, 'lock-holder.json')
}
