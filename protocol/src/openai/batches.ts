import * as z from 'zod'
import type { ModelEndpoint } from '../endpoints.ts'
import { expiresAfter } from './files.ts'
import { metadata } from './metadata.ts'

/** What a batch can call, by path. */
export const batchEndpoints = {
  '/v1/chat/completions': 'chat',
  '/v1/completions': 'completions',
  '/v1/embeddings': 'embeddings',
  '/v1/moderations': 'moderations',
  '/v1/images/generations': 'images.generations',
  '/v1/images/edits': 'images.edits',
} as const satisfies Record<string, ModelEndpoint>
export type BatchPath = keyof typeof batchEndpoints

const batchPaths = Object.keys(batchEndpoints) as [BatchPath, ...BatchPath[]]

/** `POST /v1/batches` */
export const createBatchBody = z.strictObject({
  input_file_id: z.string(),
  endpoint: z.enum(batchPaths),
  completion_window: z.enum(['24h']),
  metadata: metadata.nullish(),
  output_expires_after: expiresAfter.nullish(),
})
export type CreateBatchBody = z.output<typeof createBatchBody>

/** `GET /v1/batches`. Parameters that are not known are ignored. */
export const listBatchesQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.string().optional(),
})

/** One line of a batch's input, apart from its body, which is the endpoint's. */
export const batchLine = z.looseObject({
  custom_id: z.string().min(1),
  method: z.string(),
  url: z.string(),
  body: z.looseObject({}),
})
export type BatchLine = z.output<typeof batchLine>

/** What is wrong with the input as a whole, or with one line of it. */
export interface BatchError {
  readonly code: string
  readonly message: string
  readonly param: string | null
  /** From 1; null where it is about no line. */
  readonly line: number | null
}

/** `batch_` and 32 hex digits. Times are Unix seconds, null until they are reached. */
export interface BatchObject {
  readonly id: string
  readonly object: 'batch'
  readonly endpoint: string
  readonly model: string | null
  readonly errors: { readonly object: 'list'; readonly data: readonly BatchError[] } | null
  readonly input_file_id: string
  readonly completion_window: string
  readonly status: string
  readonly output_file_id: string | null
  readonly error_file_id: string | null
  readonly created_at: number
  readonly in_progress_at: number | null
  readonly expires_at: number
  readonly finalizing_at: number | null
  readonly completed_at: number | null
  readonly failed_at: number | null
  readonly expired_at: number | null
  readonly cancelling_at: number | null
  readonly cancelled_at: number | null
  readonly request_counts: {
    readonly total: number
    readonly completed: number
    readonly failed: number
  }
  readonly usage: {
    readonly input_tokens: number
    readonly output_tokens: number
    readonly total_tokens: number
    readonly input_tokens_details: { readonly cached_tokens: number }
    readonly output_tokens_details: { readonly reasoning_tokens: number }
  }
  readonly metadata: Readonly<Record<string, string>> | null
}

/** One line of a batch's output or error file. */
export interface BatchResult {
  readonly id: string
  readonly custom_id: string
  /** Null where the line was not answered. */
  readonly response: {
    readonly status_code: number
    readonly request_id: string
    readonly body: unknown
  } | null
  /** Null where it was, also with an error. */
  readonly error: { readonly code: string; readonly message: string } | null
}
