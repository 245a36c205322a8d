import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { BlobGone, type BlobReference } from '../storage/blobs.ts'
import type { Storage } from '../storage/open.ts'
import type { BlobStore, ByteRange, StagedBlob } from './blob-store.ts'
import type { Staging } from './staging.ts'

export interface BlobParts {
  readonly storage: Pick<Storage, 'blobs'>
  readonly store: BlobStore
  readonly staging: Staging
  readonly now: () => number
}

/** No upload takes longer; what was begun before this and has no reference was left by a process that died. */
const longestPutMs = 24 * 3_600_000
/** How often bytes are stored again that are removed by others in the same moment. */
const maxTries = 3
const garbagePerSweep = 1_000

/**
 * Stores staged bytes, once for equal ones, and has `commit` write the row that refers to them. The staged
 * file is gone in the end. What `commit` throws is thrown on, and the bytes become garbage.
 */
export async function keep<Result>(
  parts: BlobParts,
  staged: StagedBlob,
  commit: (blob: BlobReference) => Promise<Result>,
): Promise<Result> {
  try {
    for (let tries = 1; ; tries++) {
      const result = await keepOnce(parts, staged, commit)
      if (!(result instanceof BlobGone)) return result
      if (tries === maxTries) throw result
    }
  } finally {
    await parts.staging.discard(staged)
  }
}

async function keepOnce<Result>(
  { storage, store, now }: BlobParts,
  staged: StagedBlob,
  commit: (blob: BlobReference) => Promise<Result>,
): Promise<Result | BlobGone> {
  const known = await storage.blobs.find(staged.hash)
  try {
    if (known !== null) return await commit(known)
    const key = `${staged.hash}-${randomBytes(6).toString('hex')}`
    await storage.blobs.intend(key, now() + longestPutMs)
    await store.put(key, staged)
    return await commit({ hash: staged.hash, key, bytes: staged.bytes })
  } catch (error) {
    if (error instanceof BlobGone) return error
    throw error
  }
}

/** Removes what nobody needs any more; what cannot be removed now is tried again at the next sweep. */
export async function sweepGarbage({ storage, store, now }: BlobParts): Promise<void> {
  for (const key of await storage.blobs.listGarbage(now(), garbagePerSweep)) {
    await store.remove(key)
    await storage.blobs.forgetGarbage(key)
  }
}

/** The bytes of blobs, one after the other. Resolves when the first of them is there. */
export async function readBlobs(
  store: BlobStore,
  blobs: readonly Pick<BlobReference, 'key' | 'bytes'>[],
  range?: ByteRange,
): Promise<Readable> {
  const pieces = piecesOf(blobs, range)
  const [first, ...rest] = pieces
  if (first === undefined) return Readable.from([])
  const begun = await store.read(first.key, first.range)
  if (rest.length === 0) return begun
  return Readable.from(join(store, begun, rest), { objectMode: false })
}

interface Piece {
  readonly key: string
  readonly range?: ByteRange
}

async function* join(
  store: BlobStore,
  first: Readable,
  rest: readonly Piece[],
): AsyncGenerator<Buffer> {
  yield* first
  for (const piece of rest) yield* await store.read(piece.key, piece.range)
}

/** Which bytes of which blobs a range means; empty blobs have none. */
function piecesOf(
  blobs: readonly Pick<BlobReference, 'key' | 'bytes'>[],
  range: ByteRange | undefined,
): Piece[] {
  if (range === undefined) return blobs.filter(({ bytes }) => bytes > 0).map(({ key }) => ({ key }))
  const pieces: Piece[] = []
  let offset = 0
  for (const { key, bytes } of blobs) {
    const start = Math.max(range.start - offset, 0)
    const end = Math.min(range.end - offset, bytes - 1)
    if (start <= end) pieces.push({ key, range: { start, end } })
    offset += bytes
  }
  return pieces
}
