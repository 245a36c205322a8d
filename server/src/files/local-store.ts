import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { BlobMissing, type BlobStore, type ByteRange, type StagedBlob } from './blob-store.ts'

const bytesPerRead = 256 * 1024

/** Blobs as files below a folder, which several processes may share. */
export class LocalStore implements BlobStore {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The staged file is on the disk already; so is its new name when the folder has been synced. */
  async put(key: string, { path }: StagedBlob): Promise<void> {
    const place = this.#place(key)
    const folder = dirname(place)
    const made = await mkdir(folder, { recursive: true, mode: 0o700 })
    await rename(path, place)
    await syncFolder(folder)
    if (made !== undefined) await syncFolder(dirname(folder))
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    try {
      const file = await open(this.#place(key))
      return file.createReadStream({ ...range, highWaterMark: bytesPerRead })
    } catch (error) {
      if (isMissing(error)) throw new BlobMissing(key)
      throw error
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.#place(key), { force: true })
  }

  /** Folders by the first two digits: some file systems slow down with very many names in one. */
  #place(key: string): string {
    return join(this.#folder, key.slice(0, 2), key)
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder, and needs no such thing.
  if (process.platform === 'win32') return
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
