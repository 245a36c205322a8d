import type { FineTuningError, Hyperparameters } from '@llavero/protocol/openai/fine-tuning.ts'
import type { JobHandler } from '../jobs/job-runner.ts'
import { letterId } from '../resource/new-id.ts'
import type { FineTuningChange, FineTuningJobRow, NewEvent } from '../storage/fine-tuning.ts'
import { BadTrainingData, readExamples } from './training-data.ts'
import { passTuning } from './pass-tuning.ts'
import { publish } from './publish.ts'
import { leaseOf, type TuningRun } from './tuning-run.ts'
import {
  message,
  type Recipe,
  type TrainingStep,
  type TuningParts,
  type Weights,
} from './tuning.ts'

const usualEpochs = 3
/** A whole epoch of a small file is at most so many steps. */
const usualSteps = 64
/** How often steps are written down, and a wish to pause or cancel is heard. */
const reportMs = 250

/**
 * Takes a job through its life: validating_files → queued → running → succeeded or failed. Goes on from the
 * last step that was written down; a client's pause or cancellation ends the work at the next report.
 */
export function tuningHandler(parts: TuningParts): JobHandler {
  return async (context) => {
    const run = { parts, context }
    let row = await parts.storage.fineTuning.find(context.subject)
    if (row === null) return 'done'
    if (row.provider_id !== null) return passTuning(run, row)
    try {
      if (row.status === 'validating_files') row = await validate(run, row)
      if (row?.status === 'queued') row = await begin(run, row)
      if (row?.status === 'running') return await train(run, row)
    } catch (error) {
      if (!(error instanceof BadTrainingData) || row === null) throw error
      const { code, message: text, param } = error
      await fail(run, row, { code, message: text, param })
    }
    return 'done'
  }
}

async function validate(run: TuningRun, row: FineTuningJobRow): Promise<FineTuningJobRow | null> {
  const { examples } = await readWeights(run, row)
  const hyperparameters = JSON.stringify(decided(row, examples.length))
  return advance(run, row, {
    from: ['validating_files'],
    to: { status: 'queued', hyperparameters },
    events: [message(run.parts, 'Files validated, moving job to queued state')],
  })
}

function begin(run: TuningRun, row: FineTuningJobRow): Promise<FineTuningJobRow | null> {
  return advance(run, row, {
    from: ['queued'],
    to: { status: 'running' },
    events: [message(run.parts, 'Fine-tuning job started')],
  })
}

/** `done` also when a client has paused or cancelled the job. */
async function train(run: TuningRun, row: FineTuningJobRow): Promise<'done' | { runAtMs: number }> {
  const { parts, context } = run
  const weights = await readWeights(run, row)
  const recipe = recipeOf(row, weights.examples.length)
  const doneSteps = (await parts.storage.fineTuning.metrics(row.id)).length
  let events: NewEvent[] = []
  let trainedTokens = 0
  let reportedAtMs = parts.now()
  const report = () => {
    const change = { from: ['running'], to: {}, events } as const
    events = []
    reportedAtMs = parts.now()
    return advance(run, row, change)
  }
  for await (const step of parts.train({ ...recipe, ...weights }, doneSteps)) {
    trainedTokens = step.trainedTokens
    events.push(stepEvent(parts, step, recipe))
    if (context.turn.aborted) break
    if (parts.now() - reportedAtMs >= reportMs && (await report()) === null) return 'done'
  }
  if ((await report()) === null) return 'done'
  if (context.turn.aborted) return { runAtMs: parts.now() }
  await publish(run, row, {
    recipe,
    weights,
    trainedTokens: await tokensOf(run, row, trainedTokens),
  })
  return 'done'
}

/** A process that took over after the very last step was told of none. */
async function tokensOf(run: TuningRun, row: FineTuningJobRow, known: number): Promise<number> {
  if (known > 0) return known
  const last = (await run.parts.storage.fineTuning.metrics(row.id)).at(-1)
  const { trained_tokens = 0 } = JSON.parse(last?.data ?? '{}') as { trained_tokens?: number }
  return trained_tokens
}

async function readWeights({ parts }: TuningRun, row: FineTuningJobRow): Promise<Weights> {
  return {
    examples: await readExamples(parts, row, 'training_file'),
    validation: await readExamples(parts, row, 'validation_file'),
  }
}

function decided(row: FineTuningJobRow, examples: number): Hyperparameters {
  const given = JSON.parse(row.hyperparameters) as Hyperparameters
  const auto = Math.min(256, Math.ceil(examples / usualSteps))
  return {
    n_epochs: given.n_epochs === 'auto' ? usualEpochs : given.n_epochs,
    batch_size: given.batch_size === 'auto' ? auto : given.batch_size,
    // Counting has no rate; it is kept as it was asked for.
    learning_rate_multiplier:
      given.learning_rate_multiplier === 'auto' ? 1 : given.learning_rate_multiplier,
  }
}

function recipeOf(row: FineTuningJobRow, examples: number): Recipe {
  const { n_epochs, batch_size } = decided(row, examples)
  const epochs = Number(n_epochs)
  const batchSize = Number(batch_size)
  return { epochs, batchSize, seed: row.seed, steps: epochs * Math.ceil(examples / batchSize) }
}

function stepEvent(parts: TuningParts, step: TrainingStep, { steps }: Recipe): NewEvent {
  const { loss, accuracy, validation } = step
  return {
    id: letterId('ftevent-', 24),
    created_at: parts.now(),
    level: 'info',
    type: 'metrics',
    message: `Step ${step.step}/${steps}: training loss=${loss.toFixed(2)}`,
    data: JSON.stringify({
      step: step.step,
      train_loss: rounded(loss),
      train_mean_token_accuracy: rounded(accuracy),
      ...(validation !== null && {
        full_valid_loss: rounded(validation.loss),
        full_valid_mean_token_accuracy: rounded(validation.accuracy),
      }),
      total_steps: steps,
      trained_tokens: step.trainedTokens,
    }),
  }
}

/** Figures beyond this are noise. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

async function fail(run: TuningRun, row: FineTuningJobRow, error: FineTuningError): Promise<void> {
  await advance(run, row, {
    from: ['validating_files', 'queued', 'running'],
    to: { status: 'failed', finished_at: run.parts.now(), error: JSON.stringify(error) },
    events: [{ ...message(run.parts, error.message), level: 'error' }],
  })
}

function advance(
  run: TuningRun,
  row: FineTuningJobRow,
  change: FineTuningChange,
): Promise<FineTuningJobRow | null> {
  return run.parts.storage.fineTuning.advance(row.id, leaseOf(run), change)
}
