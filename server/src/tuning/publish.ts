import type { FilePurpose } from '@llavero/protocol/openai/files.ts'
import { keep } from '../files/blobs.ts'
import { newFileRow } from '../files/files.ts'
import { letterId } from '../resource/new-id.ts'
import type {
  FineTunedModelRow,
  FineTuningEventRow,
  FineTuningJobRow,
} from '../storage/fine-tuning.ts'
import { leaseOf, type TuningRun } from './tuning-run.ts'
import { message, type Recipe, type TuningParts, type Weights } from './tuning.ts'

export interface Trained {
  readonly recipe: Recipe
  readonly weights: Weights
  readonly trainedTokens: number
}

/** The last epochs leave a checkpoint each. */
const maxCheckpoints = 3
/** Weights belong to models, not to a project: nobody lists or deletes them as files. */
const noProject = ''

/** Makes the models and the file of results; once they can be called, the job has succeeded. */
export async function publish(
  run: TuningRun,
  row: FineTuningJobRow,
  trained: Trained,
): Promise<void> {
  const { parts } = run
  const { fineTuning } = parts.storage
  // A process may have died between the two steps.
  if (row.fine_tuned_model === null) await addModels(run, row, trained)
  await parts.onModelsChanged()
  await fineTuning.advance(row.id, leaseOf(run), {
    from: ['running'],
    to: { status: 'succeeded', finished_at: parts.now() },
    events: [message(parts, 'The job has successfully completed')],
  })
}

async function addModels(run: TuningRun, row: FineTuningJobRow, trained: Trained): Promise<void> {
  const { parts } = run
  const { files, storage, now } = parts
  const metrics = await storage.fineTuning.metrics(row.id)
  const name = modelName(row)
  const table = await stageText(parts, metricsTable(metrics))
  await keep(files, table, async (tableBlob) => {
    const weights = await stageText(parts, JSON.stringify(trained.weights))
    await keep(files, weights, (weightsBlob) => {
      const tableFile = newFileRow(
        { ...resultFile, projectId: row.project_id, filename: 'step_metrics.csv' },
        table.bytes,
        now(),
      )
      const weightsFile = newFileRow(
        { ...resultFile, projectId: noProject, filename: 'weights.json' },
        weights.bytes,
        now(),
      )
      const models = modelsOf(row, name, metrics, trained.recipe).map((model) => ({
        ...model,
        weights_file: weightsFile.id,
        created_at: now(),
        provider_id: null,
      }))
      const steps = models.map(({ step }) => step).toReversed()
      return storage.fineTuning.addModels(row.id, leaseOf(run), {
        from: ['running'],
        to: {
          fine_tuned_model: name,
          result_file: tableFile.id,
          trained_tokens: trained.trainedTokens,
        },
        events: [
          ...steps.map((step) => message(parts, `Checkpoint created at step ${step}`)),
          message(parts, `New fine-tuned model created: ${name}`),
        ],
        models,
        files: [
          { file: tableFile, blob: tableBlob },
          { file: weightsFile, blob: weightsBlob },
        ],
      })
    })
  })
}

const resultFile = { purpose: 'fine-tune-results' as FilePurpose, expiresAfterMs: null }

function modelName({ model, project_id, suffix }: FineTuningJobRow): string {
  return ['ft', model, project_id, suffix ?? '', letterId('', 8)].join(':')
}

/** The model and the checkpoints of the epochs before, the last one first. */
function modelsOf(
  row: FineTuningJobRow,
  name: string,
  metrics: readonly FineTuningEventRow[],
  recipe: Recipe,
): Omit<FineTunedModelRow, 'weights_file' | 'created_at' | 'provider_id'>[] {
  const stepsPerEpoch = recipe.steps / recipe.epochs
  const count = Math.min(maxCheckpoints, recipe.epochs)
  return Array.from({ length: count }, (_, back) => {
    const step = recipe.steps - back * stepsPerEpoch
    return {
      name: back === 0 ? name : `${name}:ckpt-step-${step}`,
      id: letterId('ftckpt_', 24),
      project_id: row.project_id,
      job_id: row.id,
      step,
      metrics: metrics[step - 1]?.data ?? '{}',
      recipe: JSON.stringify({ ...recipe, steps: step }),
    }
  })
}

const columns = [
  'step',
  'train_loss',
  'train_mean_token_accuracy',
  'full_valid_loss',
  'full_valid_mean_token_accuracy',
] as const

function metricsTable(metrics: readonly FineTuningEventRow[]): string {
  const rows = metrics.map(({ data }) => JSON.parse(data) as Record<string, number | undefined>)
  const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join(','))
  return [columns.join(','), ...lines, ''].join('\n')
}

function stageText({ files }: TuningParts, text: string) {
  return files.staging.stage(
    (async function* () {
      yield Buffer.from(text)
    })(),
  )
}
