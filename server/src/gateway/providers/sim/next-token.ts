import { encodeText } from '../../../tokens/o200k.ts'
import type { LanguageModel } from './language-model.ts'
import { openCandidates } from './sampled-answer.ts'
import { adjustLogits, nucleus, softmax, type SamplingParameters } from './sampler.ts'
import { tokenText } from './token-logprob.ts'

export interface NextTokenQuestion extends Omit<SamplingParameters, 'logitBias'> {
  readonly prompt: string
  /** What the answer says already. */
  readonly answer: string
  /** Token → bias. */
  readonly logitBias: ReadonlyMap<number, number>
  /** How many of the likeliest are told. */
  readonly top: number
}

export interface NextTokens {
  readonly candidates: readonly NextTokenCandidate[]
  readonly vocabularySize: number
  /** How many candidates the set of `topP` has. */
  readonly nucleusSize: number
}

interface NextTokenCandidate {
  readonly token: number
  readonly text: string
  /** The model's own. */
  readonly modelProbability: number
  /** After bias, penalties and temperature, before `topP`. */
  readonly probability: number
  readonly isInNucleus: boolean
  /** That it is drawn in the end. */
  readonly chance: number
}

/** The step before a draw, laid open: the same functions in the same order as `sample`. */
export function describeNextToken(model: LanguageModel, question: NextTokenQuestion): NextTokens {
  const answer = encodeText(question.answer)
  const opening = openCandidates(model.open(question.prompt), question.logitBias, answer)
  const { candidates, logprobs, logitBias, occurrences } = opening
  const logits = adjustLogits(logprobs, { ...question, logitBias }, occurrences)
  const isGreedy = question.temperature === 0
  const probabilities = softmax(logits, isGreedy ? 1e-9 : question.temperature)
  const inNucleus = new Set(nucleus(probabilities, isGreedy ? 0 : question.topP))
  let mass = 0
  for (const candidate of inNucleus) mass += probabilities[candidate] ?? 0
  const order = Array.from(candidates.keys()).toSorted(
    (a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0),
  )
  return {
    vocabularySize: candidates.length,
    nucleusSize: inNucleus.size,
    candidates: order.slice(0, question.top).map((candidate) => {
      const probability = probabilities[candidate] ?? 0
      const token = candidates[candidate] ?? 0
      const isInNucleus = inNucleus.has(candidate)
      return {
        token,
        text: tokenText(token),
        modelProbability: Math.exp(logprobs[candidate] ?? -Infinity),
        probability,
        isInNucleus,
        chance: isInNucleus ? probability / mass : 0,
      }
    }),
  }
}
