import { randomInt } from 'node:crypto'
import { excerpt } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { CreateFineTuningBody, Hyperparameters } from '@llavero/protocol/openai/fine-tuning.ts'
import type { FileParts } from '../files/files.ts'
import { type Caller, type Target, UpstreamFailure } from '../gateway/model-call.ts'
import { letterId } from '../resource/new-id.ts'
import { askerOf, ownerOf } from '../resource/owner.ts'
import type { FineTuningJobRow, NewEvent } from '../storage/fine-tuning.ts'
import type { NewJob } from '../storage/jobs.ts'
import type { Storage } from '../storage/open.ts'
import type { TuningPassing } from './passing.ts'
import { wishAt } from './provider-job.ts'

/** What a model learns of one line: the last answer, and what it answers. */
export interface Example {
  readonly question: string
  readonly answer: string
}

/** How a model is made of its examples: the same makes the same model again. */
export interface Recipe {
  readonly epochs: number
  readonly batchSize: number
  readonly seed: number
  readonly steps: number
}

/** What a model is made of. */
export interface Weights {
  readonly examples: readonly Example[]
  readonly validation: readonly Example[]
}

export interface TrainingStep {
  readonly step: number
  readonly loss: number
  readonly accuracy: number
  readonly validation: { readonly loss: number; readonly accuracy: number } | null
  /** Of all steps so far. */
  readonly trainedTokens: number
}

export interface TuningParts {
  readonly storage: Pick<Storage, 'fineTuning' | 'files'>
  readonly files: FileParts
  /** Trains the simulator's model; the first `doneSteps` are learnt again without being reported. */
  readonly train: (tuning: Recipe & Weights, doneSteps: number) => AsyncIterable<TrainingStep>
  /** Models that can be tuned here. */
  readonly models: readonly string[]
  readonly passing: TuningPassing
  /** Parses JSON from a client. Throws GatewayError. */
  readonly parseJson: (bytes: Buffer) => unknown
  /** The list of models has changed. */
  readonly onModelsChanged: () => Promise<void>
  readonly wakeJobs: () => void
  readonly now: () => number
}

/** Makes a job. Throws GatewayError where a file or the model cannot be used. */
export async function createTuning(
  parts: TuningParts,
  caller: Caller,
  body: CreateFineTuningBody,
): Promise<FineTuningJobRow> {
  const projectId = ownerOf(caller)
  await checkFile(parts, projectId, 'training_file', body.training_file)
  if (body.validation_file) {
    await checkFile(parts, projectId, 'validation_file', body.validation_file)
  }
  const target = parts.passing.targetOf(caller, body.model)
  parts.passing.check(caller, body.model, target)
  if (target === null) checkModel(parts, body)
  const nowMs = parts.now()
  const row: FineTuningJobRow = {
    id: letterId('ftjob-', 24),
    project_id: projectId,
    model: body.model,
    training_file: body.training_file,
    validation_file: body.validation_file ?? null,
    hyperparameters: JSON.stringify(hyperparametersOf(body)),
    suffix: body.suffix ?? null,
    seed: body.seed ?? randomInt(2_147_483_647),
    metadata: body.metadata ? JSON.stringify(body.metadata) : null,
    status: 'validating_files',
    error: null,
    fine_tuned_model: null,
    result_file: null,
    trained_tokens: null,
    created_at: nowMs,
    finished_at: null,
    key_id: caller.keyId,
    person_id: caller.personId,
    ...(target === null ? notPassed : placeOf(body, target)),
  }
  const said = [
    message(parts, `Created fine-tuning job: ${row.id}`),
    message(parts, `Validating training file: ${row.training_file}`),
  ]
  // A provider tells the same itself.
  const events = target === null ? said : []
  await parts.storage.fineTuning.insert(row, events, workOn(row, nowMs))
  parts.wakeJobs()
  return row
}

const notPassed = {
  passed_on: null,
  provider_id: null,
  provider_model: null,
  provider_training_file: null,
  provider_validation_file: null,
  provider_job: null,
}

/** What the provider is to get as it came is checked there. */
function placeOf({ method, hyperparameters, integrations }: CreateFineTuningBody, target: Target) {
  return {
    ...notPassed,
    passed_on: JSON.stringify({
      ...(method && { method }),
      ...(hyperparameters && { hyperparameters }),
      ...(integrations && { integrations }),
    }),
    provider_id: target.providerId,
    provider_model: target.model,
  }
}

/** Throws GatewayError where the project has no such job. */
export async function getTuning(
  parts: TuningParts,
  projectId: string,
  id: string,
): Promise<FineTuningJobRow> {
  const row = await parts.storage.fineTuning.get({ projectId, id })
  if (row !== null) return row
  const text = `Could not find fine tune: ${excerpt(id)}`
  throw new GatewayError('fine_tune_not_found', text, { param: 'fine_tune_id' })
}

const wishes = {
  cancel: {
    from: ['validating_files', 'queued', 'running', 'paused'],
    to: 'cancelled',
    said: 'cancelled',
  },
  pause: { from: ['validating_files', 'queued', 'running'], to: 'paused', said: 'paused' },
  resume: { from: ['paused'], to: 'queued', said: 'resumed' },
} as const
export type Wish = keyof typeof wishes

/** Does what a client wishes of a job. Throws GatewayError where its status does not allow it. */
export async function wishOf(
  parts: TuningParts,
  row: FineTuningJobRow,
  wish: Wish,
): Promise<FineTuningJobRow> {
  if (row.provider_job !== null) return passWish(parts, row, wish)
  if (row.provider_id !== null && wish !== 'cancel') throw wrongStatus(row, wish)
  const { from, to, said } = wishes[wish]
  const nowMs = parts.now()
  // What was paused before its files were read starts there again.
  const status = wish === 'resume' && row.hyperparameters.includes('auto') ? 'validating_files' : to
  const changed = await parts.storage.fineTuning.change(row.id, {
    from,
    to: { status, ...(wish === 'cancel' && { finished_at: nowMs }) },
    events: [message(parts, `The job has been ${said}`)],
    // A provider may have it by now.
    ...((wish === 'resume' || row.provider_id !== null) && { job: workOn(row, nowMs) }),
  })
  if (changed !== null) {
    parts.wakeJobs()
    return changed
  }
  throw wrongStatus(row, wish)
}

function wrongStatus({ status }: FineTuningJobRow, wish: Wish): GatewayError {
  return new GatewayError('fine_tune_wrong_status', `Cannot ${wish} a job with status '${status}'.`)
}

/** The provider decides whether it can be done. Its job hears of it at once. */
async function passWish(
  parts: TuningParts,
  row: FineTuningJobRow,
  wish: Wish,
): Promise<FineTuningJobRow> {
  const trainer = parts.passing.trainerOf(row)
  if (trainer === null) throw new GatewayError('upstream_unreachable', 'The provider is gone.')
  const theirs = await wishAt(trainer.upstream, row.provider_job ?? '', wish).catch(
    (error: unknown) => {
      if (!(error instanceof UpstreamFailure)) throw error
      if (error.status === 400 || error.status === 409) throw wrongStatus(row, wish)
      throw new GatewayError(error.fault, error.message, { cause: error })
    },
  )
  const nowMs = parts.now()
  const { status } = theirs
  const changed = await parts.storage.fineTuning.change(row.id, {
    from: ['validating_files', 'queued', 'running', 'paused'],
    to: { status, ...(status === 'cancelled' && { finished_at: nowMs }) },
    events: [],
    job: workOn(row, nowMs),
  })
  parts.wakeJobs()
  return changed ?? row
}

export function message(parts: Pick<TuningParts, 'now'>, text: string): NewEvent {
  return {
    id: letterId('ftevent-', 24),
    created_at: parts.now(),
    level: 'info',
    type: 'message',
    message: text,
    data: '{}',
  }
}

function workOn(row: FineTuningJobRow, run_at: number): NewJob {
  const { id } = row
  return { id: `tuning:${id}`, kind: 'tuning', subject: id, asked_by: askerOf(row), run_at }
}

async function checkFile(
  parts: TuningParts,
  projectId: string,
  param: 'training_file' | 'validation_file',
  id: string,
): Promise<void> {
  const file = await parts.storage.files.get({ projectId, id, nowMs: parts.now() })
  if (file?.purpose === 'fine-tune') return
  throw new GatewayError('invalid_tuning_file', `invalid ${param}: ${excerpt(id)}`, { param })
}

function checkModel(
  { models }: TuningParts,
  { model, method, integrations }: CreateFineTuningBody,
) {
  if (!models.includes(model)) {
    const text = `Model ${excerpt(model)} is not available for fine-tuning or does not exist.`
    throw new GatewayError('model_not_available', text)
  }
  if (method && method.type !== 'supervised') {
    const text = `Invalid 'method.type': the model '${model}' is fine-tuned with 'supervised' only.`
    throw new GatewayError('unsupported_value', text, { param: 'method.type' })
  }
  if (integrations && integrations.length > 0) {
    const text = `Invalid 'integrations': the model '${model}' is fine-tuned without any.`
    throw new GatewayError('unsupported_parameter', text, { param: 'integrations' })
  }
}

function hyperparametersOf({ method, hyperparameters }: CreateFineTuningBody): Hyperparameters {
  const given = method?.supervised?.hyperparameters ?? hyperparameters ?? {}
  return {
    n_epochs: given.n_epochs ?? 'auto',
    batch_size: given.batch_size ?? 'auto',
    learning_rate_multiplier: given.learning_rate_multiplier ?? 'auto',
  }
}
