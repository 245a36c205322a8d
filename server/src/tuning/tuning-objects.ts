import type {
  FineTuningCheckpointObject,
  FineTuningError,
  FineTuningEventObject,
  FineTuningJobObject,
  Hyperparameters,
} from '@llavero/protocol/openai/fine-tuning.ts'
import type {
  FineTunedModelRow,
  FineTuningEventRow,
  FineTuningJobRow,
} from '../storage/fine-tuning.ts'

/** What a provider got as it came, and what it did not decide for itself. */
interface PassedOn {
  readonly method?: object
  readonly integrations?: readonly object[]
}

export function jobObject(row: FineTuningJobRow): FineTuningJobObject {
  const hyperparameters = JSON.parse(row.hyperparameters) as Hyperparameters
  const passedOn = JSON.parse(row.passed_on ?? '{}') as PassedOn
  return {
    object: 'fine_tuning.job',
    id: row.id,
    model: row.model,
    created_at: seconds(row.created_at),
    finished_at: row.finished_at === null ? null : seconds(row.finished_at),
    fine_tuned_model: row.fine_tuned_model,
    organization_id: `org-${row.project_id}`,
    result_files: row.result_file === null ? [] : [row.result_file],
    status: row.status,
    validation_file: row.validation_file,
    training_file: row.training_file,
    hyperparameters,
    // What ended before it had learnt anything has none.
    trained_tokens: row.trained_tokens === 0 ? null : row.trained_tokens,
    error: row.error === null ? {} : (JSON.parse(row.error) as FineTuningError),
    user_provided_suffix: row.suffix,
    seed: row.seed,
    estimated_finish: null,
    integrations: passedOn.integrations ?? [],
    metadata: row.metadata === null ? null : (JSON.parse(row.metadata) as Record<string, string>),
    usage_metrics: null,
    shared_with_openai: false,
    eval_id: null,
    method: passedOn.method ?? { type: 'supervised', supervised: { hyperparameters } },
  }
}

export function eventObject(row: FineTuningEventRow): FineTuningEventObject {
  return {
    object: 'fine_tuning.job.event',
    id: row.id,
    created_at: seconds(row.created_at),
    level: row.level,
    message: row.message,
    data: JSON.parse(row.data) as object,
    type: row.type,
  }
}

export function checkpointObject(row: FineTunedModelRow): FineTuningCheckpointObject {
  return {
    object: 'fine_tuning.job.checkpoint',
    id: row.id,
    created_at: seconds(row.created_at),
    fine_tuned_model_checkpoint: row.name,
    fine_tuning_job_id: row.job_id,
    metrics: JSON.parse(row.metrics) as object,
    step_number: row.step,
  }
}

function seconds(timeMs: number): number {
  return Math.floor(timeMs / 1000)
}
