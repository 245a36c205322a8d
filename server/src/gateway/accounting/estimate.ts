import type { MostUsed, UnpricedField } from '../endpoints/endpoint-row.ts'
import { rowOf } from '../endpoints/endpoints.ts'
import type { ModelCall, Usage } from '../model-call.ts'
import { type Price, costMicroUsd, knowsTier } from './prices.ts'

/** The most that a call can use, known before it is sent. */
export interface HoldEstimate {
  /** False where the model is known but its price is not. */
  readonly isPriced: boolean
  /** What the call asks for and has no known price, at a model that has one; null in all other cases. */
  readonly unpricedField: UnpricedField | null
  /** How many answers were asked for. */
  readonly answers: number
  readonly inputTokensBound: number
  /** Of all `n` answers together. */
  readonly outputTokensBound: number
  /** True where the client set a limit itself; else the bound is what the model can write at most. */
  readonly isOutputBounded: boolean
  /** False where nothing bounds what the call costs: then both sums below are only likely. */
  readonly isBounded: boolean
  /** Both are 0 without a price: whether an unpriced call may go is not decided here. */
  readonly inputMicroUsd: number
  readonly outputMicroUsd: number
  /** A likely figure, not a bound: limits on tokens are about throughput, and are settled exactly. */
  readonly tokensForRateLimit: number
}

/**
 * What has to be held for a call that may go to any of several places, one price for each: the dearest.
 * A model that leads nowhere costs nothing; it is refused later, by its name.
 */
export function dearestEstimate(call: ModelCall, prices: readonly (Price | null)[]): HoldEstimate {
  const [first, ...others] = prices
  if (first === undefined) return { ...holdEstimate(call, null), isPriced: true }
  const estimate = holdEstimate(call, first)
  if (others.length === 0) return estimate
  return others.map((price) => holdEstimate(call, price)).reduce(dearer, estimate)
}

function dearer(a: HoldEstimate, b: HoldEstimate): HoldEstimate {
  const most = b.inputMicroUsd + b.outputMicroUsd > a.inputMicroUsd + a.outputMicroUsd ? b : a
  return {
    ...most,
    isPriced: a.isPriced && b.isPriced,
    isBounded: a.isBounded && b.isBounded,
    unpricedField: a.unpricedField ?? b.unpricedField,
  }
}

/** What has to be held for a call that a provider makes as a part of a batch, when it finds the time. */
export function batchEstimate(call: ModelCall, price: Price | null): HoldEstimate {
  const mostUsed = rowOf(call.endpoint).mostUsed(call, price)
  return estimateOf({ ...mostUsed, usage: { ...mostUsed.usage, serviceTier: 'batch' } }, price)
}

/** What has to be held for a call at one price. */
export function holdEstimate(call: ModelCall, price: Price | null): HoldEstimate {
  return estimateOf(rowOf(call.endpoint).mostUsed(call, price), price)
}

function estimateOf(mostUsed: MostUsed, price: Price | null): HoldEstimate {
  const { usage, answers, isOutputBounded, tokensForRateLimit } = mostUsed
  const money = mostMicroUsd(usage, price)
  return {
    isPriced: price !== null,
    unpricedField: price === null ? null : unpricedFieldOf(mostUsed, price),
    answers,
    inputTokensBound: usage.inputTokens,
    outputTokensBound: usage.outputTokens,
    isOutputBounded,
    // Any amount of what is free costs nothing.
    isBounded: mostUsed.isBounded !== false || money.inputMicroUsd + money.outputMicroUsd === 0,
    ...money,
    tokensForRateLimit,
  }
}

function unpricedFieldOf({ usage, unpricedField }: MostUsed, price: Price): UnpricedField | null {
  // What the simulator makes is free, whatever it is asked for.
  if (price.tiers === null) return null
  return unpricedField ?? (knowsTier(price, usage.serviceTier) ? null : 'service_tier')
}

/** The dearest way in which so much can be billed. */
function mostMicroUsd(
  mostUsed: Usage,
  price: Price | null,
): Pick<HoldEstimate, 'inputMicroUsd' | 'outputMicroUsd'> {
  if (price === null) return { inputMicroUsd: 0, outputMicroUsd: 0 }
  const writesCache = price.cacheWriteMicroUsdPerMillion > price.inputMicroUsdPerMillion
  const { inputTokens, audioInputTokens, imageInputTokens } = mostUsed
  const whole: Usage = {
    ...mostUsed,
    cacheWriteTokens: writesCache ? inputTokens - audioInputTokens - imageInputTokens : 0,
  }
  const input = { ...whole, outputTokens: 0, audioOutputTokens: 0, imageOutputTokens: 0, images: 0 }
  const inputMicroUsd = costMicroUsd(input, price)
  return { inputMicroUsd, outputMicroUsd: costMicroUsd(whole, price) - inputMicroUsd }
}
