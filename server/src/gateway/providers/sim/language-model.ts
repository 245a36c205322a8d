/** `sim-mini`: an n-gram model for each language of the corpus, learnt when it is first needed. */
import { encodeText } from '../../../tokens/o200k.ts'
import { languages, readCorpus } from './corpus.ts'
import type { Language, Passage } from './corpus.ts'
import { trainNgramModel } from './ngram-model.ts'
import type { NgramModel } from './ngram-model.ts'
import { createTopicFinder } from './topic-finder.ts'

/** The token that ends an answer: o200k's `<|endoftext|>`. */
export const endOfText = 199_999

/** Marks are context only, so they need ids that no token has. */
const startMark = -1
const topicMark = (passage: number): number => -2 - passage

export interface Opening {
  readonly model: NgramModel
  /** What stands before the first token of an answer. */
  readonly context: readonly number[]
}

export interface LanguageModel {
  /** How an answer to this prompt begins: in its language and, where the model knows one, on its topic. */
  open(prompt: string): Opening
}

/** Reads the corpus at once (a few milliseconds) and trains a language at its first prompt. */
export function createLanguageModel(): LanguageModel {
  const corpora = new Map(languages.map((language) => [language, readCorpus(language)]))
  const models = new Map<Language, NgramModel>()
  const findTopic = createTopicFinder(corpora)
  return {
    open(prompt) {
      const { language, passage } = findTopic(prompt)
      const model = models.get(language) ?? train(corpora.get(language) ?? [])
      models.set(language, model)
      return { model, context: passage === null ? [startMark] : [topicMark(passage), startMark] }
    },
  }
}

function train(passages: readonly Passage[]): NgramModel {
  return trainNgramModel(
    passages.map(({ answer }, passage) => ({
      prefix: [topicMark(passage), startMark],
      tokens: [...encodeText(answer), endOfText],
    })),
  )
}
