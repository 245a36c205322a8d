import type { Readable } from 'node:stream'

/** Bytes of a file on this machine, on disk, whose place is not decided yet. */
export interface StagedBlob {
  readonly path: string
  /** SHA-256, hex. */
  readonly hash: string
  readonly bytes: number
}

/** Where bytes are kept. A key is written once and never again. */
export interface BlobStore {
  /** Durable when it resolves. The staged file may be used up by it. */
  put(key: string, blob: StagedBlob): Promise<void>
  /**
   * Resolves when the bytes are there to be read; `start` and `end` are the first and the last of them.
   * Rejects with BlobMissing.
   */
  read(key: string, range?: ByteRange): Promise<Readable>
  /** Also resolves when there is nothing under the key. */
  remove(key: string): Promise<void>
}

export interface ByteRange {
  readonly start: number
  /** Included, as in HTTP. */
  readonly end: number
}

/** Somebody removed them between two steps, or behind our back. */
export class BlobMissing extends Error {
  constructor(key: string) {
    super(`the store has no blob ${key}`)
    this.name = 'BlobMissing'
  }
}
