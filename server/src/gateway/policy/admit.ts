import { GatewayError } from '@llavero/protocol/errors.ts'
import type { Claim, HoldResult, Ledger } from '../../quota/ledger.ts'
import type { Admission, Caller, Limit, ModelCall } from '../model-call.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'
import { scopeError } from './scope.ts'

/** What a call may cost at most, before anything is known; made by accounting. */
export interface Estimate {
  /** Micro-dollars for the input, an upper bound; null when the model has no known price. */
  readonly inputMicroUsd: number | null
  /** Micro-dollars for one more output token of every choice, and how many each may write. */
  readonly microUsdPerOutputToken: number
  readonly outputTokens: number
  /** False when the client set no limit on the output, so that we may. */
  readonly isOutputBounded: boolean
  /** What a limit on tokens is charged until the real number is known. */
  readonly tokens: number
}

export interface AdmitParts {
  readonly ledger: Pick<Ledger, 'hold' | 'status'>
  readonly estimate: (call: ModelCall) => Estimate
}

/** An answer shorter than this is not worth paying its input for. */
const shortestAnswerTokens = 16

/**
 * Decides whether a call may be made, and takes a hold on all of the caller's limits, or on none.
 * Synchronous while the ledger's leases last.
 */
export function admit(parts: AdmitParts, caller: Caller, call: ModelCall): Admission | Promise<Admission> {
  const error = scopeError(caller, call.endpoint, call.model)
  if (error !== null) return { allowed: false, error }
  const estimate = parts.estimate(call)
  const money = caller.limits.filter((limit) => limit.unit === 'micro-usd')
  if (money.length > 0 && estimate.inputMicroUsd === null) {
    return { allowed: false, error: unpriced(call.model) }
  }
  const admitted = affordable(parts, money, call, estimate)
  const result = parts.ledger.hold(claimsOf(caller, admitted.outputTokens, estimate))
  return result instanceof Promise
    ? result.then((settled) => conclude(parts, caller, admitted.call, settled))
    : conclude(parts, caller, admitted.call, result)
}

/**
 * A client that set no limit on the output would have to be held for the longest answer the model can
 * write, which a small budget could never pay. So the output is capped to what the budget affords.
 */
function affordable(
  parts: AdmitParts,
  money: readonly Limit[],
  call: ModelCall,
  estimate: Estimate,
): { readonly call: ModelCall; readonly outputTokens: number } {
  const { inputMicroUsd, microUsdPerOutputToken, outputTokens, isOutputBounded } = estimate
  if (isOutputBounded || money.length === 0 || inputMicroUsd === null || microUsdPerOutputToken === 0) {
    return { call, outputTokens }
  }
  const remaining = Math.min(...money.map((limit) => parts.ledger.status(limit).remaining))
  const affordableTokens = Math.floor((remaining - inputMicroUsd) / microUsdPerOutputToken)
  if (affordableTokens >= outputTokens || affordableTokens < shortestAnswerTokens) return { call, outputTokens }
  return { call: { ...call, outputCapTokens: affordableTokens }, outputTokens: affordableTokens }
}

function claimsOf(caller: Caller, outputTokens: number, estimate: Estimate): Claim[] {
  const microUsd = Math.ceil((estimate.inputMicroUsd ?? 0) + outputTokens * estimate.microUsdPerOutputToken)
  const amounts = { requests: 1, tokens: estimate.tokens, 'micro-usd': microUsd }
  return caller.limits.map((limit) => ({ limit, amount: amounts[limit.unit] }))
}

function conclude(parts: AdmitParts, caller: Caller, call: ModelCall, result: HoldResult): Admission {
  const headers = rateLimitHeaders(parts.ledger, caller.limits)
  if (!result.allowed) return { allowed: false, error: refusalError(result, headers) }
  return { allowed: true, ticket: { caller, call, hold: result.hold, headers } }
}

function unpriced(model: string): GatewayError {
  return new GatewayError(
    'unpriced_model',
    `The model '${model.slice(0, 64)}' has no known price, so a key with a budget may not call it. Set a price for it first.`,
    { param: 'model' },
  )
}

function refusalError(
  result: Exclude<HoldResult, { allowed: true }>,
  headers: Readonly<Record<string, string>>,
): GatewayError {
  const { limit } = result
  if (result.reason === 'unavailable') {
    return new GatewayError('quota_unavailable', 'The quota store does not answer, so this call cannot be paid for. Try again.', {
      retryAfterMs: 1_000,
      headers,
    })
  }
  if (limit.unit === 'micro-usd') {
    return new GatewayError(
      'insufficient_quota',
      `You exceeded your current quota: the ${windowName(limit)} budget of this key is ${usd(limit.limit)} USD, of which ${usd(Math.max(0, result.remaining))} is left. Calls that are still running hold their share.`,
      { headers },
    )
  }
  const waitMs = result.resetMs ?? 0
  return new GatewayError(
    'rate_limit_exceeded',
    `Rate limit reached on ${limit.unit} per ${limit.window}: limit ${limit.limit}, remaining ${Math.max(0, result.remaining)}. Please try again in ${(waitMs / 1000).toFixed(1)}s.`,
    { type: limit.unit, retryAfterMs: waitMs, headers },
  )
}

function windowName(limit: Limit): string {
  return { minute: 'minute', day: 'daily', month: 'monthly', total: 'total' }[limit.window]
}

function usd(microUsd: number): string {
  return (microUsd / 1_000_000).toFixed(6).replace(/0{1,4}$/, '')
}
