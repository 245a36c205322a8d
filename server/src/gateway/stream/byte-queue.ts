import { nextOf, type PollableStream } from '../polling.ts'

/** Chunks that wait for a slower reader are held up to this many bytes; then the source is paused. */
const highWaterBytes = 256 * 1024

/**
 * So many chunks in a row are put together in memory of their own: each may be a slice of a block that
 * others share, and a reader that has stopped would keep a thousand blocks for a thousand small chunks.
 */
const mostChunks = 64

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
  #chunks: Buffer[] = []
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
    if (this.#chunks.length === mostChunks) this.#chunks = [together(this.#chunks, this.#bytes)]
    this.#wakeReader()
    if (this.#bytes <= highWaterBytes || this.#isPaused) return
    this.#isPaused = true
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
    if (this.#chunks.length > 0) return { done: false, value: this.#takeAll() }
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
    this.#chunks = []
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
    const [first] = this.#chunks
    const all =
      this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks)
    this.#chunks = []
    this.#bytes = 0
    if (this.#isPaused) {
      this.#isPaused = false
      this.#source.resume()
    }
    return all
  }
}

function together(chunks: readonly Buffer[], byteLength: number): Buffer {
  const all = Buffer.allocUnsafeSlow(byteLength)
  let end = 0
  for (const chunk of chunks) end += chunk.copy(all, end)
  return all
}
