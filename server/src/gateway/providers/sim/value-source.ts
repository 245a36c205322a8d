import type { ValueSource } from './json-from-schema.ts'
import type { LanguageModel } from './language-model.ts'
import type { Random } from './random.ts'
import { type AnswerParameters, sampleAnswer } from './sampled-answer.ts'
import { writeText } from './written-text.ts'

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
