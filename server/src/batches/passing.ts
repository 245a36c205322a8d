import type { Caller, ModelCall, Target, Usage } from '../gateway/model-call.ts'
import type { Upstream } from '../resource/upstream.ts'
import type { BatchRow } from '../storage/batches.ts'
import type { RequestLogRow } from '../storage/request-log.ts'

/** A provider that takes batches as a whole, and what the model of this one is called there. */
export interface Taker {
  readonly target: Target
  readonly upstream: Upstream
}

/** One line that a provider has answered. */
interface AnsweredLine {
  readonly batch: BatchRow
  readonly call: ModelCall
  readonly target: Target
  readonly status: number
  readonly usage: Usage
}

/** What batches need of the rest, where a provider does them as a whole. */
export interface PassingParts {
  /** Where batches of a model are passed to; null where their lines are sent one by one. */
  readonly targetOf: (model: string) => Target | null
  /** Who has taken a batch, also where he would take no other; null when he is gone. */
  readonly takerOf: (batch: BatchRow) => Taker | null
  /** What a line can cost at most, in micro-dollars. Throws GatewayError where the caller may not make the call. */
  readonly mostOf: (caller: Caller, call: ModelCall, target: Target) => number
  /** Sets so much of the caller's budget aside, once under each name. Throws GatewayError. */
  readonly setAside: (
    caller: Caller,
    work: { readonly name: string; readonly microUsd: number; readonly advice: string },
  ) => Promise<void>
  /** Frees what is left of it. */
  readonly release: (name: string) => Promise<void>
  /** The line's row in the request log, with what it cost. */
  readonly logRowOf: (line: AnsweredLine) => RequestLogRow
  /** Rows were written. */
  readonly observe: (rows: readonly RequestLogRow[]) => void
}
