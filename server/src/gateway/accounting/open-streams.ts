/** What is still being read of an upstream. */
export interface OpenStream {
  /** Settles what came so far, and tells the client where it is still there. */
  stop(): void
}

/** The streams that have no verdict yet, for the end of the grace time of a server that stops. */
export class OpenStreams {
  readonly #streams = new Set<OpenStream>()
  #isStopped = false

  /** From here on nothing begins any more, and what breaks is not the provider's fault. */
  get isStopped(): boolean {
    return this.#isStopped
  }

  add(stream: OpenStream): void {
    this.#streams.add(stream)
  }

  delete(stream: OpenStream): void {
    this.#streams.delete(stream)
  }

  stop(): void {
    this.#isStopped = true
    for (const stream of this.#streams) stream.stop()
  }
}
