import { GatewayError } from '@llavero/protocol/errors.ts'
import {
  createFileForm,
  type FileDeleted,
  type FileObject,
  listFilesQuery,
  parsePurpose,
} from '@llavero/protocol/openai/files.ts'
import { listObject } from '@llavero/protocol/openai/list.ts'
import { parse } from '@llavero/protocol/parse.ts'
import { ownerOf } from '../resource/owner.ts'
import type { FormFile, ResourceReply, ResourceRequest, ResourceRoute } from '../resource/route.ts'
import type { StagedBlob } from './blob-store.ts'
import { fileObject } from './file-object.ts'
import {
  checkSize,
  createFile,
  type FileParts,
  getFile,
  largestFileBytes,
  lifetimeMs,
  readFile,
  removeFile,
} from './files.ts'
import { requestedRange } from './requested-range.ts'

/** A file of a form that waits on the disk for the rest of the form. */
export interface StagedFile extends StagedBlob {
  readonly field: string
  readonly filename: string
}

/** `/v1/files` */
export function fileRoutes(parts: FileParts): readonly ResourceRoute[] {
  const endpoint = 'files'
  return [
    {
      method: 'POST',
      path: '/v1/files',
      endpoint,
      answer: async (request) => ({ body: await create(parts, request) }),
    },
    {
      method: 'GET',
      path: '/v1/files',
      endpoint,
      answer: async (request) => ({ body: await list(parts, request) }),
    },
    {
      method: 'GET',
      path: '/v1/files/:id',
      endpoint,
      answer: async ({ caller, params }) => ({
        body: fileObject(await getFile(parts, ownerOf(caller), params['id'] ?? '')),
      }),
    },
    {
      method: 'DELETE',
      path: '/v1/files/:id',
      endpoint,
      async answer({ caller, params }) {
        const id = params['id'] ?? ''
        await removeFile(parts, ownerOf(caller), id)
        return { body: { object: 'file', deleted: true, id } satisfies FileDeleted }
      },
    },
    {
      method: 'GET',
      path: '/v1/files/:id/content',
      endpoint,
      answer: (request) => content(parts, request),
    },
  ]
}

async function create(parts: FileParts, request: ResourceRequest): Promise<FileObject> {
  const staged: StagedFile[] = []
  try {
    const limits = { maxFiles: 1, maxFileBytes: largestFileBytes }
    const { fields } = await request.readForm(limits, async (file) => {
      staged.push(await stage(parts, file))
    })
    const { expires_after, ...form } = parse(createFileForm, fields)
    const purpose = parsePurpose(form.purpose)
    const file = theFile(staged, 'file')
    checkSize(purpose, file.bytes)
    const projectId = ownerOf(request.caller)
    const expiresAfterMs = lifetimeMs(purpose, expires_after)
    const filename = checkedName(file)
    return fileObject(
      await createFile(parts, { projectId, purpose, filename, expiresAfterMs }, file),
    )
  } finally {
    for (const file of staged) await parts.staging.discard(file)
  }
}

/** Writes a file of a form to the disk while it comes. */
export async function stage(parts: FileParts, file: FormFile): Promise<StagedFile> {
  const blob = await parts.staging.stage(file.content)
  return { ...blob, field: file.field, filename: file.filename }
}

/** The one file of a form, under the name it must have. Throws GatewayError. */
export function theFile(staged: readonly StagedFile[], field: string): StagedFile {
  const [file] = staged
  if (file?.field === field) return file
  throw new GatewayError('missing_required_parameter', `Missing required parameter: '${field}'.`, {
    param: field,
  })
}

/** As of uploads, and as most file systems have it. */
const longestName = 255

function checkedName({ filename }: StagedFile): string {
  if (filename.length <= longestName) return filename
  const message = `Invalid 'file': the name of the file is too long. Expected a string with maximum length ${longestName}, but got a string with length ${filename.length} instead.`
  throw new GatewayError('string_above_max_length', message, { param: 'file' })
}

async function list(parts: FileParts, { caller, query }: ResourceRequest): Promise<object> {
  const { purpose, limit, order, after } = parse(listFilesQuery, query)
  const projectId = ownerOf(caller)
  const rows = await parts.storage.files.list({
    projectId,
    purpose,
    order,
    limit: limit + 1,
    after: after === undefined ? undefined : await getFile(parts, projectId, after),
    nowMs: parts.now(),
  })
  return listObject(rows.map(fileObject), limit)
}

async function content(parts: FileParts, request: ResourceRequest): Promise<ResourceReply> {
  const file = await getFile(parts, ownerOf(request.caller), request.params['id'] ?? '')
  if (file.purpose === 'assistants') {
    const message = `Not allowed to download files of purpose: ${file.purpose}`
    throw new GatewayError('file_not_downloadable', message)
  }
  // The bytes of an id never change.
  const { bytes } = file
  const etag = `"${file.id}"`
  // A range is of GET alone (RFC 9110, 14.2).
  const isRead = request.method === 'GET'
  const range = isRead ? requestedRange(request.headers, { etag, bytes }) : null
  const { start, end } = range ?? { start: 0, end: bytes - 1 }
  return {
    status: range === null ? 200 : 206,
    content: await readFile(parts, file, range ?? undefined),
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(end - start + 1),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.filename)}`,
      'accept-ranges': 'bytes',
      etag,
      ...(range !== null && { 'content-range': `bytes ${start}-${end}/${bytes}` }),
    },
  }
}
