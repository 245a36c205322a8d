import * as z from 'zod'
import { metadata } from './metadata.ts'

const hyperparameters = z.strictObject({
  n_epochs: z.union([z.literal('auto'), z.int().min(1).max(50)]).nullish(),
  batch_size: z.union([z.literal('auto'), z.int().min(1).max(256)]).nullish(),
  learning_rate_multiplier: z.union([z.literal('auto'), z.number().gt(0)]).nullish(),
})

/** `POST /v1/fine_tuning/jobs` */
export const createFineTuningBody = z.strictObject({
  model: z.string().min(1).max(256),
  training_file: z.string(),
  validation_file: z.string().nullish(),
  /** Newer clients send it inside of `method`. */
  hyperparameters: hyperparameters.nullish(),
  method: z
    .strictObject({
      type: z.enum(['supervised', 'dpo', 'reinforcement']),
      supervised: z.strictObject({ hyperparameters: hyperparameters.nullish() }).nullish(),
      dpo: z.looseObject({}).nullish(),
      reinforcement: z.looseObject({}).nullish(),
    })
    .nullish(),
  suffix: z.string().min(1).max(64).nullish(),
  seed: z.int().min(0).max(2_147_483_647).nullish(),
  integrations: z
    .array(z.looseObject({ type: z.enum(['wandb']) }))
    .max(5)
    .nullish(),
  metadata: metadata.nullish(),
})
export type CreateFineTuningBody = z.output<typeof createFineTuningBody>

/** Of jobs and of events. Parameters that are not known are ignored. */
export const listFineTuningQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.string().optional(),
})

/** Of checkpoints. */
export const listCheckpointsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(10),
  after: z.string().optional(),
})

const trainingContent = z
  .union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))])
  .nullish()
export type TrainingContent = z.output<typeof trainingContent>

/** One line of a training file in the chat format. */
export const trainingLine = z.looseObject({
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
        content: trainingContent,
      }),
    )
    .min(2),
})

/** `auto` until the job has seen its files. */
export interface Hyperparameters {
  readonly n_epochs: number | 'auto'
  readonly batch_size: number | 'auto'
  readonly learning_rate_multiplier: number | 'auto'
}

export interface FineTuningError {
  readonly code: string
  readonly message: string
  readonly param: string | null
}

/** `ftjob-` and 24 letters and digits. Times are Unix seconds. */
export interface FineTuningJobObject {
  readonly object: 'fine_tuning.job'
  readonly id: string
  readonly model: string
  readonly created_at: number
  readonly finished_at: number | null
  readonly fine_tuned_model: string | null
  readonly organization_id: string
  readonly result_files: readonly string[]
  readonly status: string
  readonly validation_file: string | null
  readonly training_file: string
  readonly hyperparameters: Hyperparameters
  readonly trained_tokens: number | null
  /** `{}` while nothing went wrong, as the service has it. */
  readonly error: FineTuningError | Record<string, never>
  readonly user_provided_suffix: string | null
  readonly seed: number
  readonly estimated_finish: number | null
  readonly integrations: readonly object[]
  readonly metadata: Readonly<Record<string, string>> | null
  readonly usage_metrics: null
  readonly shared_with_openai: false
  readonly eval_id: null
  /** `supervised` here; at a provider, what was asked for. */
  readonly method: object
}

/** Newest first in their list. */
export interface FineTuningEventObject {
  readonly object: 'fine_tuning.job.event'
  readonly id: string
  readonly created_at: number
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  readonly data: object
  readonly type: 'message' | 'metrics'
}

export interface FineTuningCheckpointObject {
  readonly object: 'fine_tuning.job.checkpoint'
  readonly id: string
  readonly created_at: number
  readonly fine_tuned_model_checkpoint: string
  readonly fine_tuning_job_id: string
  readonly metrics: object
  readonly step_number: number
}
