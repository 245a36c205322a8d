/** Fine-tuning, for real: `sim-mini` reads examples on top of its corpus, step by step. */
import { createNgramLearner, type NgramLearner, type TrainingSequence } from './ngram-model.ts'
import type { Language } from './corpus.ts'
import {
  answerOn,
  type LanguageModel,
  languageModelOver,
  readCorpora,
  sequencesOf,
} from './language-model.ts'
import { createRandom } from './random.ts'
import { createTopicFinder } from './topic-finder.ts'

interface TuningExample {
  readonly question: string
  readonly answer: string
}

/** All that a fine-tuned model is made from: the same makes the same model again. */
export interface Tuning {
  readonly examples: readonly TuningExample[]
  /** Measured after every epoch, never learnt; may be empty. */
  readonly validation: readonly TuningExample[]
  readonly epochs: number
  /** Examples a step. */
  readonly batchSize: number
  readonly seed: number
  /** The model is that of this step: a checkpoint, or the last one. */
  readonly steps: number
}

export interface TuningStep {
  /** From 1. */
  readonly step: number
  /** Mean of −ln p over the tokens of the step's answers, before they were learnt. */
  readonly loss: number
  /** Share of these tokens that the model held for the most probable ones. */
  readonly accuracy: number
  /** The same for the validation examples, after an epoch's last step. */
  readonly validation: Measured | null
  /** Of all steps so far. */
  readonly trainedTokens: number
}

interface Measured {
  readonly loss: number
  readonly accuracy: number
}

/** One example, with the language whose model learns it. */
interface Lesson {
  readonly language: Language
  readonly sequence: TrainingSequence
}

/** `sim-mini` on its way to another model. */
export class TunedModel {
  readonly #tuning: Tuning
  readonly #corpora = readCorpora()
  readonly #learners = new Map<Language, NgramLearner>()
  readonly #lessons: readonly Lesson[]
  readonly #validation: readonly Lesson[]

  constructor(tuning: Tuning) {
    this.#tuning = tuning
    const read = new Map([...this.#corpora].map(([language, { length }]) => [language, length]))
    const languageOf = createTopicFinder(readCorpora())
    const places = tuning.examples.map(({ question, answer }) => {
      const { language } = languageOf(`${question} ${answer}`)
      const passages = this.#corpora.get(language) ?? []
      passages.push({ questions: [question], answer })
      return { language, passage: passages.length - 1 }
    })
    const sequences = new Map(
      [...this.#corpora].map(([language, passages]) => [language, sequencesOf(passages)]),
    )
    this.#lessons = places.map(({ language, passage }) => ({
      language,
      sequence: sequences.get(language)?.[passage] ?? { prefix: [], tokens: [] },
    }))
    const ask = createTopicFinder(this.#corpora)
    this.#validation = tuning.validation.map(({ question, answer }) => {
      const topic = ask(question)
      return { language: topic.language, sequence: answerOn(topic, answer) }
    })
    for (const [language, all] of sequences) {
      const unseen = this.#validation.filter((lesson) => lesson.language === language)
      const texts = [...all, ...unseen.map(({ sequence }) => sequence)]
      const learner = createNgramLearner(texts.flatMap(({ tokens }) => tokens))
      for (const sequence of all.slice(0, read.get(language))) learner.learn(sequence)
      this.#learners.set(language, learner)
    }
  }

  /** Learns and measures one step at a time; the first `doneSteps` were measured before. */
  *train(doneSteps: number): Generator<TuningStep> {
    let step = 0
    let trainedTokens = 0
    for (const { batch, isEpochsEnd } of this.#batches()) {
      step += 1
      const isNew = step > doneSteps
      const measured = isNew ? this.#measure(batch) : null
      for (const lesson of batch) {
        this.#learn(lesson)
        trainedTokens += lesson.sequence.tokens.length
      }
      if (measured === null) continue
      const isValidated = isEpochsEnd && this.#validation.length > 0
      const validation = isValidated ? this.#measure(this.#validation) : null
      yield { step, ...measured, validation, trainedTokens }
    }
  }

  /** Learns all steps at once, without measuring. */
  learnAll(): LanguageModel {
    for (const { batch } of this.#batches()) for (const lesson of batch) this.#learn(lesson)
    const models = new Map(
      [...this.#learners].map(([language, learner]) => [language, learner.model()]),
    )
    return languageModelOver(this.#corpora, (language) => {
      const model = models.get(language)
      if (model === undefined) throw new Error(`no model of ${language}`)
      return model
    })
  }

  *#batches(): Generator<{ readonly batch: readonly Lesson[]; readonly isEpochsEnd: boolean }> {
    const { epochs, batchSize, seed, steps } = this.#tuning
    let step = 0
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = shuffled(this.#lessons, seed, epoch)
      for (let start = 0; start < order.length; start += batchSize) {
        if (step === steps) return
        step += 1
        const isEpochsEnd = start + batchSize >= order.length
        yield { batch: order.slice(start, start + batchSize), isEpochsEnd }
      }
    }
  }

  #learn({ language, sequence }: Lesson): void {
    this.#learners.get(language)?.learn(sequence)
  }

  #measure(lessons: readonly Lesson[]): Measured {
    let loss = 0
    let hits = 0
    let tokenCount = 0
    for (const { language, sequence } of lessons) {
      const model = this.#learners.get(language)?.model()
      if (model === undefined) continue
      const places = new Map(model.vocabulary.map((token, place) => [token, place]))
      const history = [...sequence.prefix]
      for (const token of sequence.tokens) {
        const logprobs = model.logprobsAfter(history)
        const logprob = logprobs[places.get(token) ?? 0] ?? 0
        loss -= logprob
        if (logprobs.every((other) => other <= logprob)) hits += 1
        tokenCount += 1
        history.push(token)
      }
    }
    return { loss: loss / Math.max(1, tokenCount), accuracy: hits / Math.max(1, tokenCount) }
  }
}

/** The same order for the same seed and epoch (Fisher–Yates). */
function shuffled<Item>(items: readonly Item[], seed: number, epoch: number): Item[] {
  const random = createRandom(seed, epoch, '')
  const order = [...items]
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const [moved, kept] = [order[other], order[last]]
    if (moved !== undefined && kept !== undefined) {
      order[last] = moved
      order[other] = kept
    }
  }
  return order
}
