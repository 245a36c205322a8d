import type { BatchError } from '@llavero/protocol/openai/batches.ts'
import type { BatchChange, BatchRow } from '../storage/batches.ts'
import { type BatchRun, leaseOf } from './batch-run.ts'
import { writeFiles } from './result-files.ts'

export function hasEnded({ status }: BatchRow): boolean {
  return ['failed', 'completed', 'expired', 'cancelled'].includes(status)
}

/** Makes the files of results, each once, and gives the batch its last status. */
export async function finalize(run: BatchRun, batch: BatchRow, isExpired = false): Promise<void> {
  const { parts } = run
  const begun = await beginEnd(run, batch)
  await writeFiles(run, begun)
  await parts.storage.batches.end(batch.id, leaseOf(run), {
    from: [begun.status],
    to: lastStatus(begun, parts.now(), isExpired),
  })
}

/** No line is sent any more: what follows is only written down. A batch that is cancelled stays so. */
export function beginEnd(run: BatchRun, batch: BatchRow): Promise<BatchRow> {
  return advance(run, batch, {
    from: ['validating', 'in_progress'],
    to: { status: 'finalizing', finalizing_at: run.parts.now() },
  })
}

function lastStatus(batch: BatchRow, nowMs: number, isExpired: boolean): BatchChange['to'] {
  if (batch.status === 'cancelling') return { status: 'cancelled', cancelled_at: nowMs }
  const isLate = isExpired || (batch.finalizing_at ?? nowMs) >= batch.expires_at
  return isLate
    ? { status: 'expired', expired_at: nowMs }
    : { status: 'completed', completed_at: nowMs }
}

/** The whole batch is refused: there are no files of its results. */
export function fail(
  run: BatchRun,
  batch: BatchRow,
  errors: readonly BatchError[],
): Promise<BatchRow> {
  return run.parts.storage.batches.end(batch.id, leaseOf(run), {
    from: ['validating', 'in_progress'],
    to: { status: 'failed', failed_at: run.parts.now(), errors: JSON.stringify(errors) },
  })
}

export function advance(run: BatchRun, batch: BatchRow, change: BatchChange): Promise<BatchRow> {
  return run.parts.storage.batches.advance(batch.id, leaseOf(run), change)
}
