import { type Page, pageOf } from '@llavero/protocol/control/page.ts'
import {
  batchSummary,
  type BatchSummary,
  storedFile,
  type StoredFile,
  storedWorkQuery,
} from '@llavero/protocol/control/stored-work.ts'
import type { BatchRow } from '../storage/batches.ts'
import type { FileRow } from '../storage/files.ts'
import { notFound } from './not-found.ts'
import type { ControlParts } from './parts.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'
import { toUnixSeconds, toUnixSecondsOrNull } from './unix-seconds.ts'

const access = 'person'

/** What clients have stored and set to work, over all projects; `/v1` shows each project its own. */
export function storedWorkRoutes({ storage, now }: ControlParts): ControlRoute[] {
  const { files, batches } = storage
  return [
    route({
      method: 'GET',
      path: '/api/files',
      access,
      query: storedWorkQuery,
      answer: pageOf(storedFile),
      summary: 'The files of all projects, or of one.',
      handle: async ({ query: { project_id, limit, before } }) => {
        const after = before === undefined ? undefined : await files.find(before)
        if (after === null) throw notFound('file', before ?? '')
        const rows = await files.list({
          projectId: project_id ?? null,
          limit: limit + 1,
          order: 'desc',
          after,
          nowMs: now(),
        })
        return { body: pageOfRows(rows, limit, fileOf) }
      },
    }),
    route({
      method: 'GET',
      path: '/api/batches',
      access,
      query: storedWorkQuery,
      answer: pageOf(batchSummary),
      summary: 'The batches of all projects, or of one.',
      handle: async ({ query: { project_id, limit, before } }) => {
        const after = before === undefined ? undefined : await batches.find(before)
        if (after === null) throw notFound('batch', before ?? '')
        const rows = await batches.list({ projectId: project_id, limit: limit + 1, after })
        return { body: pageOfRows(rows, limit, summaryOf) }
      },
    }),
  ]
}

/** One row more than asked for tells whether there is another page. */
function pageOfRows<Row, Item extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const data = rows.slice(0, limit).map(itemOf)
  const hasMore = rows.length > limit
  return {
    object: 'list',
    data,
    has_more: hasMore,
    next: hasMore ? (data.at(-1)?.id ?? null) : null,
  }
}

function fileOf(file: FileRow): StoredFile {
  return {
    object: 'file',
    id: file.id,
    project_id: file.project_id,
    purpose: file.purpose,
    filename: file.filename,
    bytes: file.bytes,
    created_at: toUnixSeconds(file.created_at),
    expires_at: toUnixSecondsOrNull(file.expires_at),
  }
}

function summaryOf(batch: BatchRow): BatchSummary {
  return {
    object: 'batch',
    id: batch.id,
    project_id: batch.project_id,
    key_id: batch.key_id,
    endpoint: batch.endpoint,
    model: batch.model,
    status: batch.status,
    request_counts: {
      total: batch.total_lines,
      completed: Math.max(batch.completed_lines, batch.reported_completed),
      failed: Math.max(batch.failed_lines, batch.reported_failed),
    },
    input_file_id: batch.input_file_id,
    output_file_id: batch.output_file_id,
    error_file_id: batch.error_file_id,
    created_at: toUnixSeconds(batch.created_at),
    expires_at: toUnixSeconds(batch.expires_at),
  }
}
