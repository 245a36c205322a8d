/** `sim-mini`: an n-gram model for each language of the corpus, learnt when it is first needed. */
import { encodeText } from '../../../tokens/o200k.ts'
import { languages, readCorpus } from './corpus.ts'
import type { Language, Passage } from './corpus.ts'
import { type NgramModel, trainNgramModel, type TrainingSequence } from './ngram-model.ts'
import { createTopicFinder, type Topic } from './topic-finder.ts'

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
  const corpora = readCorpora()
  const models = new Map<Language, NgramModel>()
  return languageModelOver(corpora, (language) => {
    const model = models.get(language) ?? trainNgramModel(sequencesOf(corpora.get(language)))
    models.set(language, model)
    return model
  })
}

type Corpora = ReadonlyMap<Language, readonly Passage[]>

/** What `sim-mini` has read. */
export function readCorpora(): Map<Language, Passage[]> {
  return new Map(languages.map((language) => [language, readCorpus(language)]))
}

/** Answers from the model of the prompt's language, on the topic of the passage that it asks for. */
export function languageModelOver(
  corpora: Corpora,
  modelOf: (language: Language) => NgramModel,
): LanguageModel {
  const findTopic = createTopicFinder(corpora)
  return {
    open(prompt) {
      const topic = findTopic(prompt)
      return { model: modelOf(topic.language), context: contextOf(topic) }
    },
  }
}

function contextOf({ passage }: Pick<Topic, 'passage'>): number[] {
  return passage === null ? [startMark] : [topicMark(passage), startMark]
}

/** An answer as a model learns it, or is measured by it. */
export function answerOn(topic: Pick<Topic, 'passage'>, answer: string): TrainingSequence {
  return { prefix: contextOf(topic), tokens: [...encodeText(answer), endOfText] }
}

/** Passages as a model learns them, in their order: their place is their topic. */
export function sequencesOf(passages: readonly Passage[] = []): TrainingSequence[] {
  return passages.map(({ answer }, passage) => answerOn({ passage }, answer))
}
