import type { ErrorCode } from '@llavero/protocol/errors.ts'
import type { Hold, Ledger } from '../../quota/ledger.ts'
import type { RequestLogRow } from '../../storage/request-log.ts'
import { noUsage } from '../endpoints/usage.ts'
import type { Caller, FailedTry, ModelCall, Target, Ticket, Usage, Verdict } from '../model-call.ts'
import { type Price, costMicroUsd } from './prices.ts'

/** How a call ended, as the log tells it. */
export interface Outcome {
  readonly verdict: Verdict
  readonly status: number
  readonly errorCode: ErrorCode | null
  readonly target: Target | null
  readonly attempts: number
  readonly failedTries?: readonly FailedTry[] | undefined
  readonly usage: Usage
  /** Milliseconds from arrival to the first byte of the answer; null when none came. */
  readonly firstByteMs: number | null
  readonly overheadMs: number
  /** The answer as text, where content is stored. */
  readonly responseText: string | null
}

export interface AccountParts {
  readonly ledger: Pick<Ledger, 'settle'>
  readonly priceOf: (target: Target) => Price | null
  readonly log: { push(row: RequestLogRow, content: StoredContent | null): void }
  readonly storesContent: boolean
}

export interface StoredContent {
  readonly request: string
  readonly response: string
}

interface Subject {
  readonly caller: Pick<Caller, 'keyId' | 'personId' | 'projectId'>
  readonly call: ModelCall
  readonly hold: Hold | null
  /** Absent where the call was not admitted. */
  readonly admittedAt?: number
}

/**
 * Ends a call: settles its hold with what was really used and queues its row. The only place that does
 * either. Returns the cost in micro-dollars.
 */
export function closeAccount(parts: AccountParts, subject: Subject, outcome: Outcome): number {
  const { call, hold } = subject
  const { usage } = outcome
  const row = logRowOf(parts, subject, outcome)
  const cost = row.cost_micro_usd
  if (hold !== null) {
    const tokens = usage.inputTokens + usage.outputTokens
    parts.ledger.settle(hold, { requests: 1, tokens, 'micro-usd': cost })
  }
  parts.log.push(row, contentOf(parts, call, outcome))
  return cost
}

/** Ends a hold for a response that never came: nothing was used, and there is nothing to tell. */
export function giveBack(parts: Pick<AccountParts, 'ledger'>, { hold }: Ticket): void {
  parts.ledger.settle(hold, { requests: 0, tokens: 0, 'micro-usd': 0 })
}

/** The row of a call, with what it cost. Who asks for it by itself writes it, and settles it, together. */
export function logRowOf(
  parts: Pick<AccountParts, 'priceOf'>,
  subject: Omit<Subject, 'hold'>,
  outcome: Outcome,
): RequestLogRow {
  const { caller, call, admittedAt } = subject
  const { usage, target } = outcome
  const isFree = target === null || usage === noUsage
  const price = isFree ? null : parts.priceOf(target)
  return {
    id: call.requestId,
    started_at: call.startedAtMs,
    key_id: caller.keyId,
    project_id: caller.projectId,
    feature: call.feature,
    endpoint: call.endpoint,
    model_asked: storableName(call.model),
    model_used: target === null ? null : storableName(target.model),
    provider: target?.providerName ?? null,
    attempts: outcome.attempts,
    verdict: outcome.verdict,
    status: outcome.status,
    error_code: outcome.errorCode,
    is_stream: call.stream ? 1 : 0,
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    images: usage.images,
    characters: usage.characters,
    audio_ms: usage.audioMs,
    is_estimated: usage.isEstimated ? 1 : 0,
    cost_micro_usd: price === null ? 0 : costMicroUsd(usage, price),
    is_priced: isFree || price !== null ? 1 : 0,
    first_byte_ms: outcome.firstByteMs === null ? null : Math.round(outcome.firstByteMs),
    total_ms: Math.round(performance.now() - call.arrivedAt),
    overhead_ms: Math.round(outcome.overheadMs),
    person_id: caller.personId,
    admission_ms: admittedAt === undefined ? null : Math.round(admittedAt - call.arrivedAt),
    failed_tries: outcome.failedTries === undefined ? null : failuresOf(outcome.failedTries),
  }
}

function failuresOf(tries: readonly FailedTry[]): string {
  const rows = tries.map(({ target, fault, status, durationMs }) => ({
    provider: target.providerName,
    model: storableName(target.model),
    status,
    error_code: fault,
    duration_ms: Math.round(durationMs),
  }))
  return JSON.stringify(rows)
}

function contentOf(parts: AccountParts, call: ModelCall, outcome: Outcome): StoredContent | null {
  if (!parts.storesContent) return null
  return { request: JSON.stringify(call.body), response: storable(outcome.responseText ?? '') }
}

/** The longest name that a route or a price can have; what is longer is nobody's model. */
const longestModelName = 256

/** Model names are the client's to choose. */
function storableName(name: string): string {
  return storable(name.slice(0, longestModelName))
}

/** PostgreSQL stores no NUL and no half of a surrogate pair: one such text would hold up the whole log. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
