import { GatewayError } from '@llavero/protocol/errors.ts'
import type { BatchError } from '@llavero/protocol/openai/batches.ts'
import { UpstreamFailure } from '../gateway/model-call.ts'
import type { JobOutcome } from '../jobs/job-runner.ts'
import type { BatchRow } from '../storage/batches.ts'
import { expired, unanswered } from './batch-line.ts'
import type { BatchRun } from './batch-run.ts'
import { fail, finalize, hasEnded } from './end-batch.ts'
import { endUnanswered, follow, removeFile } from './follow-batch.ts'
import { handOver } from './hand-over.ts'

/** A provider that does not answer any more is waited for so much longer than its batch may take. */
const graceMs = 86_400_000
const shortestPauseMs = 1_000
const longestPauseMs = 60_000

/**
 * Takes one step with a batch that a provider does as a whole: hands it over, or looks how far it is and, in
 * the end, fetches its results. Between the steps nobody works on it. Every step can be done again.
 */
export async function passBatch(run: BatchRun, batch: BatchRow): Promise<JobOutcome> {
  if (hasEnded(batch)) return 'done'
  try {
    return (await takeStep(run, batch)) ? 'done' : later(run, batch)
  } catch (error) {
    if (run.context.signal.aborted) return { runAtMs: run.parts.now() }
    if (isLost(error, batch)) return endLost(run, batch)
    if (isPassing(error, batch)) return later(run, batch, error.retryAfterMs)
    const reason = reasonOf(error)
    if (reason === null || batch.provider_batch !== null) throw error
    if (batch.status === 'cancelling') return endAbandoned(run, batch)
    return refuse(run, batch, reason)
  }
}

/** The provider does not get it, or has refused it. */
async function refuse(run: BatchRun, before: BatchRow, reason: BatchError): Promise<'done'> {
  const { passing, storage } = run.parts
  // The input may have been sent since.
  const batch = (await storage.batches.find(before.id)) ?? before
  const { provider_file: file, input_file_id } = batch
  await passing.release(batch.id)
  const message = file === null ? reason.message : reason.message.replaceAll(file, input_file_id)
  await fail(run, batch, [{ ...reason, message }])
  const taker = passing.takerOf(batch)
  if (file !== null && taker !== null) await removeFile(taker, file)
  return 'done'
}

/** True when the batch has ended. */
async function takeStep(run: BatchRun, batch: BatchRow): Promise<boolean> {
  const { passing, now } = run.parts
  const isHandedOver = batch.provider_batch !== null
  const isOver = now() >= batch.expires_at + (isHandedOver ? graceMs : 0)
  const taker = passing.takerOf(batch)
  if (isOver) return endUnanswered(run, batch, expired)
  if (taker === null) return false
  if (isHandedOver) return follow(run, batch, taker)
  const { isNothingLeft, isAbandoned } = await handOver(run, batch, taker)
  if (isNothingLeft || isAbandoned) await endAbandoned(run, batch)
  return isNothingLeft || isAbandoned
}

/** The provider knows nothing of what it has taken. */
function isLost(error: unknown, { provider_batch }: BatchRow): boolean {
  return error instanceof UpstreamFailure && error.status === 404 && provider_batch !== null
}

async function endLost(run: BatchRun, batch: BatchRow): Promise<'done'> {
  await endUnanswered(run, batch, unanswered)
  return 'done'
}

/** The provider has nothing to do with it. */
async function endAbandoned(run: BatchRun, batch: BatchRow): Promise<'done'> {
  await run.parts.passing.release(batch.id)
  await finalize(run, batch)
  return 'done'
}

/** What may be mended by another try. What a provider has taken is waited for, whatever he says meanwhile. */
function isPassing(error: unknown, batch: BatchRow): error is UpstreamFailure | GatewayError {
  if (error instanceof UpstreamFailure) return error.isRetryable || batch.provider_batch !== null
  return error instanceof GatewayError && error.code === 'quota_unavailable'
}

/** Null for a bug of ours. */
function reasonOf(error: unknown): BatchError | null {
  if (error instanceof GatewayError) {
    return { code: error.code, message: error.message, param: error.param, line: null }
  }
  if (!(error instanceof UpstreamFailure)) return null
  return { code: error.fault, message: error.message, param: null, line: null }
}

/** The longer it takes, the longer the pauses. */
function later({ parts }: BatchRun, batch: BatchRow, askedMs: number | null = null): JobOutcome {
  const nowMs = parts.now()
  const pauseMs = Math.max((nowMs - batch.created_at) / 20, shortestPauseMs, askedMs ?? 0)
  return { runAtMs: Math.round(nowMs + Math.min(pauseMs, longestPauseMs)) }
}
