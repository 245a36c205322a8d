import type { requestFilters } from '@llavero/protocol/control/requests.ts'
import type * as z from 'zod'
import type { RequestFilters } from '../storage/request-filters.ts'

/** The filters of the wire in the words of the storage, for the log and for its sums alike. */
export function storageFilters(query: z.output<typeof requestFilters>): RequestFilters {
  return {
    ...(query.key_id !== undefined && { keyId: query.key_id }),
    ...(query.person_id !== undefined && { personId: query.person_id }),
    ...(query.project_id !== undefined && { projectId: query.project_id }),
    ...(query.model !== undefined && { model: query.model }),
    ...(query.feature !== undefined && { feature: query.feature }),
    ...(query.provider !== undefined && { provider: query.provider }),
    ...(query.verdict !== undefined && { verdict: query.verdict }),
    ...(query.status !== undefined && { status: query.status }),
    ...(query.id !== undefined && { idPrefix: query.id }),
    ...(query.from !== undefined && { fromMs: query.from * 1000 }),
    ...(query.to !== undefined && { toMs: query.to * 1000 }),
  }
}
