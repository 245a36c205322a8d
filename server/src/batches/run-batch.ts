import type { BatchError } from '@llavero/protocol/openai/batches.ts'
import type { JobHandler } from '../jobs/job-runner.ts'
import type { BatchChange, BatchRow } from '../storage/batches.ts'
import { BatchJournal } from './batch-journal.ts'
import { interrupted, unansweredResult } from './batch-line.ts'
import { type BatchRun, leaseOf } from './batch-run.ts'
import type { BatchParts } from './batches.ts'
import { executeLines } from './execute-lines.ts'
import { writeFiles } from './result-files.ts'
import { checkInput } from './input.ts'

/**
 * Takes a batch through its life: validating → in_progress → finalizing → completed, or failed, expired,
 * cancelled. Every step can be the last of a process: the next one goes on from what is written down.
 */
export function batchHandler(parts: BatchParts): JobHandler {
  return async (context) => {
    const run = { parts, context }
    let batch = await parts.storage.batches.find(context.subject)
    if (batch?.status === 'validating') batch = await validate(run, batch)
    if (batch?.status === 'in_progress') batch = await execute(run, batch)
    if (batch === null || hasEnded(batch)) return 'done'
    if (context.signal.aborted) return { runAtMs: parts.now() }
    await finalize(run, batch)
    return 'done'
  }
}

function hasEnded({ status }: BatchRow): boolean {
  return ['failed', 'completed', 'expired', 'cancelled'].includes(status)
}

/** Checks all of the input before the first line is sent. */
async function validate(run: BatchRun, batch: BatchRow): Promise<BatchRow> {
  const { parts } = run
  if (!(await hasInput(run, batch))) return fail(run, batch, [missingInput])
  const { errors, lines, model } = await checkInput(parts, batch)
  if (errors.length > 0) return fail(run, batch, errors)
  const to = {
    status: 'in_progress',
    in_progress_at: parts.now(),
    total_lines: lines,
    model,
  } as const
  return advance(run, batch, { from: ['validating'], to })
}

async function execute(run: BatchRun, batch: BatchRow): Promise<BatchRow> {
  const { parts, context } = run
  if (!(await hasInput(run, batch))) return fail(run, batch, [missingInput])
  const { batches } = parts.storage
  const journal = new BatchJournal(batch, {
    write: (entries) => batches.write(batch.id, leaseOf(run), entries),
    flushLog: parts.flushLog,
  })
  for (const claim of await batches.claimedLines(batch.id)) {
    await journal.record(unansweredResult(claim, interrupted))
  }
  await executeLines({ parts, batch, journal, signal: context.signal })
  return journal.batch
}

/** Makes the files of results, each once, and gives the batch its last status. */
async function finalize(run: BatchRun, batch: BatchRow): Promise<void> {
  const { parts } = run
  const isCancelled = batch.status === 'cancelling'
  const begun = isCancelled
    ? batch
    : await advance(run, batch, {
        from: ['in_progress'],
        to: { status: 'finalizing', finalizing_at: parts.now() },
      })
  // Somebody cancelled it in this very moment.
  if (begun.status === 'cancelling' && !isCancelled) return finalize(run, begun)
  await writeFiles(run, begun)
  await parts.storage.batches.end(batch.id, leaseOf(run), {
    from: [begun.status],
    to: lastStatus(begun, parts.now()),
  })
}

function lastStatus(batch: BatchRow, nowMs: number): BatchChange['to'] {
  if (batch.status === 'cancelling') return { status: 'cancelled', cancelled_at: nowMs }
  const isLate = (batch.finalizing_at ?? nowMs) >= batch.expires_at
  return isLate
    ? { status: 'expired', expired_at: nowMs }
    : { status: 'completed', completed_at: nowMs }
}

function fail(run: BatchRun, batch: BatchRow, errors: readonly BatchError[]): Promise<BatchRow> {
  return advance(run, batch, {
    from: ['validating', 'in_progress'],
    to: { status: 'failed', failed_at: run.parts.now(), errors: JSON.stringify(errors) },
  })
}

function advance(run: BatchRun, batch: BatchRow, change: BatchChange): Promise<BatchRow> {
  return run.parts.storage.batches.advance(batch.id, leaseOf(run), change)
}

async function hasInput({ parts }: BatchRun, batch: BatchRow): Promise<boolean> {
  const key = { projectId: batch.project_id, id: batch.input_file_id, nowMs: parts.now() }
  return (await parts.storage.files.get(key)) !== null
}

const missingInput: BatchError = {
  code: 'file_not_found',
  message: 'The input file was deleted or has expired.',
  param: 'input_file_id',
  line: null,
}
