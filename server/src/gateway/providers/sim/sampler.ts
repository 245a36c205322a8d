/**
 * From a model's distribution to one token, as the API reference defines its parameters. All functions
 * are pure and know candidates by their index; what token an index stands for is the model's business.
 */
import type { Random } from './random.ts'

export interface SamplingParameters {
  /** 0 always takes the likeliest candidate. */
  readonly temperature: number
  readonly topP: number
  readonly frequencyPenalty: number
  readonly presencePenalty: number
  /** Candidate → what is added to its logit; at -100 and 100 it is banned and forced. */
  readonly logitBias: ReadonlyMap<number, number>
}

/** Candidate → how often it is in the answer so far. */
export type Occurrences = ReadonlyMap<number, number>

export interface RankedCandidate {
  readonly candidate: number
  readonly logprob: number
}

/** Draws one candidate. `logprobs` are the model's, natural logarithms, -Infinity for the impossible. */
export function sample(
  logprobs: Float64Array,
  parameters: SamplingParameters,
  occurrences: Occurrences,
  random: Random,
): number {
  const logits = adjustLogits(logprobs, parameters, occurrences)
  if (parameters.temperature === 0) return likeliest(logits)
  const probabilities = softmax(logits, parameters.temperature)
  if (parameters.topP >= 1) return drawFrom(probabilities, random)
  return drawFromNucleus(probabilities, nucleus(probabilities, parameters.topP), random)
}

/** A bias of 100 outweighs any logit of a model whose logits are logarithms of probabilities. */
const decisiveBias = 100
const decisiveLogit = 1e6

/** Logits after bias and penalties: `logit + bias - count × frequency - (count > 0) × presence`. */
export function adjustLogits(
  logits: Float64Array,
  parameters: Omit<SamplingParameters, 'temperature' | 'topP'>,
  occurrences: Occurrences,
): Float64Array {
  const adjusted = logits.slice()
  for (const [candidate, bias] of parameters.logitBias) {
    adjusted[candidate] = biasedLogit(adjusted[candidate] ?? -Infinity, bias)
  }
  for (const [candidate, count] of occurrences) {
    const penalty = count * parameters.frequencyPenalty + parameters.presencePenalty
    adjusted[candidate] = (adjusted[candidate] ?? -Infinity) - penalty
  }
  return adjusted
}

function biasedLogit(logit: number, bias: number): number {
  if (bias <= -decisiveBias) return -Infinity
  if (bias >= decisiveBias) return logit + decisiveLogit
  return logit + bias
}

/** Probabilities of logits at a temperature above 0; they sum to 1. */
export function softmax(logits: Float64Array, temperature: number): Float64Array {
  const highest = logits[likeliest(logits)] ?? 0
  const weights = new Float64Array(logits.length)
  let sum = 0
  for (let candidate = 0; candidate < logits.length; candidate++) {
    const weight = Math.exp(((logits[candidate] ?? -Infinity) - highest) / temperature)
    weights[candidate] = weight
    sum += weight
  }
  return weights.map((weight) => weight / sum)
}

/** The smallest set of candidates whose mass reaches `topP`, likeliest first; never empty. */
export function nucleus(probabilities: Float64Array, topP: number): number[] {
  // All candidates below this bound have less than 1 - topP together: sorting them is idle work.
  const bound = (1 - topP) / probabilities.length
  const contenders: number[] = []
  for (let candidate = 0; candidate < probabilities.length; candidate++) {
    if ((probabilities[candidate] ?? 0) >= bound) contenders.push(candidate)
  }
  contenders.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0))
  let mass = 0
  const end = contenders.findIndex((candidate) => (mass += probabilities[candidate] ?? 0) >= topP)
  return end === -1 ? contenders : contenders.slice(0, end + 1)
}

/** The `count` likeliest candidates, likeliest first. */
export function topCandidates(logprobs: Float64Array, count: number): RankedCandidate[] {
  const top: RankedCandidate[] = []
  if (count === 0) return top
  logprobs.forEach((logprob, candidate) => {
    if (top.length === count && logprob <= (top[count - 1]?.logprob ?? -Infinity)) return
    const place = top.findIndex((other) => other.logprob < logprob)
    top.splice(place === -1 ? top.length : place, 0, { candidate, logprob })
    if (top.length > count) top.pop()
  })
  return top
}

function likeliest(logits: Float64Array): number {
  let best = 0
  for (let candidate = 1; candidate < logits.length; candidate++) {
    if ((logits[candidate] ?? -Infinity) > (logits[best] ?? -Infinity)) best = candidate
  }
  return best
}

function drawFrom(probabilities: Float64Array, random: Random): number {
  let rest = random()
  let last = 0
  for (let candidate = 0; candidate < probabilities.length; candidate++) {
    const probability = probabilities[candidate] ?? 0
    if (probability === 0) continue
    last = candidate
    rest -= probability
    if (rest < 0) break
  }
  return last
}

function drawFromNucleus(
  probabilities: Float64Array,
  candidates: readonly number[],
  random: Random,
): number {
  const within = Float64Array.from(candidates, (candidate) => probabilities[candidate] ?? 0)
  const mass = within.reduce((sum, probability) => sum + probability, 0)
  const drawn = drawFrom(
    within.map((probability) => probability / mass),
    random,
  )
  return candidates[drawn] ?? 0
}
