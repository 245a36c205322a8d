import { type Signal, signal, type WritableSignal } from '@angular/core'

// In a window that nobody sees there are no frames.
const longestWaitMs = 1_000

/**
 * A text that only grows at its end, for readers that want what is new and not the whole again. They are told of it
 * once a frame at most, however fast it comes.
 */
export class GrowingText {
  readonly #pieces: string[]
  readonly #count: WritableSignal<number>
  readonly #isEnded: WritableSignal<boolean>
  #length: number
  #frame: number | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  /** How many pieces there are to read; a signal, so that readers follow it. */
  readonly count: Signal<number>
  readonly isEnded: Signal<boolean>

  /** With a text: one that has ended. */
  constructor(whole?: string) {
    this.#pieces = whole === undefined ? [] : [whole]
    this.#length = whole?.length ?? 0
    this.#count = signal(this.#pieces.length)
    this.#isEnded = signal(whole !== undefined)
    this.count = this.#count.asReadonly()
    this.isEnded = this.#isEnded.asReadonly()
  }

  get length(): number {
    return this.#length
  }

  push(piece: string): void {
    if (piece === '' || this.#isEnded()) return
    this.#pieces.push(piece)
    this.#length += piece.length
    if (this.#frame !== undefined) return
    this.#frame = requestAnimationFrame(() => this.#tell())
    this.#timer = setTimeout(() => this.#tell(), longestWaitMs)
  }

  end(): void {
    this.#tell()
    this.#isEnded.set(true)
  }

  /** The pieces from an index on, as one text; those that readers were not told of come later. */
  since(index: number): string {
    return this.#pieces.slice(index, this.#count()).join('')
  }

  whole(): string {
    return this.#pieces.join('')
  }

  #tell(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
    this.#frame = undefined
    this.#count.set(this.#pieces.length)
  }
}
