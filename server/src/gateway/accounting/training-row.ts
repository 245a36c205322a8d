import type { RequestLogRow } from '../../storage/request-log.ts'
import type { Caller, Target, Verdict } from '../model-call.ts'

/** Training that a provider has done, or has begun to do. */
export interface Training {
  readonly requestId: string
  readonly startedAtMs: number
  readonly caller: Pick<Caller, 'keyId' | 'personId' | 'projectId'>
  /** As the client named it. */
  readonly model: string
  readonly target: Target
  readonly verdict: Verdict
  /** Those of every epoch counted. */
  readonly tokens: number
  /** Null where nobody knows what it cost. */
  readonly costMicroUsd: number | null
}

/** The row of a fine-tuning job in the request log. It took as long as the provider had for it: no time of ours. */
export function trainingRow(training: Training): RequestLogRow {
  const { caller, target, verdict, costMicroUsd } = training
  const isComplete = verdict === 'complete'
  return {
    id: training.requestId,
    started_at: training.startedAtMs,
    key_id: caller.keyId,
    project_id: caller.projectId,
    feature: null,
    endpoint: 'fine_tuning',
    model_asked: training.model,
    model_used: target.model,
    provider: target.providerName,
    attempts: 1,
    verdict,
    status: isComplete ? 200 : 502,
    error_code: isComplete ? null : 'upstream_error',
    is_stream: 0,
    input_tokens: training.tokens,
    cached_input_tokens: 0,
    cache_write_tokens: 0,
    output_tokens: 0,
    reasoning_tokens: 0,
    images: 0,
    characters: 0,
    audio_ms: 0,
    is_estimated: 0,
    cost_micro_usd: costMicroUsd ?? 0,
    is_priced: costMicroUsd === null ? 0 : 1,
    first_byte_ms: null,
    total_ms: 0,
    overhead_ms: 0,
    person_id: caller.personId,
    admission_ms: null,
    failed_tries: null,
  }
}
