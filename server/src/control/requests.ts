import { pageOf } from '@llavero/protocol/control/page.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import {
  requestsQuery,
  requestObject as requestSchema,
  requestDetailObject as requestDetailSchema,
} from '@llavero/protocol/control/requests.ts'
import type { RequestObject, RequestsQuery } from '@llavero/protocol/control/requests.ts'
import { notFound } from './not-found.ts'
import type { ControlParts } from './parts.ts'
import { requestDetail } from './request-detail.ts'
import { requestObject } from './request-object.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'
import { storageFilters } from './wire-filters.ts'

const access = 'person'

/** The log of all calls. */
export function requestRoutes(parts: ControlParts): ControlRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/requests',
      access,
      query: requestsQuery,
      answer: pageOf(requestSchema),
      summary: 'The log: one row a call.',
      handle: async ({ query }) => ({ body: await listRequests(parts, query) }),
    }),
    route({
      method: 'GET',
      path: '/api/requests/:id',
      access,
      answer: requestDetailSchema,
      summary: 'One call, by its `x-request-id`.',
      handle: async ({ context, id }) => {
        const row = await parts.storage.requestLog.get(id)
        if (!row) throw notFound('request', id)
        const personId = context.signedIn?.session.person_id ?? null
        return { body: await requestDetail(parts.storage, row, personId) }
      },
    }),
  ]
}

async function listRequests(
  { storage }: ControlParts,
  { limit, before, ...filters }: RequestsQuery,
): Promise<Page<RequestObject>> {
  const found = await storage.requestLog.page({
    filters: storageFilters(filters),
    // One more than asked for tells whether there is another page.
    limit: limit + 1,
    ...(before !== undefined && { before }),
  })
  const rows = found.slice(0, limit)
  const hasMore = found.length > rows.length
  return {
    object: 'list',
    data: rows.map(requestObject),
    has_more: hasMore,
    next: hasMore ? (rows.at(-1)?.id ?? null) : null,
  }
}
