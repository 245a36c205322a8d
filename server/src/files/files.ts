import type { Readable } from 'node:stream'
import { excerpt } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { ExpiresAfter, FilePurpose, UploadPurpose } from '@llavero/protocol/openai/files.ts'
import { letterId } from '../resource/new-id.ts'
import type { FileRow } from '../storage/files.ts'
import type { Storage } from '../storage/open.ts'
import type { ByteRange, StagedBlob } from './blob-store.ts'
import { type BlobParts, keep, readBlobs, sweepGarbage } from './blobs.ts'

export interface FileParts extends BlobParts {
  readonly storage: Pick<Storage, 'blobs' | 'files' | 'uploads'>
}

/** What a file is going to be, apart from its bytes. */
export interface NewFile {
  readonly projectId: string
  readonly purpose: FilePurpose
  readonly filename: string
  /** Null: it lives until it is deleted. */
  readonly expiresAfterMs: number | null
}

/** The largest file, whatever it is for; a batch's input must be smaller. */
export const largestFileBytes = 512 * 1024 * 1024
const largestBatchBytes = 200 * 1024 * 1024
/** As documented for files with `purpose=batch`; all others live until they are deleted. */
const batchFileMs = 30 * 86_400_000
const expiredPerSweep = 500

export function newFileRow(file: NewFile, bytes: number, nowMs: number): FileRow {
  const { expiresAfterMs, projectId, purpose, filename } = file
  return {
    id: letterId('file-', 22),
    project_id: projectId,
    purpose,
    filename,
    bytes,
    created_at: nowMs,
    expires_at: expiresAfterMs === null ? null : nowMs + expiresAfterMs,
  }
}

/** How long a file lives that a client makes. */
export function lifetimeMs(purpose: UploadPurpose, wish: ExpiresAfter | undefined): number | null {
  if (wish !== undefined) return wish.seconds * 1000
  return purpose === 'batch' ? batchFileMs : null
}

/** Throws GatewayError where files of the purpose may not be so large. */
export function checkSize(purpose: FilePurpose, bytes: number): void {
  if (purpose !== 'batch' || bytes <= largestBatchBytes) return
  const message = `A file for a batch may have ${largestBatchBytes} bytes at most, and this one has ${bytes}.`
  throw new GatewayError('file_too_large', message, { param: 'file' })
}

/** Makes a file of staged bytes. */
export function createFile(parts: FileParts, file: NewFile, staged: StagedBlob): Promise<FileRow> {
  return keep(parts, staged, async (blob) => {
    const row = newFileRow(file, staged.bytes, parts.now())
    await parts.storage.files.insert(row, [blob])
    return row
  })
}

/** Throws GatewayError where the project has no such file. */
export async function getFile(parts: FileParts, projectId: string, id: string): Promise<FileRow> {
  const file = await parts.storage.files.get({ projectId, id, nowMs: parts.now() })
  if (file === null) throw noSuchFile(id)
  return file
}

function noSuchFile(id: string): GatewayError {
  return new GatewayError('file_not_found', `No such File object: ${excerpt(id)}`, { param: 'id' })
}

/** The bytes of a file that was got from `getFile`, or some of them. */
export async function readFile(
  parts: FileParts,
  file: Pick<FileRow, 'id'>,
  range?: ByteRange,
): Promise<Readable> {
  return readBlobs(parts.store, await parts.storage.files.blobs(file.id), range)
}

/** Throws GatewayError where the project has no such file. Its bytes go at once, if no other file has them. */
export async function removeFile(parts: FileParts, projectId: string, id: string): Promise<void> {
  if (!(await parts.storage.files.remove({ projectId, id }))) throw noSuchFile(id)
  await sweepGarbage(parts)
}

/** What is to be done now and then: ends what has expired and removes the bytes of nobody. */
export async function sweepFiles(parts: FileParts): Promise<void> {
  const { storage, now } = parts
  while ((await storage.files.removeExpired(now(), expiredPerSweep)) === expiredPerSweep);
  while ((await storage.uploads.expire(now(), expiredPerSweep)) === expiredPerSweep);
  await sweepGarbage(parts)
}
