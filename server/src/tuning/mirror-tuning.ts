import type { FineTuningError, Hyperparameters } from '@llavero/protocol/openai/fine-tuning.ts'
import { keep } from '../files/blobs.ts'
import { newFileRow } from '../files/files.ts'
import type { BlobReference } from '../storage/blobs.ts'
import type { FileRow } from '../storage/files.ts'
import type { FineTunedModelRow, FineTuningJobRow } from '../storage/fine-tuning.ts'
import type { Trainer } from './passing.ts'
import {
  checkpointsOf,
  inOurNames,
  newEvents,
  ownId,
  type ProviderCheckpoint,
  type ProviderJob,
} from './provider-job.ts'
import { leaseOf, type TuningRun } from './tuning-run.ts'

const underWay = ['validating_files', 'queued', 'running', 'paused'] as const

/** Writes down what has happened there since the last look, apart from the end. */
export async function mirror(
  run: TuningRun,
  row: FineTuningJobRow,
  { upstream }: Trainer,
  theirs: ProviderJob,
): Promise<void> {
  const { fineTuning } = run.parts.storage
  const events = await newEvents(upstream, row, (ids) => fineTuning.knownEvents(row.id, ids))
  const hasEnded = ['succeeded', 'failed', 'cancelled'].includes(theirs.status)
  await fineTuning.advance(row.id, leaseOf(run), {
    // Somebody may have paused it since: then the next look tells.
    from: [row.status],
    to: {
      hyperparameters: hyperparametersOf(row, theirs),
      ...(!hasEnded && row.status !== 'cancelled' && { status: theirs.status }),
    },
    events,
  })
}

/** What the provider has decided; what it does not say stays. */
function hyperparametersOf(row: FineTuningJobRow, { hyperparameters }: ProviderJob): string {
  const known = JSON.parse(row.hyperparameters) as Hyperparameters
  return JSON.stringify({
    n_epochs: hyperparameters?.n_epochs ?? known.n_epochs,
    batch_size: hyperparameters?.batch_size ?? known.batch_size,
    learning_rate_multiplier:
      hyperparameters?.learning_rate_multiplier ?? known.learning_rate_multiplier,
  })
}

/** The job is over there: its models can be called here, its figures are a file of ours, and it is paid, once. */
export async function endAsTold(
  run: TuningRun,
  row: FineTuningJobRow,
  trainer: Trainer,
  theirs: ProviderJob,
): Promise<void> {
  const { parts } = run
  const { status, error } = theirs
  // A process may have died between the two steps.
  if (row.trained_tokens === null) await takeOver(run, row, trainer, theirs)
  await parts.onModelsChanged()
  await parts.storage.fineTuning.advance(row.id, leaseOf(run), {
    from: [...underWay, 'cancelled'],
    to: {
      status,
      finished_at: row.finished_at ?? parts.now(),
      error: status === 'failed' ? JSON.stringify(errorOf(row, error)) : null,
    },
    events: [],
  })
  await parts.passing.release(row.id)
  await removeFiles(row, trainer)
}

async function takeOver(
  run: TuningRun,
  row: FineTuningJobRow,
  trainer: Trainer,
  theirs: ProviderJob,
): Promise<void> {
  const { parts } = run
  const { fine_tuned_model = null, status } = theirs
  const trained_tokens = theirs.trained_tokens ?? 0
  const models = await modelsOf(row, trainer, theirs)
  const ended = { ...row, status }
  const rows =
    trained_tokens === 0 ? [] : [parts.passing.logRowOf(ended, trainer.target, trained_tokens)]
  const add = (file: FileRow | null, blob: BlobReference | null) =>
    parts.storage.fineTuning.addModels(row.id, leaseOf(run), {
      from: [...underWay, 'cancelled'],
      to: { fine_tuned_model, trained_tokens, result_file: file?.id ?? null },
      events: [],
      models,
      files: file === null || blob === null ? [] : [{ file, blob }],
      log: { name: row.id, rows },
    })
  const [figures] = theirs.result_files ?? []
  if (figures === undefined) await add(null, null)
  else await keepFigures(run, row, trainer, { id: figures, add })
  parts.passing.observe(rows)
}

function errorOf(row: FineTuningJobRow, error: ProviderJob['error']): FineTuningError {
  return {
    code: error?.code ?? 'upstream_error',
    message: inOurNames(row, error?.message ?? 'The provider did not say why the job failed.'),
    param: error?.param ?? null,
  }
}

/** The model, and the checkpoints that were kept on the way to it. */
async function modelsOf(
  row: FineTuningJobRow,
  { upstream, target }: Trainer,
  { id, status, fine_tuned_model }: ProviderJob,
): Promise<FineTunedModelRow[]> {
  if (status !== 'succeeded') return []
  const checkpoints = await checkpointsOf(upstream, id)
  const models = checkpoints.map((told) => modelOf(row, target.providerId, told))
  const isTold = models.some(({ name }) => name === fine_tuned_model)
  if (!fine_tuned_model || isTold) return models
  const last = {
    id: fine_tuned_model,
    fine_tuned_model_checkpoint: fine_tuned_model,
    step_number: Math.max(0, ...checkpoints.map(({ step_number }) => step_number)),
    created_at: Math.floor(Date.now() / 1000),
  }
  return [modelOf(row, target.providerId, last), ...models]
}

function modelOf(
  row: FineTuningJobRow,
  provider_id: string,
  told: ProviderCheckpoint,
): FineTunedModelRow {
  return {
    name: told.fine_tuned_model_checkpoint,
    id: ownId('ftckpt_', 24, `${row.id} ${told.id}`),
    project_id: row.project_id,
    job_id: row.id,
    step: told.step_number,
    metrics: JSON.stringify(told.metrics ?? {}),
    recipe: '{}',
    weights_file: '',
    created_at: told.created_at * 1000,
    provider_id,
  }
}

async function keepFigures(
  { parts, context }: TuningRun,
  row: FineTuningJobRow,
  { upstream }: Trainer,
  {
    id,
    add,
  }: {
    readonly id: string
    readonly add: (file: FileRow, blob: BlobReference) => Promise<void>
  },
): Promise<void> {
  const content = await upstream.download(id, context.signal)
  const staged = await parts.files.staging.stage(content)
  await keep(parts.files, staged, (blob) => {
    const figures = {
      projectId: row.project_id,
      purpose: 'fine-tune-results',
      filename: 'step_metrics.csv',
      expiresAfterMs: null,
    } as const
    return add(newFileRow(figures, staged.bytes, parts.now()), blob)
  })
}

/** Nobody needs them there any more. What cannot be removed is left. */
export async function removeFiles(row: FineTuningJobRow, { upstream }: Trainer): Promise<void> {
  for (const id of [row.provider_training_file, row.provider_validation_file]) {
    if (id === null) continue
    await upstream.ask('DELETE', `/files/${encodeURIComponent(id)}`).catch(() => {})
  }
}
