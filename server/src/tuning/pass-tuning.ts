import { GatewayError } from '@llavero/protocol/errors.ts'
import type { FineTuningError } from '@llavero/protocol/openai/fine-tuning.ts'
import { readFile } from '../files/files.ts'
import { UpstreamFailure } from '../gateway/model-call.ts'
import type { JobOutcome } from '../jobs/job-runner.ts'
import type { FineTuningJobRow } from '../storage/fine-tuning.ts'
import { endAsTold, mirror, removeFiles } from './mirror-tuning.ts'
import type { Trainer } from './passing.ts'
import { createJob, findJob, getJob, inOurNames, wishAt } from './provider-job.ts'
import { leaseOf, type TuningRun } from './tuning-run.ts'
import { message } from './tuning.ts'

const shortestPauseMs = 1_000
const longestPauseMs = 60_000
/** What a provider makes of `auto` at most, for a small file. */
const mostAutomaticEpochs = 25
const anyStatus = [
  'validating_files',
  'queued',
  'running',
  'paused',
  'succeeded',
  'failed',
  'cancelled',
] as const

/**
 * Takes one step with a job that a provider does: hands it over, or looks how far it is and, in the end, takes
 * over what it has made. Between the steps nobody works on it. Every step can be done again.
 */
export async function passTuning(run: TuningRun, row: FineTuningJobRow): Promise<JobOutcome> {
  try {
    return (await takeStep(run, row)) ? 'done' : later(run, row)
  } catch (error) {
    if (run.context.signal.aborted) return { runAtMs: run.parts.now() }
    const reason = reasonOf(row, error)
    if (reason !== null) return fail(run, row, reason)
    if (isPassing(error)) return later(run, row, error.retryAfterMs)
    throw error
  }
}

/** True when the job has ended, and all that it has made is here. */
async function takeStep(run: TuningRun, row: FineTuningJobRow): Promise<boolean> {
  const { passing } = run.parts
  const trainer = passing.trainerOf(row)
  if (row.status === 'succeeded' || row.status === 'failed') {
    await passing.release(row.id)
    return true
  }
  if (trainer === null) return false
  if (row.provider_job === null) return handOver(run, row, trainer)
  return follow(run, row, trainer)
}

/** What a former process has handed over is found again by our id. True where there is nothing to do any more. */
async function handOver(run: TuningRun, row: FineTuningJobRow, trainer: Trainer): Promise<boolean> {
  const { upstream } = trainer
  const found = await findJob(upstream, row)
  if (found !== null) {
    await note(run, row, {
      provider_job: found.id,
      provider_training_file: found.training_file ?? row.provider_training_file,
      provider_validation_file: found.validation_file ?? row.provider_validation_file,
    })
    return false
  }
  if (row.status === 'cancelled') {
    await run.parts.passing.release(row.id)
    return true
  }
  const training = await sendFile(run, row, trainer, 'training_file')
  const validation = await sendFile(run, row, trainer, 'validation_file')
  if (training === null) throw missingFile('training_file')
  const files = { training_file: training, validation_file: validation }
  const made = await createJob(upstream, row, files)
  await note(run, row, { provider_job: made.id })
  return false
}

/** Resolves to the file's id there. The money for the training is set aside before the first. */
async function sendFile(
  run: TuningRun,
  row: FineTuningJobRow,
  { target, upstream }: Trainer,
  which: 'training_file' | 'validation_file',
): Promise<string | null> {
  const { parts, context } = run
  const known = row[`provider_${which}`]
  const id = row[which]
  if (known !== null || id === null) return known
  const key = { projectId: row.project_id, id, nowMs: parts.now() }
  const file = await parts.storage.files.get(key)
  if (file === null) throw missingFile(which)
  if (which === 'training_file') {
    await parts.passing.setAside(row, target, file.bytes * mostEpochs(row))
  }
  const sent = await upstream.upload(
    {
      purpose: 'fine-tune',
      filename: file.filename,
      byteLength: file.bytes,
      open: () => contentOf(run, id),
    },
    context.signal,
  )
  await note(run, row, { [`provider_${which}`]: sent })
  return sent
}

async function* contentOf({ parts }: TuningRun, id: string): AsyncGenerator<Uint8Array> {
  yield* await readFile(parts.files, { id })
}

/** A token is a byte at least. */
function mostEpochs({ hyperparameters }: FineTuningJobRow): number {
  const { n_epochs } = JSON.parse(hyperparameters) as { readonly n_epochs: number | 'auto' }
  return n_epochs === 'auto' ? mostAutomaticEpochs : n_epochs
}

async function follow(run: TuningRun, row: FineTuningJobRow, trainer: Trainer): Promise<boolean> {
  const id = row.provider_job ?? ''
  let theirs = await getJob(trainer.upstream, id)
  const hasEnded = ['succeeded', 'failed', 'cancelled'].includes(theirs.status)
  // It was cancelled before the provider had told us of it.
  if (row.status === 'cancelled' && !hasEnded) {
    theirs = await wishAt(trainer.upstream, id, 'cancel')
  }
  await mirror(run, row, trainer, theirs)
  if (!['succeeded', 'failed', 'cancelled'].includes(theirs.status)) return false
  await endAsTold(run, row, trainer, theirs)
  return true
}

async function note(
  run: TuningRun,
  row: FineTuningJobRow,
  to: Partial<FineTuningJobRow>,
): Promise<void> {
  const change = { from: anyStatus, to, events: [] }
  await run.parts.storage.fineTuning.advance(row.id, leaseOf(run), change)
}

async function fail(
  run: TuningRun,
  before: FineTuningJobRow,
  { message: told, ...rest }: FineTuningError,
): Promise<'done'> {
  const { parts } = run
  // Files may have been sent since.
  const row = (await parts.storage.fineTuning.find(before.id)) ?? before
  const error = { ...rest, message: inOurNames(row, told) }
  await parts.passing.release(row.id)
  await parts.storage.fineTuning.advance(row.id, leaseOf(run), {
    from: ['validating_files', 'queued', 'running', 'paused'],
    to: { status: 'failed', finished_at: parts.now(), error: JSON.stringify(error) },
    events: [{ ...message(parts, error.message), level: 'error' }],
  })
  const trainer = parts.passing.trainerOf(row)
  if (trainer !== null) await removeFiles(row, trainer)
  return 'done'
}

function missingFile(param: string): GatewayError {
  return new GatewayError('file_not_found', 'The file was deleted or has expired.', { param })
}

/** What may be mended by another try. */
function isPassing(error: unknown): error is UpstreamFailure | GatewayError {
  if (error instanceof UpstreamFailure) return true
  return error instanceof GatewayError && error.code === 'quota_unavailable'
}

/** Why the job cannot be done; null where another try may help, or we are to blame. */
function reasonOf(row: FineTuningJobRow, error: unknown): FineTuningError | null {
  if (error instanceof GatewayError && error.code !== 'quota_unavailable') {
    return { code: error.code, message: error.message, param: error.param }
  }
  if (!(error instanceof UpstreamFailure) || error.isRetryable) return null
  // What a provider has is waited for, unless it knows nothing of it any more.
  if (row.provider_job !== null && error.status !== 404) return null
  const { code, param } = wordsOf(error)
  return { code: code ?? error.fault, message: error.message, param }
}

/** The provider's own words for what is wrong. */
function wordsOf({ reply }: UpstreamFailure): { code: string | null; param: string | null } {
  const text = reply?.body instanceof Uint8Array ? Buffer.from(reply.body).toString('utf8') : '{}'
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; param?: unknown } }
    const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null)
    return { code: textOrNull(error?.code), param: textOrNull(error?.param) }
  } catch {
    return { code: null, param: null }
  }
}

/** The longer it takes, the longer the pauses. */
function later(
  { parts }: TuningRun,
  row: FineTuningJobRow,
  askedMs: number | null = null,
): JobOutcome {
  const nowMs = parts.now()
  const pauseMs = Math.max((nowMs - row.created_at) / 20, shortestPauseMs, askedMs ?? 0)
  return { runAtMs: Math.round(nowMs + Math.min(pauseMs, longestPauseMs)) }
}
