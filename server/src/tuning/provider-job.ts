import { createHash } from 'node:crypto'
import * as z from 'zod'
import { UpstreamFailure } from '../gateway/model-call.ts'
import type { Upstream } from '../resource/upstream.ts'
import type { FineTuningJobRow, NewEvent } from '../storage/fine-tuning.ts'

const hyperparameter = z.union([z.literal('auto'), z.number()]).nullish()

/** Only what we use of other people's answers. */
const providerJob = z.object({
  id: z.string(),
  status: z.enum([
    'validating_files',
    'queued',
    'running',
    'paused',
    'succeeded',
    'failed',
    'cancelled',
  ]),
  created_at: z.number().nullish(),
  training_file: z.string().nullish(),
  validation_file: z.string().nullish(),
  fine_tuned_model: z.string().nullish(),
  trained_tokens: z.int().min(0).nullish(),
  result_files: z.array(z.string()).nullish(),
  hyperparameters: z
    .object({
      n_epochs: hyperparameter,
      batch_size: hyperparameter,
      learning_rate_multiplier: hyperparameter,
    })
    .nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  error: z
    .object({
      code: z.string().nullish(),
      message: z.string().nullish(),
      param: z.string().nullish(),
    })
    .nullish(),
})
export type ProviderJob = z.output<typeof providerJob>

const event = z.object({
  id: z.string(),
  created_at: z.number(),
  level: z.enum(['info', 'warn', 'error']),
  message: z.string(),
  type: z.enum(['message', 'metrics']).nullish(),
  data: z.looseObject({}).nullish(),
})

const checkpoint = z.object({
  id: z.string(),
  created_at: z.number(),
  fine_tuned_model_checkpoint: z.string(),
  step_number: z.int(),
  metrics: z.looseObject({}).nullish(),
})
export type ProviderCheckpoint = z.output<typeof checkpoint>

const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ data: z.array(schema), has_more: z.boolean().nullish() })
const jobList = listOf(providerJob)
const eventList = listOf(event)
const checkpointList = listOf(checkpoint)

const jobs = '/fine_tuning/jobs'
/** Under this name a job carries our own id, so that it is found again and never made twice. */
const ownIdKey = 'llavero_job'
/** How much the clocks of a provider and of us may differ. */
const clockSkewMs = 10 * 60_000
const longestList = 50

/** The provider's job that was made for ours; null where there is none. */
export async function findJob(
  upstream: Upstream,
  { id, created_at }: FineTuningJobRow,
): Promise<ProviderJob | null> {
  let after = ''
  for (let page = 0; page < longestList; page++) {
    const answer = await upstream.ask('GET', `${jobs}?limit=100${after}`)
    const { data, has_more } = read(jobList, answer)
    const found = data.find(({ metadata }) => metadata?.[ownIdKey] === id)
    if (found !== undefined) return found
    const last = data.at(-1)
    // Newest first: what follows was there before ours.
    const isOlder = (last?.created_at ?? Infinity) * 1000 < created_at - clockSkewMs
    if (has_more !== true || last === undefined || isOlder) return null
    after = `&after=${encodeURIComponent(last.id)}`
  }
  return null
}

export interface SentFiles {
  readonly training_file: string
  readonly validation_file: string | null
}

export async function createJob(
  upstream: Upstream,
  row: FineTuningJobRow,
  files: SentFiles,
): Promise<ProviderJob> {
  const passedOn = JSON.parse(row.passed_on ?? '{}') as object
  const body = {
    ...passedOn,
    model: row.provider_model,
    training_file: files.training_file,
    ...(files.validation_file !== null && { validation_file: files.validation_file }),
    ...(row.suffix !== null && { suffix: row.suffix }),
    seed: row.seed,
    metadata: { [ownIdKey]: row.id },
  }
  return read(providerJob, await upstream.ask('POST', jobs, body))
}

export async function getJob(upstream: Upstream, id: string): Promise<ProviderJob> {
  return read(providerJob, await upstream.ask('GET', `${jobs}/${encodeURIComponent(id)}`))
}

export async function wishAt(
  upstream: Upstream,
  id: string,
  wish: 'cancel' | 'pause' | 'resume',
): Promise<ProviderJob> {
  const path = `${jobs}/${encodeURIComponent(id)}/${wish}`
  return read(providerJob, await upstream.ask('POST', path, {}))
}

/** What has happened since the last look, in its order, in our names. `isKnown` tells which of them we have. */
export async function newEvents(
  upstream: Upstream,
  row: FineTuningJobRow,
  known: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<NewEvent[]> {
  const events: NewEvent[] = []
  let after = ''
  for (;;) {
    const path = `${jobs}/${encodeURIComponent(row.provider_job ?? '')}/events?limit=100${after}`
    const { data, has_more } = read(eventList, await upstream.ask('GET', path))
    const told = data.map((each) => ours(row, each))
    const ids = await known(told.map(({ id }) => id))
    events.push(...told.filter(({ id }) => !ids.has(id)))
    const last = data.at(-1)
    if (has_more !== true || last === undefined || ids.size > 0) return events.toReversed()
    after = `&after=${encodeURIComponent(last.id)}`
  }
}

export async function checkpointsOf(upstream: Upstream, id: string): Promise<ProviderCheckpoint[]> {
  const path = `${jobs}/${encodeURIComponent(id)}/checkpoints?limit=100`
  return read(checkpointList, await upstream.ask('GET', path)).data
}

function ours(row: FineTuningJobRow, told: z.output<typeof event>): NewEvent {
  return {
    id: ownId('ftevent-', 24, `${row.id} ${told.id}`),
    created_at: told.created_at * 1000,
    level: told.level,
    type: told.type ?? 'message',
    message: inOurNames(row, told.message),
    data: JSON.stringify(told.data ?? {}),
  }
}

/** The same for the same, so that what was told before is known again. */
export function ownId(prefix: string, length: number, theirs: string): string {
  return prefix + createHash('sha256').update(theirs).digest('hex').slice(0, length)
}

/** Texts of the provider name what we have other names for. */
export function inOurNames(row: FineTuningJobRow, text: string): string {
  const names = [
    [row.provider_job, row.id],
    [row.provider_training_file, row.training_file],
    [row.provider_validation_file, row.validation_file],
  ]
  return names.reduce(
    (told, [theirs, own]) => (theirs && own ? told.replaceAll(theirs, own) : told),
    text,
  )
}

function read<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new UpstreamFailure('upstream_invalid', 'The provider answered with no fine-tuning job.')
}
