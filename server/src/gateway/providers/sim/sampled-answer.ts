import { tokenBytes } from '../../../tokens/o200k.ts'
import { endOfText } from './language-model.ts'
import type { Opening } from './language-model.ts'
import type { Random } from './random.ts'
import { sample, topCandidates } from './sampler.ts'
import type { SamplingParameters } from './sampler.ts'

/** A token, with what the model thought of it before any parameter had a say. */
export interface RankedToken {
  readonly token: number
  readonly logprob: number
}

/** One token of an answer. */
export interface DrawnToken extends RankedToken {
  /** The likeliest tokens at this place, as many as were asked for. */
  readonly top: readonly RankedToken[]
}

export interface AnswerParameters extends Omit<SamplingParameters, 'logitBias'> {
  /** Token → bias. */
  readonly logitBias: ReadonlyMap<number, number>
  readonly topLogprobs: number
}

/** What a token that the model has never read is worth, so that a bias can force it all the same. */
const unreadLogprob = Math.log(1e-12)

/** Draws an answer token by token until the model ends it. */
export function* sampleAnswer(
  opening: Opening,
  parameters: AnswerParameters,
  random: Random,
): Generator<DrawnToken> {
  const candidates = candidatesOf(opening, parameters.logitBias)
  const sampling = { ...parameters, logitBias: biasOfCandidates(candidates, parameters.logitBias) }
  const occurrences = new Map<number, number>()
  const context = [...opening.context]
  const logprobs = new Float64Array(candidates.length).fill(unreadLogprob)
  for (;;) {
    logprobs.set(opening.model.logprobsAfter(context))
    const candidate = sample(logprobs, sampling, occurrences, random)
    const token = candidates[candidate] ?? endOfText
    if (token === endOfText) return
    yield {
      token,
      logprob: logprobs[candidate] ?? -Infinity,
      top: topCandidates(logprobs, parameters.topLogprobs).map((ranked) => ({
        token: candidates[ranked.candidate] ?? endOfText,
        logprob: ranked.logprob,
      })),
    }
    occurrences.set(candidate, (occurrences.get(candidate) ?? 0) + 1)
    context.push(token)
  }
}

function candidatesOf(
  { model }: Opening,
  logitBias: ReadonlyMap<number, number>,
): readonly number[] {
  const read = new Set(model.vocabulary)
  const isUnread = (token: number): boolean => tokenBytes(token) !== undefined && !read.has(token)
  const unread = [...logitBias.keys()].filter(isUnread)
  return [...model.vocabulary, ...unread]
}

function biasOfCandidates(
  candidates: readonly number[],
  logitBias: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const biases = candidates.map(
    (token, candidate) => [candidate, logitBias.get(token) ?? 0] as const,
  )
  return new Map(biases.filter(([, bias]) => bias !== 0))
}
