export interface BatchSlotsParts {
  /** Lines at the same time, over all batches of this process, while nobody else calls. */
  readonly maxLines: number
  /** Calls of clients that wait for their answer. */
  readonly interactiveCalls: () => number
}

/** How long a line waits before it looks again whether the clients have gone. */
const lookAgainMs = 50

/**
 * Lets lines of batches be sent where no client needs the place: each call that somebody waits for takes
 * one away, down to a single one, so that a batch goes on but never stands in the way.
 */
export class BatchSlots {
  readonly #parts: BatchSlotsParts
  readonly #waiting: (() => void)[] = []
  #taken = 0
  #isLooking = false

  constructor(parts: BatchSlotsParts) {
    this.#parts = parts
  }

  /** Resolves when a line may be sent; the returned function gives its place to another one. */
  async take(): Promise<() => void> {
    if (this.#waiting.length > 0 || !this.#hasRoom) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
        this.#lookAgain()
      })
    } else this.#taken += 1
    return this.#release
  }

  get #hasRoom(): boolean {
    const { maxLines, interactiveCalls } = this.#parts
    return this.#taken < Math.max(1, maxLines - interactiveCalls())
  }

  readonly #release = (): void => {
    this.#taken -= 1
    this.#admit()
  }

  #admit(): void {
    while (this.#waiting.length > 0 && this.#hasRoom) {
      this.#taken += 1
      this.#waiting.shift()?.()
    }
    if (this.#waiting.length > 0) this.#lookAgain()
  }

  #lookAgain(): void {
    if (this.#isLooking) return
    this.#isLooking = true
    setTimeout(() => {
      this.#isLooking = false
      this.#admit()
    }, lookAgainMs).unref()
  }
}
