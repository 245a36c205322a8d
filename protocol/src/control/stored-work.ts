import * as z from 'zod'
import { pageQuery } from './page.ts'
import { identifier } from './scalars.ts'

/** `GET /api/files`, `GET /api/batches`: of all projects where none is named. */
export const storedWorkQuery = pageQuery.extend({ project_id: identifier.optional() })
export type StoredWorkQuery = z.output<typeof storedWorkQuery>

export const storedFile = z
  .object({
    object: z.literal('file'),
    id: z.string(),
    project_id: z.string(),
    purpose: z.string(),
    filename: z.string(),
    bytes: z.number(),
    created_at: z.number(),
    expires_at: z.number().nullable(),
  })
  .readonly()
  .meta({ id: 'StoredFile' })
export type StoredFile = z.output<typeof storedFile>

export const batchSummary = z
  .object({
    object: z.literal('batch'),
    id: z.string(),
    project_id: z.string(),
    /** Who made it: a key, or else a person. */
    key_id: z.string().nullable(),
    endpoint: z.string(),
    model: z.string().nullable(),
    status: z.string(),
    request_counts: z.object({ total: z.number(), completed: z.number(), failed: z.number() }),
    input_file_id: z.string(),
    output_file_id: z.string().nullable(),
    error_file_id: z.string().nullable(),
    created_at: z.number(),
    expires_at: z.number(),
  })
  .readonly()
  .meta({ id: 'BatchSummary' })
export type BatchSummary = z.output<typeof batchSummary>
