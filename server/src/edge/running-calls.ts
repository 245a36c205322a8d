import { serverStopping } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'

/** The calls that are being answered, so that a graceful stop can let them finish. */
export class RunningCalls {
  #count = 0
  #begun = 0
  #isStopping = false
  readonly #idle = Promise.withResolvers<void>()

  /** Counts a call in; the returned function counts it out. Throws GatewayError once the server is stopping. */
  enter(): () => void {
    if (this.#isStopping) {
      throw new GatewayError('shutting_down', serverStopping, { retryAfterMs: 1_000 })
    }
    this.#count++
    this.#begun++
    return this.#leave
  }

  /** Calls whose client is still here. */
  get count(): number {
    return this.#count
  }

  /** Calls that ever began. */
  get begun(): number {
    return this.#begun
  }

  /** Takes no more calls; resolves when the last one has been answered. */
  stop(): Promise<void> {
    this.#isStopping = true
    if (this.#count === 0) this.#idle.resolve()
    return this.#idle.promise
  }

  readonly #leave = (): void => {
    this.#count--
    if (this.#isStopping && this.#count === 0) this.#idle.resolve()
  }
}
