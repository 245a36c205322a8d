/**
 * A stream that can be read without a promise for each piece: what has come is taken, read and handed on
 * in the turn in which it came. Promises at each step of the way were half of what an event allocated.
 */
export interface PollableStream<Piece> extends AsyncIterableIterator<Piece> {
  /**
   * What is there already. Null where nothing is: `wake` is then called once when it is worth asking
   * again, unless somebody else asks in the meantime. Throws what `next` rejects with.
   */
  poll(wake: () => void): IteratorResult<Piece> | null
  return(): Promise<IteratorResult<Piece>>
}

/** `next` of a stream that can be polled. */
export function nextOf<Piece>(stream: PollableStream<Piece>): Promise<IteratorResult<Piece>> {
  return new Promise((resolve, reject) => {
    const ask = () => {
      try {
        const result = stream.poll(ask)
        if (result !== null) resolve(result)
      } catch (error) {
        reject(error)
      }
    }
    ask()
  })
}

/** The same stream, so that it can be polled. */
export function pollable<Piece>(stream: AsyncIterable<Piece>): PollableStream<Piece> {
  const pieces = stream[Symbol.asyncIterator]()
  return 'poll' in pieces ? (pieces as PollableStream<Piece>) : new PolledIterator(pieces)
}

type Outcome<Piece> = { readonly result: IteratorResult<Piece> } | { readonly error: unknown }

class PolledIterator<Piece> implements PollableStream<Piece> {
  readonly #pieces: AsyncIterator<Piece>
  #isAsked = false
  #wake: () => void = () => {}
  #come: Outcome<Piece> | null = null

  constructor(pieces: AsyncIterator<Piece>) {
    this.#pieces = pieces
  }

  poll(wake: () => void): IteratorResult<Piece> | null {
    const come = this.#come
    if (come === null) {
      this.#wake = wake
      if (!this.#isAsked) this.#ask()
      return null
    }
    this.#come = null
    if ('error' in come) throw come.error
    return come.result
  }

  next(): Promise<IteratorResult<Piece>> {
    return nextOf(this)
  }

  async return(): Promise<IteratorResult<Piece>> {
    await this.#pieces.return?.()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** Once at a time: whoever polls next gets what one who has left asked for. */
  #ask(): void {
    this.#isAsked = true
    const settle = (come: Outcome<Piece>) => {
      this.#isAsked = false
      this.#come = come
      this.#wake()
    }
    this.#pieces.next().then(
      (result) => settle({ result }),
      (error: unknown) => settle({ error }),
    )
  }
}
