import type { Dispatcher } from 'undici'
import { type ProviderReply, type StreamEvent, UpstreamFailure } from '../../model-call.ts'
import { ByteQueue } from '../../stream/byte-queue.ts'
import { SseReader } from '../../stream/sse-reader.ts'
import { MaskedStream } from './masked-stream.ts'

/** A whole answer up to here is held; a longer one is passed on as it comes, unless it is an error. */
const maxWholeBytes = 1024 * 1024
const maxEventBytes = 16 * 1024 * 1024

/** What is passed on as it comes from its first byte. */
const binaryTypes = /^(?:audio|video|image)\/|^application\/octet-stream/

/** Headers of the upstream's answer that a client of ours can use. */
const passedHeaders = ['content-type', 'retry-after', 'retry-after-ms', 'openai-version'] as const

/** Why an exchange was ended from our side; told apart from the upstream's own errors. */
const abandoned = new Error('The reader of this stream has left.')

export interface ExchangeOptions {
  /** Never leaves: an answer that quotes it has it masked. */
  readonly secret: string | null
  /** From the request's way onto a connection to the final headers. */
  readonly firstByteTimeoutMs: number
}

/**
 * One request and its answer on undici's lowest level. Resolves when the whole body is here or, for an
 * event stream, when its headers are.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly reply: Promise<ProviderReply>
  readonly #settled: PromiseWithResolvers<ProviderReply>
  #status = 0
  #headers: Record<string, string> = {}
  /** `content-length`, where the upstream said it. */
  #length: string | null = null
  #whole: Buffer[] = []
  #wholeBytes = 0
  #stream: ByteQueue | null = null
  #hasStreamBytes = false
  #firstByteTimer: NodeJS.Timeout | undefined
  readonly #secret: string | null
  readonly #firstByteTimeoutMs: number

  constructor({ secret, firstByteTimeoutMs }: ExchangeOptions) {
    this.#secret = secret
    this.#firstByteTimeoutMs = firstByteTimeoutMs
    this.#settled = Promise.withResolvers()
    this.reply = this.#settled.promise
  }

  /** The library's own timeout would begin anew with each interim answer (1xx): without end. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    clearTimeout(this.#firstByteTimer)
    this.#firstByteTimer = setTimeout(
      () => controller.abort(firstByteTimeout()),
      this.#firstByteTimeoutMs,
    )
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return
    clearTimeout(this.#firstByteTimer)
    this.#status = status
    for (const name of passedHeaders) {
      const value = headers[name]
      if (typeof value === 'string') this.#headers[name] = value
    }
    if (typeof headers['content-length'] === 'string') this.#length = headers['content-length']
    if (status >= 300) return
    const contentType = this.#headers['content-type'] ?? ''
    if (contentType.startsWith('text/event-stream')) {
      const body = new EventStream(this.#openStream(controller), this.#secret)
      this.#settled.resolve({ status, headers: this.#headers, body })
    } else if (binaryTypes.test(contentType)) this.#passBytes(controller)
  }

  #openStream(controller: Dispatcher.DispatchController): ByteQueue {
    this.#stream = new ByteQueue({
      pause: () => controller.pause(),
      resume: () => controller.resume(),
      abort: () => controller.abort(abandoned),
    })
    return this.#stream
  }

  /** Passes on what has come and all that follows, without holding it. */
  #passBytes(controller: Dispatcher.DispatchController): void {
    const stream = this.#openStream(controller)
    for (const chunk of this.#whole) stream.push(chunk)
    this.#hasStreamBytes = this.#whole.length > 0
    this.#whole = []
    if (this.#length !== null) this.#headers['content-length'] = this.#length
    const pieces = this.#secret === null ? stream : new MaskedStream(stream, this.#secret)
    this.#settled.resolve({ status: this.#status, headers: this.#headers, body: { pieces } })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#stream !== null) {
      this.#hasStreamBytes = true
      this.#stream.push(chunk)
      return
    }
    this.#whole.push(chunk)
    this.#wholeBytes += chunk.length
    if (this.#wholeBytes <= maxWholeBytes) return
    if (this.#status >= 300) controller.abort(new RangeError('The answer is too large.'))
    else this.#passBytes(controller)
  }

  onResponseEnd(): void {
    if (this.#stream !== null) {
      this.#stream.finish(null)
      return
    }
    const [first] = this.#whole
    const body =
      this.#whole.length === 1 && first !== undefined ? first : Buffer.concat(this.#whole)
    this.#settled.resolve({
      status: this.#status,
      headers: this.#headers,
      body: masked(body, this.#secret),
    })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.#firstByteTimer)
    if (this.#stream !== null) {
      this.#stream.finish(error === abandoned ? null : this.#failureOf(error, this.#hasStreamBytes))
      return
    }
    this.#settled.reject(this.#failureOf(error, this.#wholeBytes > 0))
  }

  /** Names what broke, and decides once whether another try can help: only while nothing has come. */
  #failureOf(error: Error, hasBytes: boolean): UpstreamFailure {
    const hasBegun = this.#status !== 0
    return failureOf(error, { hasBegun, hasBytes })
  }
}

/** The events of a stream as its bytes come. Not a generator: returning early must not wait for the next bytes. */
class EventStream implements AsyncIterableIterator<readonly StreamEvent[]> {
  readonly #chunks: ByteQueue
  readonly #secret: string | null
  readonly #reader = new SseReader(maxEventBytes)

  constructor(chunks: ByteQueue, secret: string | null) {
    this.#chunks = chunks
    this.#secret = secret
  }

  async next(): Promise<IteratorResult<readonly StreamEvent[]>> {
    for (;;) {
      const chunk = await this.#chunks.next()
      if (chunk.done === true) return { done: true, value: undefined }
      const events = this.#read(chunk.value)
      if (events.length > 0) return { done: false, value: events }
    }
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

function masked(bytes: Uint8Array, secret: string | null): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
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
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const detail = { isRetryable: !hasBytes, cause: error }
  switch (code) {
    case 'UND_ERR_CONNECT_TIMEOUT':
      return new UpstreamFailure(
        'upstream_connect_timeout',
        'The provider could not be connected to in time.',
        detail,
      )
    case 'UND_ERR_BODY_TIMEOUT':
      return hasBytes
        ? new UpstreamFailure(
            'upstream_idle_timeout',
            'The provider stopped in the middle of its answer.',
            detail,
          )
        : firstByteTimeout(error)
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

function firstByteTimeout(cause?: Error): UpstreamFailure {
  return new UpstreamFailure(
    'upstream_first_byte_timeout',
    'The provider did not begin to answer in time.',
    { isRetryable: true, cause },
  )
}
