import { excerpt } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { Claim, HoldResult, Ledger } from '../../quota/ledger.ts'
import { fieldsOf } from '../header-list.ts'
import type { Admission, Caller, Limit, ModelCall } from '../model-call.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'
import { callScopeError } from './scope.ts'

/** What a call may use at most, before anything is known; made by accounting. */
export interface Estimate {
  /** False when the model is known but its price is not. */
  readonly isPriced: boolean
  /** What the call asks for and has no known price, at a model that has one. */
  readonly unpricedField: 'service_tier' | 'web_search_options' | null
  /** False where nothing bounds what the call costs: then both sums are only likely. */
  readonly isBounded: boolean
  /** Micro-dollars, upper bounds. */
  readonly inputMicroUsd: number
  readonly outputMicroUsd: number
  /** Of all answers together, an upper bound. */
  readonly outputTokensBound: number
  /** How many answers were asked for. */
  readonly answers: number
  /** False when the client set no limit on the output, so that we may. */
  readonly isOutputBounded: boolean
  /** What a limit on tokens is charged until the real number is known. */
  readonly tokensForRateLimit: number
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
export function admit(
  parts: AdmitParts,
  caller: Caller,
  call: ModelCall,
): Admission | Promise<Admission> {
  const error = callScopeError(caller, call)
  if (error !== null) return { allowed: false, error }
  const estimate = parts.estimate(call)
  const money = caller.limits.filter((limit) => limit.unit === 'micro-usd')
  const unpriced = money.length === 0 ? null : unpricedError(call.model, estimate)
  if (unpriced !== null) return { allowed: false, error: unpriced }

  const cap = outputCap(parts, money, estimate)
  const admitted = cap === null ? call : { ...call, outputCapTokens: cap }
  const held = cap === null ? estimate : parts.estimate(admitted)
  const claims = claimsOf(caller, held)
  const result =
    held.isBounded || money.length === 0
      ? parts.ledger.hold(claims)
      : holdRest(parts.ledger, claims)
  return result instanceof Promise
    ? result.then((settled) => conclude(parts, caller, admitted, settled))
    : conclude(parts, caller, admitted, result)
}

/**
 * Tokens per answer, or null for no cap. A client that set no limit on the output would have to be held
 * for the longest answer the model can write, which a small budget could never pay: so the output is
 * capped to what the budget affords.
 */
function outputCap(parts: AdmitParts, money: readonly Limit[], estimate: Estimate): number | null {
  const { inputMicroUsd, outputMicroUsd, outputTokensBound, answers, isOutputBounded } = estimate
  if (isOutputBounded || money.length === 0 || outputMicroUsd === 0) return null
  const remaining = Math.min(...money.map((limit) => parts.ledger.status(limit).remaining))
  if (remaining >= inputMicroUsd + outputMicroUsd) return null
  const share = (remaining - inputMicroUsd) / outputMicroUsd
  const cap = Math.floor((share * outputTokensBound) / answers)
  return cap < shortestAnswerTokens ? null : cap
}

function claimsOf(
  caller: Caller,
  { inputMicroUsd, outputMicroUsd, tokensForRateLimit }: Estimate,
): Claim[] {
  const amounts = {
    requests: 1,
    tokens: tokensForRateLimit,
    'micro-usd': inputMicroUsd + outputMicroUsd,
  }
  return caller.limits.map((limit) => ({ limit, amount: amounts[limit.unit] }))
}

/**
 * Holds all that is left of the money, and at least what is claimed of it: such calls are made one at a time,
 * so that a limit is passed by no more than the last of them. Each process that shares the limits has its own.
 */
async function holdRest(
  ledger: AdmitParts['ledger'],
  claims: readonly Claim[],
): Promise<HoldResult> {
  let wanted = withRest(ledger, claims)
  for (;;) {
    const result = await ledger.hold(wanted)
    if (result.allowed || result.reason === 'unavailable') return result
    // A refusal knows better what is left, where the store had to be asked first.
    const next = withRest(ledger, claims)
    if (next.every(({ amount }, index) => amount >= (wanted[index]?.amount ?? 0))) return result
    wanted = next
  }
}

function withRest(ledger: AdmitParts['ledger'], claims: readonly Claim[]): Claim[] {
  return claims.map(({ limit, amount }) => {
    const rest = limit.unit === 'micro-usd' ? ledger.status(limit).remaining : 0
    return { limit, amount: Math.max(amount, rest) }
  })
}

function conclude(
  parts: AdmitParts,
  caller: Caller,
  call: ModelCall,
  result: HoldResult,
): Admission {
  const headers = rateLimitHeaders(parts.ledger, caller.limits)
  if (!result.allowed) return { allowed: false, error: refusalError(result, fieldsOf(headers)) }
  return {
    allowed: true,
    ticket: { caller, call, hold: result.hold, headers, admittedAt: performance.now() },
  }
}

export function unpricedError(model: string, estimate: Estimate): GatewayError | null {
  const { isPriced, unpricedField } = estimate
  if (isPriced && unpricedField === null) return null
  if (isPriced) return unpricedFieldError(model, unpricedField)
  return new GatewayError(
    'unpriced_model',
    `The model '${excerpt(model)}' has no known price, so a key with a budget may not call it. Set a price for it first.`,
    { param: 'model' },
  )
}

function unpricedFieldError(model: string, field: Estimate['unpricedField']): GatewayError {
  const what =
    field === 'service_tier'
      ? 'in this service tier has no known price'
      : 'with web search costs extra for every search, a price that is not known beforehand'
  return new GatewayError(
    'unpriced_model',
    `The model '${excerpt(model)}' ${what}, so a key with a budget may not call it so.`,
    { param: field },
  )
}

export function refusalError(
  result: Exclude<HoldResult, { allowed: true }>,
  headers: Readonly<Record<string, string>>,
): GatewayError {
  const { limit } = result
  if (result.reason === 'unavailable') {
    return new GatewayError(
      'quota_unavailable',
      'The quota store does not answer, so this call cannot be paid for. Try again.',
      {
        retryAfterMs: 1_000,
        headers,
      },
    )
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

export function usd(microUsd: number): string {
  return (microUsd / 1_000_000).toFixed(6).replace(/0{1,4}$/, '')
}
