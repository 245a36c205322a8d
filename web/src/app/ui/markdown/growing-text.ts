import { signal } from '@angular/core'

/** A text that only grows at its end, for readers that want what is new and not the whole again. */
export class GrowingText {
  readonly #pieces: string[] = []
  readonly #count = signal(0)
  readonly #isEnded = signal(false)
  #length = 0

  /** How many pieces have come; a signal, so that readers follow it. */
  readonly count = this.#count.asReadonly()
  readonly isEnded = this.#isEnded.asReadonly()

  static of(text: string): GrowingText {
    const whole = new GrowingText()
    whole.push(text)
    whole.end()
    return whole
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
