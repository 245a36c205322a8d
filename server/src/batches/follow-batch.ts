import type { BatchRow, LineClaim } from '../storage/batches.ts'
import { expired, unanswered, unansweredResult } from './batch-line.ts'
import { type BatchRun, leaseOf } from './batch-run.ts'
import { collectResults } from './collect-results.ts'
import { advance, beginEnd, fail, finalize } from './end-batch.ts'
import { hasInput, inputLines, readLine } from './input.ts'
import type { Taker } from './passing.ts'
import { cancelBatch, errorsOf, getBatch, type ProviderBatch } from './provider-batch.ts'

const linesPerWrite = 500

/** Looks how far the provider is, passes a cancellation on, and fetches the results. True when it has ended. */
export async function follow(run: BatchRun, batch: BatchRow, taker: Taker): Promise<boolean> {
  const { upstream } = taker
  const id = batch.provider_batch ?? ''
  let theirs = await getBatch(upstream, id)
  const isWorking = ['validating', 'in_progress'].includes(theirs.status)
  if (batch.status === 'cancelling' && isWorking) theirs = await cancelBatch(upstream, id)
  switch (theirs.status) {
    case 'failed':
      await failAsTold(run, batch, theirs)
      break
    case 'completed':
    case 'expired':
    case 'cancelled':
      await end(run, batch, { taker, theirs })
      break
    default:
      await mirror(run, batch, theirs)
      return false
  }
  await removeFiles(taker, theirs)
  return true
}

async function mirror(run: BatchRun, batch: BatchRow, theirs: ProviderBatch): Promise<void> {
  const { completed = 0, failed = 0 } = theirs.request_counts ?? {}
  await advance(run, batch, {
    from: ['validating', 'in_progress', 'finalizing', 'cancelling'],
    to: { reported_completed: completed, reported_failed: batch.failed_lines + failed },
  })
  if (theirs.status === 'validating') return
  await advance(run, batch, {
    from: ['validating'],
    to: { status: 'in_progress', in_progress_at: run.parts.now() },
  })
  if (theirs.status === 'finalizing') await beginEnd(run, batch)
}

async function failAsTold(run: BatchRun, batch: BatchRow, theirs: ProviderBatch): Promise<void> {
  const { parts } = run
  await parts.passing.release(batch.id)
  // Who has cancelled it meanwhile gets what he asked for.
  if (batch.status === 'cancelling') return finalize(run, batch)
  const claims = await parts.storage.batches.claimedLines(batch.id)
  const lines = claims.map(({ line }) => line)
  await fail(run, batch, errorsOf(theirs, batch, lines))
}

async function end(
  run: BatchRun,
  batch: BatchRow,
  { taker, theirs }: { readonly taker: Taker; readonly theirs: ProviderBatch },
): Promise<void> {
  const { parts } = run
  const ending = await beginEnd(run, batch)
  const claims = await parts.storage.batches.claimedLines(batch.id)
  if (claims.length > 0) {
    const left = await collectResults({ run, batch: ending, taker, claims }, theirs)
    // As in a batch of our own: what was not begun when it was cancelled is in neither file.
    if (theirs.status !== 'cancelled') {
      await leaveUnanswered(run, ending, left, theirs.status === 'expired' ? expired : unanswered)
    }
  }
  await parts.passing.release(batch.id)
  const isCancelled = theirs.status === 'cancelled' && ending.status !== 'cancelling'
  const last = isCancelled ? await cancelAsTold(run, ending) : ending
  await finalize(run, last, theirs.status === 'expired')
}

/** Somebody has cancelled it there. */
function cancelAsTold(run: BatchRun, batch: BatchRow): Promise<BatchRow> {
  const nowMs = run.parts.now()
  return advance(run, batch, {
    from: ['finalizing'],
    to: { status: 'cancelling', cancelling_at: nowMs },
  })
}

/** The provider is not to be asked any more: what it has not answered is told so, and why. */
export async function endUnanswered(
  run: BatchRun,
  batch: BatchRow,
  why: typeof expired,
): Promise<true> {
  const { parts } = run
  const claims = await parts.storage.batches.claimedLines(batch.id)
  await leaveUnanswered(run, batch, claims, why)
  await leaveUnanswered(run, batch, await neverBegun(run, batch), why)
  await parts.passing.release(batch.id)
  await finalize(run, batch, why === expired)
  return true
}

/** Lines that were not even written down, because the provider could not be asked. */
async function neverBegun(run: BatchRun, batch: BatchRow): Promise<LineClaim[]> {
  const { parts } = run
  const claims: LineClaim[] = []
  if (!(await hasInput(run, batch))) return claims
  const begun = new Set(await parts.storage.batches.begunLines(batch.id))
  for await (const text of inputLines(parts, batch)) {
    if (begun.has(text.number)) continue
    const { line, custom_id } = readLine(parts, text)
    claims.push({ line, custom_id, request_id: parts.createRequestId(parts.now()) })
  }
  return claims
}

async function leaveUnanswered(
  run: BatchRun,
  batch: BatchRow,
  claims: readonly LineClaim[],
  why: typeof expired,
): Promise<void> {
  for (let at = 0; at < claims.length; at += linesPerWrite) {
    const some = claims.slice(at, at + linesPerWrite)
    const results = some.map((claim) => unansweredResult(claim, why))
    const entries = { claims: [], releases: [], results }
    await run.parts.storage.batches.write(batch.id, leaseOf(run), entries)
  }
}

async function removeFiles(taker: Taker, theirs: ProviderBatch): Promise<void> {
  const { input_file_id, output_file_id, error_file_id } = theirs
  for (const id of [input_file_id, output_file_id, error_file_id]) {
    if (id) await removeFile(taker, id)
  }
}

/** Nobody needs it there any more. What cannot be removed is left. */
export async function removeFile({ upstream }: Taker, id: string): Promise<void> {
  await upstream.ask('DELETE', `/files/${encodeURIComponent(id)}`).catch(() => {})
}
