import type { JobHandler } from '../jobs/job-runner.ts'
import type { BatchRow } from '../storage/batches.ts'
import { BatchJournal } from './batch-journal.ts'
import { interrupted, unansweredResult } from './batch-line.ts'
import { type BatchRun, leaseOf } from './batch-run.ts'
import type { BatchParts } from './batches.ts'
import { advance, fail, finalize, hasEnded } from './end-batch.ts'
import { executeLines } from './execute-lines.ts'
import { checkInput, hasInput, missingInput } from './input.ts'
import { passBatch } from './pass-batch.ts'

/**
 * Takes a batch through its life: validating → in_progress → finalizing → completed, or failed, expired,
 * cancelled. Every step can be the last of a process: the next one goes on from what is written down.
 */
export function batchHandler(parts: BatchParts): JobHandler {
  return async (context) => {
    const run = { parts, context }
    let batch = await parts.storage.batches.find(context.subject)
    if (batch?.status === 'validating' && !isPassed(batch)) batch = await validate(run, batch)
    if (batch !== null && isPassed(batch)) return passBatch(run, batch)
    if (batch?.status === 'in_progress') batch = await execute(run, batch)
    if (batch === null || hasEnded(batch)) return 'done'
    if (context.turn.aborted) return { runAtMs: parts.now() }
    await finalize(run, batch)
    return 'done'
  }
}

/** Checks all of the input before the first line is sent. */
async function validate(run: BatchRun, batch: BatchRow): Promise<BatchRow> {
  const { parts } = run
  if (!(await hasInput(run, batch))) return fail(run, batch, [missingInput])
  const { errors, lines, model, soleModel } = await checkInput(parts, batch)
  if (errors.length > 0) return fail(run, batch, errors)
  const target = soleModel === null ? null : parts.passing.targetOf(soleModel)
  const start =
    target === null
      ? ({ status: 'in_progress', in_progress_at: parts.now() } as const)
      : { provider_id: target.providerId, provider_model: target.model }
  const to = { ...start, total_lines: lines, model }
  return advance(run, batch, { from: ['validating'], to })
}

/** A provider does it as a whole. */
function isPassed({ provider_id }: BatchRow): boolean {
  return provider_id !== null
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
  await executeLines({ parts, batch, journal, context })
  return journal.batch
}
