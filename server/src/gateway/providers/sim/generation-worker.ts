import { modelNotFound } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { CompletionJob, Piece } from './completion-piece.ts'
import type { Answer, Question } from './generation-thread.ts'
import { KeptThread, type Thread } from './kept-thread.ts'
import type { MediaJob } from './media-job.ts'
import type { NextTokenQuestion, NextTokens } from './next-token.ts'
import type { Tuning, TuningStep } from './tuned-model.ts'
import { isTuned } from './tuned-name.ts'

/** One message brings at most so many pieces: a few milliseconds of work, so that streams take turns. */
const maxPiecesAtOnce = 64

type ReadTuning = (model: string) => Promise<Tuning | null>

/**
 * Threads for tokenising and generating. Each starts with its first call (about 0.3 s) and ends after a
 * minute without one. Any number of calls may run at the same time; their work is interleaved.
 */
export class GenerationWorker {
  readonly #plain = new KeptThread()
  /** To learn, and to train a step, takes seconds: nobody else waits for them. */
  readonly #tuned = new KeptThread()
  readonly #training = new KeptThread()
  #sessionCount = 0
  readonly #readTuning: ReadTuning

  /** `readTuning` tells what a fine-tuned model has learnt from; null where there is no such model. */
  constructor(readTuning: ReadTuning = async () => null) {
    this.#readTuning = readTuning
  }

  /** The exact number of o200k tokens; a longer word than 512 characters may count one too many at each 512. */
  async countTokens(text: string): Promise<number> {
    const answer = await this.#askOnce({ kind: 'count', text })
    return answer.kind === 'count' ? answer.count : 0
  }

  /** The distribution that the next token of an answer would be drawn from. */
  async nextToken(question: NextTokenQuestion): Promise<NextTokens> {
    const answer = await this.#askOnce({ kind: 'next-token', question })
    if (answer.kind !== 'next-token') throw new TypeError(`Unexpected answer: ${answer.kind}`)
    return answer.tokens
  }

  async #askOnce(question: Question): Promise<Answer> {
    const thread = this.#plain.enter()
    try {
      return await thread.ask(question)
    } finally {
      this.#plain.leave()
    }
  }

  /** The text of o200k tokens; an id without a token is left out. */
  async decodeTokens(tokens: readonly number[]): Promise<string> {
    const answer = await this.#askOnce({ kind: 'decode', tokens })
    return answer.kind === 'text' ? answer.text : ''
  }

  /**
   * Generates when it is asked for more, and little ahead: a reader that pauses pauses the work, and
   * one that returns early ends it.
   */
  async *complete(job: CompletionJob): AsyncGenerator<readonly Piece[]> {
    const kept = isTuned(job.model) ? this.#tuned : this.#plain
    const thread = kept.enter()
    const session = ++this.#sessionCount
    try {
      if (isTuned(job.model)) await this.#teach(thread, job.model)
      await thread.ask({ kind: 'start', session, job })
      // The first piece is wanted at once, later ones with little ado.
      for (let pieceCount = 1; ; pieceCount = Math.min(pieceCount * 2, maxPiecesAtOnce)) {
        const answer = await thread.ask({ kind: 'continue', session, pieceCount })
        if (answer.kind !== 'pieces') throw new TypeError(`Unexpected answer: ${answer.kind}`)
        if (answer.pieces.length > 0) yield answer.pieces
        if (answer.pieces.at(-1)?.kind === 'usage') return
      }
    } finally {
      thread.tell({ kind: 'end', session })
      kept.leave()
    }
  }

  /**
   * Makes what is no text, as it is asked for: bytes of a body, or the JSON of one event at a time. Throws
   * GatewayError, before the first piece, for a job that it refuses.
   */
  async *produce(job: MediaJob): AsyncGenerator<Uint8Array> {
    const thread = this.#plain.enter()
    const session = ++this.#sessionCount
    try {
      await thread.ask({ kind: 'produce', session, job })
      for (;;) {
        const answer = await thread.ask({ kind: 'next', session })
        if (answer.kind !== 'media') throw new TypeError(`Unexpected answer: ${answer.kind}`)
        if (answer.isOver) return
        if (answer.piece !== null) yield answer.piece
      }
    } finally {
      thread.tell({ kind: 'end', session })
      this.#plain.leave()
    }
  }

  /** Trains step by step, as it is asked for the next one. The model itself is made again when it is called. */
  async *tune(tuning: Tuning, doneSteps: number): AsyncGenerator<TuningStep> {
    const thread = this.#training.enter()
    const session = ++this.#sessionCount
    try {
      await thread.ask({ kind: 'tune', session, tuning, doneSteps })
      for (;;) {
        const answer = await thread.ask({ kind: 'step', session })
        if (answer.kind !== 'step') throw new TypeError(`Unexpected answer: ${answer.kind}`)
        if (answer.step === null) return
        yield answer.step
      }
    } finally {
      thread.tell({ kind: 'end', session })
      this.#training.leave()
    }
  }

  /** A new thread knows no fine-tuned model: each learns again at its first call. */
  async #teach(thread: Thread, model: string): Promise<void> {
    if (thread.taught.has(model)) return
    const tuning = await this.#readTuning(model)
    if (tuning === null) {
      throw new GatewayError('model_not_found', modelNotFound(model), { param: 'model' })
    }
    await thread.ask({ kind: 'learn', model, tuning })
    thread.taught.add(model)
  }

  /** Ends the threads; calls that run fail. A later call starts another thread. */
  async close(): Promise<void> {
    await Promise.all([this.#plain, this.#tuned, this.#training].map((thread) => thread.close()))
  }
}
