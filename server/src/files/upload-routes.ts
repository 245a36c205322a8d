import { completeUploadBody, createUploadBody } from '@llavero/protocol/openai/uploads.ts'
import { parse } from '@llavero/protocol/parse.ts'
import { ownerOf } from '../resource/owner.ts'
import type { ResourceRequest, ResourceRoute } from '../resource/route.ts'
import type { UploadRow } from '../storage/uploads.ts'
import { stage, type StagedFile, theFile } from './file-routes.ts'
import type { FileParts } from './files.ts'
import {
  addPart,
  cancelUpload,
  completeUpload,
  createUpload,
  largestPartBytes,
  pendingUpload,
} from './uploads.ts'

/** `/v1/uploads` */
export function uploadRoutes(parts: FileParts): readonly ResourceRoute[] {
  const endpoint = 'files'
  const uploadOf = ({ caller, params }: ResourceRequest): Promise<UploadRow> =>
    pendingUpload(parts, ownerOf(caller), params['id'] ?? '')
  return [
    {
      method: 'POST',
      path: '/v1/uploads',
      endpoint,
      answer: async ({ caller, body }) => ({
        body: await createUpload(parts, ownerOf(caller), parse(createUploadBody, body)),
      }),
    },
    {
      method: 'POST',
      path: '/v1/uploads/:id/parts',
      endpoint,
      answer: async (request) => ({ body: await takePart(parts, request, uploadOf) }),
    },
    {
      method: 'POST',
      path: '/v1/uploads/:id/complete',
      endpoint,
      async answer(request) {
        const body = parse(completeUploadBody, request.body)
        return { body: await completeUpload(parts, await uploadOf(request), body) }
      },
    },
    {
      method: 'POST',
      path: '/v1/uploads/:id/cancel',
      endpoint,
      answer: async (request) => ({ body: await cancelUpload(parts, await uploadOf(request)) }),
    },
  ]
}

async function takePart(
  parts: FileParts,
  request: ResourceRequest,
  uploadOf: (request: ResourceRequest) => Promise<UploadRow>,
): Promise<object> {
  const upload = await uploadOf(request)
  const staged: StagedFile[] = []
  try {
    const limits = { maxFiles: 1, maxFileBytes: largestPartBytes }
    await request.readForm(limits, async (file) => {
      staged.push(await stage(parts, file))
    })
    return await addPart(parts, upload, theFile(staged, 'data'))
  } finally {
    for (const file of staged) await parts.staging.discard(file)
  }
}
