import { randomInt } from 'node:crypto'
import { excerpt } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { CreateFineTuningBody, Hyperparameters } from '@llavero/protocol/openai/fine-tuning.ts'
import type { FileParts } from '../files/files.ts'
import { letterId } from '../resource/new-id.ts'
import type { FineTuningJobRow, NewEvent } from '../storage/fine-tuning.ts'
import type { Storage } from '../storage/open.ts'

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
  /** Models that can be tuned. */
  readonly models: readonly string[]
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
  projectId: string,
  body: CreateFineTuningBody,
): Promise<FineTuningJobRow> {
  await checkFile(parts, projectId, 'training_file', body.training_file)
  if (body.validation_file) {
    await checkFile(parts, projectId, 'validation_file', body.validation_file)
  }
  checkModel(parts, body)
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
  }
  const events = [
    message(parts, `Created fine-tuning job: ${row.id}`),
    message(parts, `Validating training file: ${row.training_file}`),
  ]
  await parts.storage.fineTuning.insert(row, events, workOn(row.id, nowMs))
  parts.wakeJobs()
  return row
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
  const { from, to, said } = wishes[wish]
  const nowMs = parts.now()
  // What was paused before its files were read starts there again.
  const status = wish === 'resume' && row.hyperparameters.includes('auto') ? 'validating_files' : to
  const changed = await parts.storage.fineTuning.change(row.id, {
    from,
    to: { status, ...(wish === 'cancel' && { finished_at: nowMs }) },
    events: [message(parts, `The job has been ${said}`)],
    ...(wish === 'resume' && { job: workOn(row.id, nowMs) }),
  })
  if (changed !== null) {
    parts.wakeJobs()
    return changed
  }
  const text = `Cannot ${wish} a job with status '${row.status}'.`
  throw new GatewayError('fine_tune_wrong_status', text)
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

function workOn(id: string, run_at: number) {
  return { id: `tuning:${id}`, kind: 'tuning', subject: id, run_at }
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
