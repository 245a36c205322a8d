import type { LanguageModel } from './language-model.ts'
import type { Random } from './random.ts'
import { type AnswerParameters, sampleAnswer } from './sampled-answer.ts'
import { writeText } from './written-text.ts'

/** What a value is made of where the schema leaves a choice. */
export interface ValueSource {
  readonly random: Random
  /** The words that the user wrote: enum values and strings are taken from them where they fit. */
  readonly prompt: string
  /** A few words for a string that nothing else is known about. */
  phrase(): string
}

const plain: AnswerParameters = {
  temperature: 1,
  topP: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  logitBias: new Map(),
  topLogprobs: 0,
}

const phraseLimits = { maxTokens: 12, stops: ['.', ',', ':', ';', '!', '?', '\n'] }

/** Values out of the prompt, the dice, and the first words that the language model would say. */
export function createValueSource(
  languageModel: LanguageModel,
  prompt: string,
  random: Random,
): ValueSource {
  return {
    random,
    prompt,
    phrase: () => {
      const tokens = sampleAnswer(languageModel.open(prompt), plain, random)
      return [...writeText(tokens, phraseLimits)].map(({ text }) => text).join('')
    },
  }
}
