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

/** Where an answer stands: what can come next, and how likely it is. */
export interface AnswerState {
  /** Candidate → token. */
  readonly candidates: readonly number[]
  readonly logitBias: ReadonlyMap<number, number>
  /** Of the next token; those of a token that was taken come with the next `take`. */
  readonly logprobs: Float64Array
  readonly occurrences: Map<number, number>
  take(candidate: number): void
}

/** An answer that begins with `said`. */
export function openCandidates(
  opening: Opening,
  logitBias: ReadonlyMap<number, number>,
  said: readonly number[],
): AnswerState {
  const candidates = candidatesOf(opening, logitBias)
  const occurrences = new Map<number, number>()
  const context = [...opening.context]
  const logprobs = new Float64Array(candidates.length).fill(unreadLogprob)
  const take = (token: number, candidate: number) => {
    if (candidate !== -1) occurrences.set(candidate, (occurrences.get(candidate) ?? 0) + 1)
    context.push(token)
  }
  for (const token of said) take(token, candidates.indexOf(token))
  logprobs.set(opening.model.logprobsAfter(context))
  return {
    candidates,
    logitBias: biasOfCandidates(candidates, logitBias),
    logprobs,
    occurrences,
    take(candidate) {
      take(candidates[candidate] ?? endOfText, candidate)
      logprobs.set(opening.model.logprobsAfter(context))
    },
  }
}

/** Draws an answer token by token until the model ends it. */
export function* sampleAnswer(
  opening: Opening,
  parameters: AnswerParameters,
  random: Random,
): Generator<DrawnToken> {
  const state = openCandidates(opening, parameters.logitBias, [])
  const { candidates, logprobs, occurrences } = state
  const sampling = { ...parameters, logitBias: state.logitBias }
  for (;;) {
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
    state.take(candidate)
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
