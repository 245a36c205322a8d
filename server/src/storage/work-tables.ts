/** The tables of what goes on without a request, in the manner of `tables.ts`. */

/** Work without a request. A row goes when its work is done. */
export interface JobTable {
  /** What the work is, so that it cannot be asked for twice. */
  id: string
  kind: string
  /** What it is about: the id of a batch, for instance. */
  subject: string
  /** A key, a person or a project, who shares the places with all others; null where nobody is known. */
  asked_by: string | null
  run_at: number
  /** How often it was begun. */
  attempts: number
  /** The process that works on it; null for none. */
  lease_owner: string | null
  /** From then on the process counts as dead. */
  lease_until: number
}

export interface BatchTable {
  id: string
  project_id: string
  /** Whose limits its calls count against; null where it was made in a session, or without either. */
  key_id: string | null
  person_id: string | null
  /** Path of the endpoint, e.g. `/v1/chat/completions`. */
  endpoint: string
  input_file_id: string
  completion_window: string
  output_expires_after_ms: number | null
  /** JSON. */
  metadata: string | null
  status:
    | 'validating'
    | 'failed'
    | 'in_progress'
    | 'finalizing'
    | 'completed'
    | 'expired'
    | 'cancelling'
    | 'cancelled'
  model: string | null
  /** JSON array of what is wrong with the input. */
  errors: string | null
  output_file_id: string | null
  error_file_id: string | null
  created_at: number
  expires_at: number
  in_progress_at: number | null
  finalizing_at: number | null
  completed_at: number | null
  failed_at: number | null
  expired_at: number | null
  cancelling_at: number | null
  cancelled_at: number | null
  total_lines: number
  completed_lines: number
  failed_lines: number
  input_tokens: number
  cached_input_tokens: number
  output_tokens: number
  reasoning_tokens: number
  /** Where the batch is passed to a provider as a whole: who that is, and what the model is called there. */
  provider_id: string | null
  provider_model: string | null
  /** The provider's own ids of the input and of the batch; null until they are known. */
  provider_file: string | null
  provider_batch: string | null
  /** What the provider has told of lines whose results are not here yet. */
  reported_completed: number
  reported_failed: number
}

/** One line of a batch, from the moment before it is sent until the batch is done. */
export interface BatchLineTable {
  batch_id: string
  line: number
  custom_id: string
  /** Of the call, in the request log. */
  request_id: string
  /** Null until the result is here. */
  is_error: number | null
  /** The line of the output or the error file. */
  result: string | null
}

export interface FineTuningJobTable {
  id: string
  project_id: string
  model: string
  training_file: string
  validation_file: string | null
  /** JSON; `auto` until the files were read. */
  hyperparameters: string
  suffix: string | null
  seed: number
  /** JSON. */
  metadata: string | null
  status:
    | 'validating_files'
    | 'queued'
    | 'running'
    | 'paused'
    | 'succeeded'
    | 'failed'
    | 'cancelled'
  /** JSON; null while nothing went wrong. */
  error: string | null
  fine_tuned_model: string | null
  result_file: string | null
  trained_tokens: number | null
  created_at: number
  finished_at: number | null
  /** Who made it, and pays for it. */
  key_id: string | null
  person_id: string | null
  /** JSON: what of the request goes to the provider as it is; null for the simulator, as all that follows. */
  passed_on: string | null
  provider_id: string | null
  provider_model: string | null
  /** The provider's own ids; null until they are known. */
  provider_training_file: string | null
  provider_validation_file: string | null
  provider_job: string | null
}

export interface FineTuningEventTable {
  id: string
  job_id: string
  /** From 1, in the order in which they happened. */
  position: number
  created_at: number
  level: 'info' | 'warn' | 'error'
  type: 'message' | 'metrics'
  message: string
  /** JSON object. */
  data: string
}

/** A model that a job has made, or one of its checkpoints. */
export interface FineTunedModelTable {
  name: string
  /** As a checkpoint. */
  id: string
  project_id: string
  job_id: string
  step: number
  /** JSON object. */
  metrics: string
  /** JSON: how it is made of its weights. */
  recipe: string
  /** A file of no project, which all models of a job share; empty for a model at a provider. */
  weights_file: string
  created_at: number
  /** Who has the model, under the same name; null for the simulator. */
  provider_id: string | null
}
