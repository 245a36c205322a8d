import { nextOf, type PollableStream } from '../polling.ts'
import { KeptPieces } from './own-memory.ts'

/** Chunks that wait for a slower reader are held up to this many bytes; then the source is paused. */
const highWaterBytes = 256 * 1024

/** What a queue asks of its source, so that back-pressure reaches the upstream. */
export interface ByteSource {
  pause(): void
  resume(): void
  abort(): void
}

/**
 * Turns pushed chunks into an async iterable with one reader. Memory is bounded: the source is paused
 * while more than 256 KiB wait. Returning early aborts the source.
 */
export class ByteQueue implements PollableStream<Buffer> {
  readonly #source: ByteSource
  readonly #chunks = new KeptPieces()
  #bytes = 0
  #isPaused = false
  #end: { readonly error: Error | null } | null = null
  #wake: (() => void) | null = null

  constructor(source: ByteSource) {
    this.#source = source
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    this.#wakeReader()
    if (this.#bytes <= highWaterBytes || this.#isPaused) return
    this.#isPaused = true
    this.#chunks.pack()
    this.#source.pause()
  }

  /** The chunks that wait are still read first. A second call changes nothing. */
  finish(error: Error | null): void {
    if (this.#end !== null) return
    this.#end = { error }
    this.#wakeReader()
  }

  /** All that waits comes as one chunk: a slow reader then needs fewer writes. */
  poll(wake: () => void): IteratorResult<Buffer> | null {
    if (!this.#chunks.isEmpty) return { done: false, value: this.#takeAll() }
    if (this.#end === null) {
      this.#wake = wake
      return null
    }
    const { error } = this.#end
    this.#end = { error: null }
    if (error !== null) throw error
    return { done: true, value: undefined }
  }

  next(): Promise<IteratorResult<Buffer>> {
    return nextOf(this)
  }

  return(): Promise<IteratorResult<Buffer>> {
    if (this.#end === null) {
      this.#end = { error: null }
      this.#source.abort()
    }
    this.#chunks.take()
    this.#bytes = 0
    this.#wakeReader()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #wakeReader(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }

  #takeAll(): Buffer {
    const chunks = this.#chunks.take()
    const [first] = chunks
    const all = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
    this.#bytes = 0
    if (this.#isPaused) {
      this.#isPaused = false
      this.#source.resume()
    }
    return all
  }
}
