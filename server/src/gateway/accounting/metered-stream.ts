import { GatewayError } from '@llavero/protocol/errors.ts'
import {
  type RoutedReply,
  type StreamEvent,
  type Ticket,
  UpstreamFailure,
  type Verdict,
} from '../model-call.ts'
import { type AccountParts, closeAccount } from './call-account.ts'
import { ChatStreamReading } from './chat-stream-reading.ts'
import { estimateUsage } from './usage.ts'

/** What is still read of a stream whose client has left, so that its usage is known. */
const drainedBytes = 8 * 1024 * 1024
const drainedMs = 120_000
/** What is kept of an answer where content is stored. */
const storedBytes = 256 * 1024

export interface StreamParts extends AccountParts {
  /** Calls back after the time, unless the returned function is called first. */
  readonly after: (durationMs: number, callback: () => void) => () => void
}

type StreamedReply = RoutedReply & { readonly body: AsyncIterable<readonly StreamEvent[]> }

/**
 * A stream on its way to the client. It ends in exactly one verdict, in `#close`; a cut upstream gives
 * the client an error event and no `[DONE]`. When the client leaves first (`return`), the rest is read
 * behind the scenes, up to a cap, so that the provider's usage is recorded all the same.
 */
export class MeteredStream implements AsyncIterableIterator<Uint8Array> {
  readonly #parts: StreamParts
  readonly #ticket: Ticket
  readonly #reply: StreamedReply
  readonly #events: AsyncIterator<readonly StreamEvent[]>
  readonly #reading: ChatStreamReading
  readonly #overheadMs: number
  readonly #stored: Uint8Array[] = []
  #storedBytes = 0
  #pendingRead: Promise<Uint8Array> | null = null
  #isClosed = false
  #hasClientLeft = false

  constructor(parts: StreamParts, ticket: Ticket, reply: StreamedReply) {
    this.#parts = parts
    this.#ticket = ticket
    this.#reply = reply
    this.#events = reply.body[Symbol.asyncIterator]()
    this.#reading = new ChatStreamReading(ticket.call.body.stream_options?.include_usage === true)
    this.#overheadMs = performance.now() - ticket.call.arrivedAt - reply.waitedMs
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    while (!this.#isClosed) {
      this.#pendingRead = this.#read()
      const bytes = await this.#pendingRead
      if (bytes.length === 0) continue
      this.#store(bytes)
      return { done: false, value: bytes }
    }
    return { done: true, value: undefined }
  }

  /** The client has left. */
  return(): Promise<IteratorResult<Uint8Array>> {
    this.#hasClientLeft = true
    if (!this.#isClosed) void this.#drain()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** The next bytes for the client; the last ones close the stream. */
  async #read(): Promise<Uint8Array> {
    try {
      const batch = await this.#events.next()
      if (batch.done === true) return this.#cut(truncation)
      const bytes = this.#reading.take(batch.value)
      if (this.#reading.isDone) this.#close('complete', null)
      else if (this.#reading.fault === 'upstream_error')
        this.#close('provider_error', 'upstream_error')
      else if (this.#reading.fault !== null) return Buffer.concat([bytes, this.#cut(garbage)])
      return bytes
    } catch (error) {
      if (error instanceof UpstreamFailure) return this.#cut(error)
      this.#close('provider_error', 'server_error')
      throw error
    }
  }

  /** Ends the client's stream with an error event instead of `[DONE]`. */
  #cut(failure: UpstreamFailure): Uint8Array {
    this.#close(
      failure.fault === 'upstream_truncated' ? 'truncated' : 'provider_error',
      failure.fault,
    )
    const error = new GatewayError(failure.fault, failure.message)
    return Buffer.from(`data: ${JSON.stringify(error.toBody())}\n\n`)
  }

  #close(verdict: Verdict, errorCode: UpstreamFailure['fault'] | 'server_error' | null): void {
    this.#isClosed = true
    const { call } = this.#ticket
    closeAccount(this.#parts, this.#ticket, {
      verdict: this.#hasClientLeft ? 'client_gone' : verdict,
      status: this.#reply.status,
      errorCode,
      target: this.#reply.target,
      attempts: this.#reply.attempts,
      usage: this.#reading.usage ?? estimateUsage(call, this.#reading.output),
      firstByteMs: this.#reply.firstByteAt - call.arrivedAt,
      overheadMs: this.#overheadMs,
      responseText: Buffer.concat(this.#stored).toString('utf8'),
    })
    void this.#release()
  }

  /** Lets an upstream that has said everything end by itself, so that its connection can serve again. */
  async #release(): Promise<void> {
    const stop = this.#parts.after(1_000, () => void this.#events.return?.())
    try {
      if (this.#reading.isDone) while ((await this.#events.next()).done !== true);
      else await this.#events.return?.()
    } catch {
      // The verdict is given; what the upstream does now changes nothing.
    } finally {
      stop()
    }
  }

  async #drain(): Promise<void> {
    let bytesLeft = drainedBytes
    const stop = this.#parts.after(drainedMs, () => void this.#events.return?.())
    try {
      // The events have one reader at a time: the one that the client was waiting for goes first.
      await this.#pendingRead
      while (!this.#isClosed && bytesLeft > 0) {
        const batch = await this.#events.next()
        if (batch.done === true) break
        this.#reading.take(batch.value)
        for (const event of batch.value) bytesLeft -= event.bytes.length
        if (this.#reading.isDone || this.#reading.fault !== null) break
      }
    } catch {
      // The client has left: how the upstream ends changes nothing but the usage that is known.
    }
    stop()
    if (!this.#isClosed) this.#close('client_gone', null)
  }

  #store(bytes: Uint8Array): void {
    if (!this.#parts.storesContent || this.#storedBytes > storedBytes) return
    this.#stored.push(bytes)
    this.#storedBytes += bytes.length
  }
}

const truncation = new UpstreamFailure(
  'upstream_truncated',
  'The provider closed the stream before its end.',
)
const garbage = new UpstreamFailure(
  'upstream_invalid',
  'The provider sent an event that is no JSON.',
)
