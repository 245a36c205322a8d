import { bufferOf } from '../../buffer-of.ts'
import {
  HttpTimeout,
  type ResponseControl,
  type ResponseHandler,
} from '../../../egress/http/exchange.ts'
import { type ProviderReply, type StreamEvent, UpstreamFailure } from '../../model-call.ts'
import { joinBytes } from '../../endpoints/event-data.ts'
import { nextOf, type PollableStream } from '../../polling.ts'
import { BodyRoom } from '../../stream/body-room.ts'
import { ByteQueue } from '../../stream/byte-queue.ts'
import { KeptPieces } from '../../stream/own-memory.ts'
import { SseReader } from '../../stream/sse-reader.ts'
import { MaskedStream } from './masked-stream.ts'

/** A whole answer up to here is held; a longer one is passed on as it comes, unless it is an error. */
const maxWholeBytes = 1024 * 1024
const maxEventBytes = 16 * 1024 * 1024

/** What is passed on as it comes from its first byte. */
const binaryTypes = /^(?:audio|video|image)\/|^application\/octet-stream/

/** Headers of the upstream's answer that a client of ours can use. */
const passedHeaders: ReadonlySet<string> = new Set([
  'content-type',
  'retry-after',
  'retry-after-ms',
])

/** Why an exchange was ended from our side; told apart from the upstream's own errors. */
const abandoned = new Error('The reader of this stream has left.')

/**
 * The answer to one request. Resolves when the whole body is here or, for an event stream, when its
 * headers are.
 */
export class Exchange implements ResponseHandler {
  readonly reply: Promise<ProviderReply>
  readonly #settled: PromiseWithResolvers<ProviderReply>
  #status = 0
  #headers: Record<string, string> = {}
  /** `content-length`, where the upstream said it. */
  #length: string | null = null
  readonly #whole = new KeptPieces()
  #wholeBytes = 0
  #room: BodyRoom | null = null
  #stream: ByteQueue | null = null
  #hasStreamBytes = false
  /** Never leaves: an answer that quotes it has it masked. */
  readonly #secret: string | null
  readonly #accept: (reply: ProviderReply) => ProviderReply

  /** `accept` makes what the caller gets of the provider's answer, or throws why it is none. */
  constructor(secret: string | null, accept: (reply: ProviderReply) => ProviderReply) {
    this.#secret = secret
    this.#accept = accept
    this.#settled = Promise.withResolvers()
    this.reply = this.#settled.promise
  }

  onResponseStart(
    control: ResponseControl,
    status: number,
    headers: readonly string[],
  ): Buffer | undefined {
    this.#status = status
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at] as string
      if (passedHeaders.has(name)) this.#headers[name] = headers[at + 1] as string
      else if (name === 'content-length') this.#length = headers[at + 1] as string
    }
    if (status < 300 && this.#beginStream(control)) return undefined
    this.#room = BodyRoom.take(Number(this.#length))
    return this.#room?.bytes
  }

  /** Whether the answer is passed on as it comes. */
  #beginStream(control: ResponseControl): boolean {
    const contentType = this.#headers['content-type'] ?? ''
    if (contentType.startsWith('text/event-stream')) {
      const body = new EventStream(this.#openStream(control), this.#secret)
      this.#answer({ status: this.#status, headers: this.#headers, body })
    } else if (binaryTypes.test(contentType)) this.#passBytes(control)
    return this.#stream !== null
  }

  #openStream(control: ResponseControl): ByteQueue {
    this.#stream = new ByteQueue({
      pause: () => control.pause(),
      resume: () => control.resume(),
      abort: () => control.abort(abandoned),
    })
    return this.#stream
  }

  /** Passes on what has come and all that follows, without holding it. */
  #passBytes(control: ResponseControl): void {
    const stream = this.#openStream(control)
    for (const chunk of this.#whole.take()) stream.push(chunk)
    this.#hasStreamBytes = this.#wholeBytes > 0
    if (this.#length !== null) this.#headers['content-length'] = this.#length
    const pieces = this.#secret === null ? stream : new MaskedStream(stream, this.#secret)
    this.#answer({ status: this.#status, headers: this.#headers, body: { pieces } })
  }

  onResponseData(control: ResponseControl, chunk: Buffer): void {
    if (this.#stream !== null) {
      this.#hasStreamBytes = true
      this.#stream.push(chunk)
      return
    }
    this.#whole.push(chunk)
    this.#wholeBytes += chunk.length
    if (this.#wholeBytes <= maxWholeBytes) return
    if (this.#status >= 300) control.abort(new RangeError('The answer is too large.'))
    else this.#passBytes(control)
  }

  onResponseEnd(): void {
    if (this.#stream !== null) {
      this.#stream.finish(null)
      return
    }
    const room = this.#room
    this.#answer({
      status: this.#status,
      headers: this.#headers,
      body: masked(joinBytes(this.#whole.take()), this.#secret),
      release: room === null ? null : () => room.giveBack(),
    })
  }

  onResponseError(error: Error): void {
    if (this.#stream !== null) {
      this.#stream.finish(error === abandoned ? null : this.#failureOf(error, this.#hasStreamBytes))
      return
    }
    this.#settled.reject(this.#failureOf(error, this.#wholeBytes > 0))
  }

  #answer(reply: ProviderReply): void {
    try {
      this.#settled.resolve(this.#accept(reply))
    } catch (error) {
      this.#settled.reject(error)
    }
  }

  /** Names what broke, and decides once whether another try can help: only while nothing has come. */
  #failureOf(error: Error, hasBytes: boolean): UpstreamFailure {
    const hasBegun = this.#status !== 0
    return failureOf(error, { hasBegun, hasBytes })
  }
}

/** The events of a stream as its bytes come. Not a generator: returning early must not wait for the next bytes. */
class EventStream implements PollableStream<readonly StreamEvent[]> {
  readonly #chunks: ByteQueue
  readonly #secret: string | null
  readonly #reader = new SseReader(maxEventBytes)

  constructor(chunks: ByteQueue, secret: string | null) {
    this.#chunks = chunks
    this.#secret = secret
  }

  poll(wake: () => void): IteratorResult<readonly StreamEvent[]> | null {
    for (;;) {
      const chunk = this.#chunks.poll(wake)
      if (chunk === null) return null
      if (chunk.done === true) return { done: true, value: undefined }
      const events = this.#read(chunk.value)
      if (events.length > 0) return { done: false, value: events }
    }
  }

  next(): Promise<IteratorResult<readonly StreamEvent[]>> {
    return nextOf(this)
  }

  async return(): Promise<IteratorResult<readonly StreamEvent[]>> {
    await this.#chunks.return()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #read(chunk: Buffer): readonly StreamEvent[] {
    try {
      return this.#reader.push(chunk).map((event) => withoutSecret(event, this.#secret))
    } catch (error) {
      void this.#chunks.return()
      if (!(error instanceof RangeError)) throw error
      throw new UpstreamFailure('upstream_invalid', error.message, { cause: error })
    }
  }
}

function withoutSecret(event: StreamEvent, secret: string | null): StreamEvent {
  const bytes = masked(event.bytes, secret)
  if (secret === null || bytes === event.bytes) return event
  return { ...event, bytes, data: event.data?.replaceAll(secret, mask) ?? null }
}

const mask = '***'

/** Writes a secret over that an answer quotes. */
export function masked(bytes: Uint8Array, secret: string | null): Uint8Array {
  const buffer = bufferOf(bytes)
  if (secret === null || !buffer.includes(secret)) return bytes
  return Buffer.from(buffer.toString('utf8').replaceAll(secret, mask))
}

function failureOf(
  error: Error,
  { hasBegun, hasBytes }: { readonly hasBegun: boolean; readonly hasBytes: boolean },
): UpstreamFailure {
  if (error instanceof UpstreamFailure) return error
  if (error instanceof RangeError) {
    return new UpstreamFailure('upstream_invalid', error.message, { cause: error })
  }
  if (error instanceof HttpTimeout) return timeoutFailure(error, hasBytes)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const detail = { isRetryable: !hasBytes, cause: error }
  switch (code) {
    case 'UND_ERR_CONNECT_TIMEOUT':
      return new UpstreamFailure(
        'upstream_connect_timeout',
        'The provider could not be connected to in time.',
        detail,
      )
    default:
      return hasBegun
        ? new UpstreamFailure(
            'upstream_truncated',
            'The provider closed the connection before the answer was whole.',
            detail,
          )
        : new UpstreamFailure('upstream_unreachable', 'The provider could not be reached.', detail)
  }
}

function timeoutFailure(cause: HttpTimeout, hasBytes: boolean): UpstreamFailure {
  return cause.phase === 'idle' && hasBytes
    ? new UpstreamFailure(
        'upstream_idle_timeout',
        'The provider stopped in the middle of its answer.',
        { cause },
      )
    : new UpstreamFailure(
        'upstream_first_byte_timeout',
        'The provider did not begin to answer in time.',
        { isRetryable: true, cause },
      )
}
