import { excerpt } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { CreateBatchBody } from '@llavero/protocol/openai/batches.ts'
import type { FileParts } from '../files/files.ts'
import type { Caller, ModelCall, ModelReply } from '../gateway/model-call.ts'
import { hexId } from '../resource/new-id.ts'
import { askerOf, ownerOf } from '../resource/owner.ts'
import type { BatchRow } from '../storage/batches.ts'
import type { NewJob } from '../storage/jobs.ts'
import type { Storage } from '../storage/open.ts'
import type { BatchSlots } from './batch-slots.ts'
import type { PassingParts } from './passing.ts'

export interface BatchParts {
  readonly storage: Pick<Storage, 'batches' | 'jobs' | 'files'>
  readonly files: FileParts
  /** The one front door for every model call. */
  readonly serve: (caller: Caller, call: ModelCall) => Promise<ModelReply>
  /** Who made the batch, as he stands now. Throws GatewayError where he may call nothing any more. */
  readonly callerOf: (owner: Pick<Caller, 'keyId' | 'personId'>) => Caller
  /** Resolves when all calls so far are in the log and in the ledger. */
  readonly flushLog: () => Promise<void>
  readonly slots: BatchSlots
  readonly passing: PassingParts
  readonly createRequestId: (nowMs: number) => string
  /** Parses JSON from a client. Throws GatewayError. */
  readonly parseJson: (bytes: Buffer) => unknown
  /** Of one line, in bytes. */
  readonly maxLineBytes: number
  /** There is a new job. */
  readonly wakeJobs: () => void
  readonly now: () => number
  /** Resolves after the time, or when the signal aborts. */
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<void>
}

const windowMs = 86_400_000

/** Makes a batch; a job takes it from there. Throws GatewayError where the input is no file for batches. */
export async function createBatch(
  parts: BatchParts,
  caller: Caller,
  body: CreateBatchBody,
): Promise<BatchRow> {
  const projectId = ownerOf(caller)
  const nowMs = parts.now()
  const key = { projectId, id: body.input_file_id, nowMs }
  const file = await parts.storage.files.get(key)
  if (file === null) throw wrongInput(body, 'there is no such file')
  if (file.purpose !== 'batch')
    throw wrongInput(body, `its purpose is '${file.purpose}', not 'batch'`)
  const batch: BatchRow = {
    ...untouched,
    id: hexId('batch_'),
    project_id: projectId,
    key_id: caller.keyId,
    person_id: caller.personId,
    endpoint: body.endpoint,
    input_file_id: file.id,
    completion_window: body.completion_window,
    output_expires_after_ms: body.output_expires_after
      ? body.output_expires_after.seconds * 1000
      : null,
    metadata: body.metadata ? JSON.stringify(body.metadata) : null,
    created_at: nowMs,
    expires_at: nowMs + windowMs,
  }
  await parts.storage.batches.insert(batch, workOn(batch.id, nowMs, askerOf(batch)))
  parts.wakeJobs()
  return batch
}

/** Throws GatewayError where the project has no such batch. */
export async function getBatch(
  parts: BatchParts,
  projectId: string,
  id: string,
): Promise<BatchRow> {
  const batch = await parts.storage.batches.get({ projectId, id })
  if (batch !== null) return batch
  throw new GatewayError('batch_not_found', `No batch found with id '${excerpt(id)}'.`)
}

/**
 * What is under way is finished; then the batch is `cancelled`, with the results it has. One that was not begun is so
 * at once.
 */
export async function cancelBatch(
  parts: BatchParts,
  projectId: string,
  id: string,
): Promise<BatchRow> {
  // Its job is there.
  const job = workOn(id, parts.now(), null)
  const cancelled = await parts.storage.batches.cancel({ projectId, id }, job)
  if (cancelled !== null) {
    parts.wakeJobs()
    return cancelled
  }
  const batch = await getBatch(parts, projectId, id)
  if (batch.status === 'cancelling') return batch
  const message = `Cannot cancel a batch with status '${batch.status}'.`
  throw new GatewayError('batch_not_cancellable', message)
}

function workOn(id: string, run_at: number, asked_by: string | null): NewJob {
  return { id: `batch:${id}`, kind: 'batch', subject: id, asked_by, run_at }
}

function wrongInput({ input_file_id }: CreateBatchBody, reason: string): GatewayError {
  const message = `Invalid 'input_file_id': '${excerpt(input_file_id)}' cannot be used, because ${reason}.`
  return new GatewayError('invalid_value', message, { param: 'input_file_id' })
}

const untouched = {
  status: 'validating',
  model: null,
  errors: null,
  output_file_id: null,
  error_file_id: null,
  in_progress_at: null,
  finalizing_at: null,
  completed_at: null,
  failed_at: null,
  expired_at: null,
  cancelling_at: null,
  cancelled_at: null,
  total_lines: 0,
  completed_lines: 0,
  failed_lines: 0,
  input_tokens: 0,
  cached_input_tokens: 0,
  output_tokens: 0,
  reasoning_tokens: 0,
  provider_id: null,
  provider_model: null,
  provider_file: null,
  provider_batch: null,
  reported_completed: 0,
  reported_failed: 0,
} as const
