import type { BatchError, BatchObject } from '@llavero/protocol/openai/batches.ts'
import type { BatchRow } from '../storage/batches.ts'

export function batchObject(batch: BatchRow): BatchObject {
  const { input_tokens, output_tokens } = batch
  return {
    id: batch.id,
    object: 'batch',
    endpoint: batch.endpoint,
    model: batch.model,
    errors:
      batch.errors === null
        ? null
        : { object: 'list', data: JSON.parse(batch.errors) as BatchError[] },
    input_file_id: batch.input_file_id,
    completion_window: batch.completion_window,
    status: batch.status,
    output_file_id: batch.output_file_id,
    error_file_id: batch.error_file_id,
    created_at: Math.floor(batch.created_at / 1000),
    in_progress_at: seconds(batch.in_progress_at),
    expires_at: Math.floor(batch.expires_at / 1000),
    finalizing_at: seconds(batch.finalizing_at),
    completed_at: seconds(batch.completed_at),
    failed_at: seconds(batch.failed_at),
    expired_at: seconds(batch.expired_at),
    cancelling_at: seconds(batch.cancelling_at),
    cancelled_at: seconds(batch.cancelled_at),
    request_counts: {
      total: batch.total_lines,
      completed: Math.max(batch.completed_lines, batch.reported_completed),
      failed: Math.max(batch.failed_lines, batch.reported_failed),
    },
    usage: {
      input_tokens,
      output_tokens,
      total_tokens: input_tokens + output_tokens,
      input_tokens_details: { cached_tokens: batch.cached_input_tokens },
      output_tokens_details: { reasoning_tokens: batch.reasoning_tokens },
    },
    metadata:
      batch.metadata === null ? null : (JSON.parse(batch.metadata) as Record<string, string>),
  }
}

function seconds(timeMs: number | null): number | null {
  return timeMs === null ? null : Math.floor(timeMs / 1000)
}
