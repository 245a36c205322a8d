import { type Signal, signal, type WritableSignal } from '@angular/core'

/** A text that only grows at its end, for readers that want what is new and not the whole again. */
export class GrowingText {
  readonly #pieces: string[]
  readonly #count: WritableSignal<number>
  readonly #isEnded: WritableSignal<boolean>
  #length: number

  /** How many pieces have come; a signal, so that readers follow it. */
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
    this.#count.set(this.#pieces.length)
  }

  end(): void {
    this.#isEnded.set(true)
  }

  /** The pieces from an index on, as one text. */
  since(index: number): string {
    return this.#pieces.slice(index).join('')
  }

  whole(): string {
    return this.#pieces.join('')
  }
}
