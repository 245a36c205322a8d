import { createBatchBody, listBatchesQuery } from '@llavero/protocol/openai/batches.ts'
import { listObject } from '@llavero/protocol/openai/list.ts'
import { parse } from '@llavero/protocol/parse.ts'
import { ownerOf } from '../resource/owner.ts'
import type { ResourceRequest, ResourceRoute } from '../resource/route.ts'
import { batchObject } from './batch-object.ts'
import { type BatchParts, cancelBatch, createBatch, getBatch } from './batches.ts'

/** `/v1/batches` */
export function batchRoutes(parts: BatchParts): readonly ResourceRoute[] {
  const endpoint = 'batches'
  return [
    {
      method: 'POST',
      path: '/v1/batches',
      endpoint,
      answer: async ({ caller, body }) => ({
        body: batchObject(await createBatch(parts, caller, parse(createBatchBody, body))),
      }),
    },
    {
      method: 'GET',
      path: '/v1/batches',
      endpoint,
      answer: async (request) => ({ body: await list(parts, request) }),
    },
    {
      method: 'GET',
      path: '/v1/batches/:id',
      endpoint,
      answer: async ({ caller, params }) => ({
        body: batchObject(await getBatch(parts, ownerOf(caller), params['id'] ?? '')),
      }),
    },
    {
      method: 'POST',
      path: '/v1/batches/:id/cancel',
      endpoint,
      answer: async ({ caller, params }) => ({
        body: batchObject(await cancelBatch(parts, ownerOf(caller), params['id'] ?? '')),
      }),
    },
  ]
}

async function list(parts: BatchParts, { caller, query }: ResourceRequest): Promise<object> {
  const { limit, after } = parse(listBatchesQuery, query)
  const projectId = ownerOf(caller)
  const rows = await parts.storage.batches.list({
    projectId,
    limit: limit + 1,
    after: after === undefined ? undefined : await getBatch(parts, projectId, after),
  })
  return listObject(rows.map(batchObject), limit)
}
