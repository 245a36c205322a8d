import { createHash, randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../storage/make-folder.ts'
import type { StagedBlob } from './blob-store.ts'

/**
 * A folder of this process alone, where bytes wait until their hash, and with it their name, is known.
 * What a killed process has left in it goes at the next start.
 */
export class Staging {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async open(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
    makeFolder(this.#folder)
  }

  /** Writes a stream to the disk as it comes, and syncs it. Leaves nothing behind when the stream breaks. */
  async stage(content: AsyncIterable<Uint8Array>): Promise<StagedBlob> {
    const path = join(this.#folder, randomUUID())
    const hash = createHash('sha256')
    let bytes = 0
    const file = await open(path, 'wx', 0o600)
    try {
      for await (const chunk of content) {
        hash.update(chunk)
        bytes += chunk.byteLength
        await file.writeFile(chunk)
      }
      await file.sync()
    } catch (error) {
      await rm(path, { force: true })
      throw error
    } finally {
      await file.close()
    }
    return { path, hash: hash.digest('hex'), bytes }
  }

  async discard({ path }: StagedBlob): Promise<void> {
    await rm(path, { force: true })
  }
}
