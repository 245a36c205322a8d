import { serverStopping } from '@llavero/protocol/error-messages.ts'
import { type ErrorCode, GatewayError } from '@llavero/protocol/errors.ts'
import type { StreamReading } from '../endpoints/endpoint-row.ts'
import { rowOf } from '../endpoints/endpoints.ts'
import { type RoutedReply, type Ticket, UpstreamFailure, type Verdict } from '../model-call.ts'
import { nextOf, pollable, type PollableStream } from '../polling.ts'
import { together } from '../stream/own-memory.ts'
import { type AccountParts, closeAccount } from './call-account.ts'
import type { OpenStream, OpenStreams } from './open-streams.ts'
import { overheadOf } from './reply-headers.ts'

/** What is still read of a stream whose client has left, so that its usage is known. */
const mostDrainedBytes = 8 * 1024 * 1024
const longestDrainMs = 120_000
/** Once so much is kept of an answer, where content is stored, no more is. */
const enoughStoredBytes = 256 * 1024

export interface StreamParts extends AccountParts {
  /** Calls back after the time, unless the returned function is called first. */
  readonly after: (durationMs: number, callback: () => void) => () => void
  readonly open: OpenStreams
}

/** A reply, what it consists of, and who reads along. */
interface StreamedReply<Batch> {
  readonly reply: RoutedReply
  readonly batches: AsyncIterable<Batch>
  readonly reading: StreamReading<Batch>
}

/**
 * A stream on its way to the client. It ends in exactly one verdict, in `#close`; a cut upstream gives
 * the client an error event and no end, or breaks the connection where bytes have no room for one. When the
 * client leaves first (`return`), the rest is read behind the scenes, up to a cap, so that the provider's usage
 * is recorded all the same.
 */
export class MeteredStream<Batch> implements PollableStream<Uint8Array>, OpenStream {
  readonly #parts: StreamParts
  readonly #ticket: Ticket
  readonly #reply: RoutedReply
  readonly #batches: PollableStream<Batch>
  readonly #reading: StreamReading<Batch>
  readonly #overheadMs: number
  readonly #stored: Uint8Array[] = []
  #storedBytes = 0
  /** Of a client that waits. */
  #wake: (() => void) | null = null
  #isClosed = false
  #hasClientLeft = false
  /** What a client that is here has still to be told after the end. */
  #farewell: GatewayError | null = null

  constructor(parts: StreamParts, ticket: Ticket, streamed: StreamedReply<Batch>) {
    const { reply, batches, reading } = streamed
    this.#parts = parts
    this.#ticket = ticket
    this.#reply = reply
    this.#batches = pollable(batches)
    this.#reading = reading
    this.#overheadMs = overheadOf(ticket, reply)
    parts.open.add(this)
  }

  poll(wake: () => void): IteratorResult<Uint8Array> | null {
    while (!this.#isClosed && !this.#hasClientLeft) {
      this.#wake = wake
      const bytes = this.#read()
      if (bytes === null) return null
      this.#wake = null
      if (bytes.length === 0) continue
      this.#store(bytes)
      return { done: false, value: bytes }
    }
    const farewell = this.#farewell
    this.#farewell = null
    if (farewell !== null) return { done: false, value: this.#eventOf(farewell) }
    return { done: true, value: undefined }
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    return nextOf(this)
  }

  /** The client has left. */
  return(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#isClosed && !this.#hasClientLeft) {
      this.#hasClientLeft = true
      void this.#drain()
      this.#wakeClient()
    }
    return Promise.resolve({ done: true, value: undefined })
  }

  /** The grace time of a server that stops is over. */
  stop(): void {
    if (this.#isClosed) return
    const error = new GatewayError('shutting_down', serverStopping)
    if (this.#hasClientLeft) this.#close('client_gone', null)
    else {
      this.#farewell = error
      this.#close('server_stopped', error.code)
      this.#wakeClient()
    }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** Once for each time that it waits: whoever else wakes it comes too late. */
  readonly #wakeClient = (): void => {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }

  /** The next bytes for the client, null where none have come; the last ones close the stream. */
  #read(): Uint8Array | null {
    try {
      const batch = this.#batches.poll(this.#wakeClient)
      if (batch === null) return null
      if (batch.done === true) return this.#finish()
      const bytes = this.#reading.take(batch.value)
      if (this.#reading.isDone) this.#close('complete', null)
      else if (this.#reading.fault === 'upstream_error')
        this.#close('provider_error', 'upstream_error')
      else if (this.#reading.fault !== null) return Buffer.concat([bytes, this.#cut(garbage)])
      return bytes
    } catch (error) {
      if (error instanceof UpstreamFailure) {
        return this.#reading.isWhole ? this.#finish() : this.#cut(error)
      }
      if (!this.#isClosed) this.#close('provider_error', 'server_error')
      throw error
    }
  }

  /** The upstream has closed. */
  #finish(): Uint8Array {
    const { hasEvents, isWhole } = this.#reading
    if (hasEvents && !isWhole) return this.#cut(truncation)
    this.#close('complete', null)
    return new Uint8Array(0)
  }

  /** Ends the client's stream with an error event instead of its proper end. */
  #cut(failure: UpstreamFailure): Uint8Array {
    this.#close(
      failure.fault === 'upstream_truncated' ? 'truncated' : 'provider_error',
      failure.fault,
    )
    return this.#eventOf(new GatewayError(failure.fault, failure.message))
  }

  /** Throws the error where bytes have no room for an event. */
  #eventOf(error: GatewayError): Uint8Array {
    if (!this.#reading.hasEvents) throw error
    return Buffer.from(`data: ${JSON.stringify(error.toBody())}\n\n`)
  }

  #close(verdict: Verdict, errorCode: ErrorCode | null): void {
    this.#isClosed = true
    this.#parts.open.delete(this)
    const { call } = this.#ticket
    const row = rowOf(call.endpoint)
    closeAccount(this.#parts, this.#ticket, {
      verdict: this.#hasClientLeft ? 'client_gone' : verdict,
      status: this.#reply.status,
      errorCode,
      target: this.#reply.target,
      attempts: this.#reply.attempts,
      failedTries: this.#reply.failedTries,
      usage: this.#reading.usage ?? row.estimateUsage(call, this.#reading.output),
      firstByteMs: this.#reply.firstByteAt - call.arrivedAt,
      overheadMs: this.#overheadMs,
      responseText: Buffer.concat(this.#stored).toString('utf8'),
    })
    void this.#release()
  }

  /** Lets an upstream that has said everything end by itself, so that its connection can serve again. */
  async #release(): Promise<void> {
    const stop = this.#parts.after(1_000, () => void this.#batches.return())
    try {
      if (this.#reading.isDone) while ((await this.#batches.next()).done !== true);
      else await this.#batches.return()
    } catch {
      // The verdict is given; what the upstream does now changes nothing.
    } finally {
      stop()
    }
  }

  async #drain(): Promise<void> {
    // The simulator bills nothing: what is computed for nobody would only hold up the others.
    const isStopped =
      this.#ticket.call.stopsWithClient === true || this.#reply.target.dialect === 'sim'
    let bytesLeft = isStopped ? 0 : mostDrainedBytes
    const stop = this.#parts.after(
      isStopped ? 0 : longestDrainMs,
      () => void this.#batches.return(),
    )
    try {
      while (!this.#isClosed && bytesLeft > 0 && this.#reading.tellsUsage) {
        const batch = await this.#batches.next()
        if (batch.done === true) break
        bytesLeft -= this.#reading.take(batch.value).length
        if (this.#reading.isDone || this.#reading.fault !== null) break
      }
    } catch {
      // The client has left: how the upstream ends changes nothing but the usage that is known.
    }
    stop()
    if (!this.#isClosed) this.#close('client_gone', null)
  }

  #store(bytes: Uint8Array): void {
    if (!this.#parts.storesContent || this.#storedBytes > enoughStoredBytes) return
    // Kept for as long as the stream lives.
    this.#stored.push(together([bytes]))
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
