import type { Caller, Target } from '../gateway/model-call.ts'
import type { Upstream } from '../resource/upstream.ts'
import type { FineTuningJobRow } from '../storage/fine-tuning.ts'
import type { RequestLogRow } from '../storage/request-log.ts'

/** A provider that has a job, and what the model is called there. */
export interface Trainer {
  readonly target: Target
  readonly upstream: Upstream
}

/** What jobs need of the rest, where a provider does them. */
export interface TuningPassing {
  /** Where a model is trained; null for the simulator's, and where it leads nowhere for this caller. */
  readonly targetOf: (caller: Caller, model: string) => Target | null
  /** Who has a job, or a model; null when he is gone. */
  readonly trainerOf: (place: {
    readonly provider_id: string | null
    readonly provider_model: string | null
  }) => Trainer | null
  /**
   * Throws GatewayError where the caller may not train the model, or nobody knows what that costs him. Without a
   * target it costs nothing.
   */
  readonly check: (caller: Caller, model: string, target: Target | null) => void
  /** Sets money for so many tokens aside, once under each name. Throws GatewayError. */
  readonly setAside: (row: FineTuningJobRow, target: Target, mostTokens: number) => Promise<void>
  /** Frees what is left of it. */
  readonly release: (name: string) => Promise<void>
  /** The job's row in the request log, with what it cost. */
  readonly logRowOf: (row: FineTuningJobRow, target: Target, tokens: number) => RequestLogRow
  /** Rows were written. */
  readonly observe: (rows: readonly RequestLogRow[]) => void
}
