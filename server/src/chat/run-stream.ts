import type { RunObject } from '@llavero/protocol/control/runs.ts'
import type { ChatCompletionChunk } from '@llavero/protocol/openai/chat-completion.ts'
import { bufferOf } from '../gateway/buffer-of.ts'
import { SseReader } from '../gateway/stream/sse-reader.ts'
import type { RunAnswer } from './run-object.ts'

/** What has come of a run. */
export interface RunOutcome {
  readonly answers: readonly RunAnswer[]
  readonly error: RunObject['error']
}

export interface RunStreamParts {
  /** The call's stream, as a client of the API would get it. */
  readonly body: AsyncIterable<Uint8Array>
  /** How the run begins, for the first event. */
  readonly begun: RunObject
  /** Keeps what is here so far. Never rejects. */
  readonly checkpoint: (outcome: RunOutcome) => void
  /** Keeps how it ended; called once. */
  readonly finish: (outcome: RunOutcome) => Promise<void>
  /** The run with its receipt, for the last event. */
  readonly describe: () => Promise<RunObject>
  /** Unix milliseconds. */
  readonly now: () => number
}

/** As many as a run may ask for; what a provider sends besides is passed on and not kept. */
const mostAnswers = 8
/** An event of the call; an error in the middle of a stream is the provider's to word. */
interface StreamedChunk extends Partial<ChatCompletionChunk> {
  readonly error?: { readonly code?: unknown; readonly message?: unknown }
}

const checkpointMs = 2_000
const maxEventBytes = 16 * 1024 * 1024

/**
 * A run on its way to the page: `event: run` with its id, the events of the chat API as they come, and
 * `event: run` with the receipt. What passes is gathered, so that the run is kept whoever leaves when.
 */
export class RunStream implements AsyncIterableIterator<Uint8Array> {
  readonly #parts: RunStreamParts
  readonly #call: AsyncIterator<Uint8Array>
  readonly #reader = new SseReader(maxEventBytes)
  readonly #answers: { texts: string[]; finishReason: string | null }[] = []
  #error: RunObject['error'] = null
  #state: 'new' | 'streaming' | 'finished' | 'over' = 'new'
  #savedAtMs: number

  constructor(parts: RunStreamParts) {
    this.#parts = parts
    this.#call = parts.body[Symbol.asyncIterator]()
    this.#savedAtMs = parts.now()
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    switch (this.#state) {
      case 'new':
        this.#state = 'streaming'
        return { done: false, value: runEvent(this.#parts.begun) }
      case 'streaming':
        return await this.#pass()
      case 'finished':
        this.#state = 'over'
        return { done: false, value: runEvent(await this.#parts.describe()) }
      case 'over':
        return { done: true, value: undefined }
    }
  }

  /** The page has left, or somebody pressed Stop: what is here is kept. */
  async return(): Promise<IteratorResult<Uint8Array>> {
    if (this.#state === 'new' || this.#state === 'streaming') {
      this.#state = 'over'
      await this.#call.return?.()
      await this.#parts.finish(this.#outcome())
    }
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async #pass(): Promise<IteratorResult<Uint8Array>> {
    const piece = await this.#next()
    if (this.#state !== 'streaming') return { done: true, value: undefined }
    if (piece.done === true) {
      this.#state = 'finished'
      await this.#parts.finish(this.#outcome())
      return this.next()
    }
    this.#gather(piece.value)
    return { done: false, value: piece.value }
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#call.next()
    } catch (error) {
      if (this.#state === 'streaming') {
        this.#state = 'over'
        this.#error ??= { code: 'server_error', message: 'The answer broke off.' }
        await this.#parts.finish(this.#outcome())
      }
      throw error
    }
  }

  #gather(bytes: Uint8Array): void {
    const buffer = bufferOf(bytes)
    for (const { data } of this.#reader.push(buffer)) {
      if (data !== null && data !== '[DONE]') this.#read(JSON.parse(data))
    }
    if (this.#parts.now() - this.#savedAtMs < checkpointMs) return
    this.#savedAtMs = this.#parts.now()
    this.#parts.checkpoint(this.#outcome())
  }

  #read(chunk: StreamedChunk): void {
    if (chunk.error) {
      const { code, message } = chunk.error
      this.#error = {
        code: typeof code === 'string' ? code : null,
        message: typeof message === 'string' ? message : 'The provider sent an error.',
      }
    }
    for (const { index, delta, finish_reason: finishReason } of chunk.choices ?? []) {
      if (!Number.isInteger(index) || index < 0 || index >= mostAnswers) continue
      const answer = (this.#answers[index] ??= { texts: [], finishReason: null })
      if (typeof delta?.content === 'string') answer.texts.push(delta.content)
      if (typeof finishReason === 'string') answer.finishReason = finishReason
    }
  }

  #outcome(): RunOutcome {
    const answers = Array.from(this.#answers, (answer) => ({
      text: answer?.texts.join('') ?? '',
      finish_reason: answer?.finishReason ?? null,
    }))
    return { answers, error: this.#error }
  }
}

function runEvent(run: RunObject): Uint8Array {
  return Buffer.from(`event: run\ndata: ${JSON.stringify(run)}\n\n`)
}
