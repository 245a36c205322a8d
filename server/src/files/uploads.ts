import { createHash } from 'node:crypto'
import { excerpt } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { UploadPurpose } from '@llavero/protocol/openai/files.ts'
import type {
  CompleteUploadBody,
  CreateUploadBody,
  UploadObject,
  UploadPartObject,
} from '@llavero/protocol/openai/uploads.ts'
import { hexId } from '../resource/new-id.ts'
import type { UploadPartRow, UploadRow } from '../storage/uploads.ts'
import type { StagedBlob } from './blob-store.ts'
import { keep, readBlobs, sweepGarbage } from './blobs.ts'
import { fileObject } from './file-object.ts'
import { checkSize, type FileParts, lifetimeMs, newFileRow } from './files.ts'

export const largestPartBytes = 64 * 1024 * 1024
const uploadMs = 3_600_000

export async function createUpload(
  parts: FileParts,
  projectId: string,
  body: CreateUploadBody,
): Promise<UploadObject> {
  checkSize(body.purpose, body.bytes)
  const nowMs = parts.now()
  const upload: UploadRow = {
    id: hexId('upload_'),
    project_id: projectId,
    filename: body.filename,
    purpose: body.purpose,
    bytes: body.bytes,
    mime_type: body.mime_type,
    status: 'pending',
    created_at: nowMs,
    expires_at: nowMs + uploadMs,
    file_expires_after_ms: lifetimeMs(body.purpose, body.expires_after),
    file_id: null,
  }
  await parts.storage.uploads.insert(upload)
  return uploadObject(upload)
}

/** Throws GatewayError where the project has no such upload, or it is not pending. */
export async function pendingUpload(
  parts: FileParts,
  projectId: string,
  id: string,
): Promise<UploadRow> {
  const upload = await parts.storage.uploads.get({ projectId, id })
  if (upload === null) {
    const message = `No such Upload object: ${excerpt(id)}`
    throw new GatewayError('upload_not_found', message, { param: 'upload_id' })
  }
  const isOverdue = upload.status === 'pending' && upload.expires_at <= parts.now()
  if (upload.status !== 'pending' || isOverdue) {
    throw notPending(isOverdue ? { ...upload, status: 'expired' } : upload)
  }
  return upload
}

export async function addPart(
  parts: FileParts,
  upload: UploadRow,
  staged: StagedBlob,
): Promise<UploadPartObject> {
  return keep(parts, staged, async (blob) => {
    const part: UploadPartRow = {
      id: hexId('part_'),
      upload_id: upload.id,
      hash: blob.hash,
      bytes: blob.bytes,
      created_at: parts.now(),
    }
    if (!(await parts.storage.uploads.addPart(part, blob))) throw notPending(upload)
    return partObject(part)
  })
}

/** Joins the parts to a file without copying a byte: a file is a list of blobs. */
export async function completeUpload(
  parts: FileParts,
  upload: UploadRow,
  { part_ids, md5 }: CompleteUploadBody,
): Promise<UploadObject> {
  const known = await parts.storage.uploads.parts(upload.id)
  const ordered = part_ids.map((id) => known.find((part) => part.id === id) ?? noSuchPart(id))
  if (new Set(part_ids).size < part_ids.length) {
    throw incomplete('A part is listed twice.', 'part_ids')
  }
  const bytes = ordered.reduce((sum, part) => sum + part.bytes, 0)
  if (bytes !== upload.bytes) {
    const message = `The parts have ${bytes} bytes together, but the upload was declared with ${upload.bytes}.`
    throw incomplete(message, 'part_ids')
  }
  if (md5) await checkMd5(parts, ordered, md5)
  const file = newFileRow(
    {
      projectId: upload.project_id,
      purpose: upload.purpose as UploadPurpose,
      filename: upload.filename,
      expiresAfterMs: upload.file_expires_after_ms,
    },
    bytes,
    parts.now(),
  )
  if (!(await parts.storage.uploads.complete(upload.id, file, ordered))) throw notPending(upload)
  await sweepGarbage(parts)
  return { ...uploadObject({ ...upload, status: 'completed' }), file: fileObject(file) }
}

export async function cancelUpload(parts: FileParts, upload: UploadRow): Promise<UploadObject> {
  if (!(await parts.storage.uploads.cancel(upload.id))) throw notPending(upload)
  await sweepGarbage(parts)
  return uploadObject({ ...upload, status: 'cancelled' })
}

function noSuchPart(id: string): never {
  throw incomplete(`The upload has no part '${excerpt(id)}'.`, 'part_ids')
}

async function checkMd5(
  { store }: FileParts,
  ordered: readonly { readonly key: string; readonly bytes: number }[],
  wanted: string,
): Promise<void> {
  const md5 = createHash('md5')
  for await (const chunk of await readBlobs(store, ordered)) md5.update(chunk as Buffer)
  const found = md5.digest('hex')
  if (found === wanted.toLowerCase()) return
  throw incomplete(`The MD5 of the parts is ${found}, not ${wanted}.`, 'md5')
}

function incomplete(message: string, param: string): GatewayError {
  return new GatewayError('upload_incomplete', message, { param })
}

function notPending({ status }: UploadRow): GatewayError {
  const state = status === 'pending' ? 'not pending any more' : status
  return new GatewayError('upload_not_pending', `This Upload is ${state}.`)
}

function uploadObject(upload: UploadRow): UploadObject {
  return {
    id: upload.id,
    object: 'upload',
    bytes: upload.bytes,
    created_at: Math.floor(upload.created_at / 1000),
    filename: upload.filename,
    purpose: upload.purpose,
    status: upload.status,
    expires_at: Math.floor(upload.expires_at / 1000),
  }
}

function partObject(part: UploadPartRow): UploadPartObject {
  return {
    id: part.id,
    object: 'upload.part',
    created_at: Math.floor(part.created_at / 1000),
    upload_id: part.upload_id,
  }
}
