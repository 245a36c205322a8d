import { GatewayError } from '@llavero/protocol/errors.ts'
import { bufferOf } from '../gateway/buffer-of.ts'
import { together } from '../gateway/stream/own-memory.ts'

export interface StreamLogsParts {
  /** Runs the callback after the time; the returned function calls it off. */
  readonly after: (durationMs: number, callback: () => void) => () => void
}

/** Of one stream: twice the longest answer that models write today. */
const mostStreamBytes = 8 * 1024 * 1024
/** Of memory for all streams: beyond it no new one is kept. */
const mostBytes = 256 * 1024 * 1024
/** What the engine takes for one event that is kept, besides its bytes; 350 were measured. */
const keptEventBytes = 350
/** How far a client that reads may be behind before the provider is made to wait. */
const mostBehindBytes = 1024 * 1024
/** How long an interrupted client may take to come back, and how long a finished stream is kept. */
const keptMs = 120_000

/**
 * The streams whose clients asked to be able to pick them up again. Each event gets an `id:` line, and
 * is kept for a while: a client that was cut off sends its request again with `Last-Event-ID`, as the
 * event-stream standard says (https://html.spec.whatwg.org/multipage/server-sent-events.html), and gets
 * what it has missed, from this process, without the model being called again.
 */
export class StreamLogs {
  readonly #parts: StreamLogsParts
  readonly #logs = new Map<string, StreamLog>()

  constructor(parts: StreamLogsParts) {
    this.#parts = parts
  }

  /**
   * Keeps a stream, and returns it with ids. `body` yields whole events. Where the memory for it is used
   * up the stream passes without ids, and cannot be picked up.
   */
  keep(
    owner: string,
    requestId: string,
    body: AsyncIterable<Uint8Array>,
  ): AsyncIterable<Uint8Array> {
    if (this.byteCount >= mostBytes) return body
    const log = new StreamLog({
      ...this.#parts,
      owner,
      requestId,
      body,
      onEnd: () => this.#logs.delete(requestId),
    })
    this.#logs.set(requestId, log)
    return log.readFrom(0)
  }

  /** The rest of a stream after an event of it. Throws GatewayError where it is not kept, or not the owner's. */
  resume(owner: string, lastEventId: string): AsyncIterable<Uint8Array> {
    const [requestId = '', position = ''] = lastEventId.split(':')
    const log = this.#logs.get(requestId)
    const next = Number(position) + 1
    if (log?.owner !== owner || !/^\d+$/.test(position) || !log.hasFrom(next)) {
      const message = 'The stream with this Last-Event-ID is not kept any more, or never was.'
      throw new GatewayError('stream_not_kept', message, { param: 'last-event-id' })
    }
    return log.readFrom(next)
  }

  get byteCount(): number {
    let sum = 0
    for (const log of this.#logs.values()) sum += log.memoryBytes
    return sum
  }
}

interface StreamLogParts extends StreamLogsParts {
  readonly owner: string
  readonly requestId: string
  readonly body: AsyncIterable<Uint8Array>
  readonly onEnd: () => void
}

/** One stream: read once from the pipeline, and by its clients as often as they come. */
class StreamLog {
  readonly owner: string
  readonly #parts: StreamLogParts
  readonly #source: AsyncIterator<Uint8Array>
  #events: Uint8Array[] = []
  /** The number of the first event that is still kept. */
  #first = 0
  #hasEnded = false
  #failure: unknown = null
  #reader: Reader | null = null
  #changed = Promise.withResolvers<void>()
  #stopTimer: () => void = () => {}
  byteCount = 0

  constructor(parts: StreamLogParts) {
    this.#parts = parts
    this.owner = parts.owner
    this.#source = parts.body[Symbol.asyncIterator]()
    void this.#fill()
  }

  get memoryBytes(): number {
    return this.byteCount + this.#events.length * keptEventBytes
  }

  hasFrom(position: number): boolean {
    return position >= this.#first && position <= this.#first + this.#events.length
  }

  /** The newest reader is the client: one that comes back while the old connection seems alive replaces it. */
  readFrom(position: number): Reader {
    // What has ended is kept for its time, whoever reads it.
    if (!this.#hasEnded) this.#stopTimer()
    this.#reader?.detach()
    const reader = new Reader(this, position)
    this.#reader = reader
    return reader
  }

  /** What is there from a position on; null at the end of the stream. Waits where nothing is there yet. */
  async take(position: number): Promise<Uint8Array[] | null> {
    for (;;) {
      const events = this.#events.slice(position - this.#first)
      if (events.length > 0) return events
      if (this.#failure !== null) throw this.#failure
      if (this.#hasEnded) return null
      await this.#changed.promise
    }
  }

  /** The client has gone; another one may come. */
  leave(reader: Reader): void {
    if (this.#reader !== reader) return
    this.#reader = null
    this.#announce()
    if (!this.#hasEnded) this.#stopTimer = this.#parts.after(keptMs, () => this.#end())
  }

  progressed(): void {
    this.#announce()
  }

  async #fill(): Promise<void> {
    try {
      for (;;) {
        await this.#readerIsNear()
        const piece = await this.#source.next()
        if (piece.done === true) break
        for (const event of eventsIn(piece.value)) this.#append(event)
        this.#announce()
      }
    } catch (error) {
      this.#failure = error
    }
    this.#hasEnded = true
    this.#announce()
    this.#stopTimer()
    this.#stopTimer = this.#parts.after(keptMs, () => this.#end())
  }

  async #readerIsNear(): Promise<void> {
    while (this.#reader !== null && this.#bytesFrom(this.#reader.position) > mostBehindBytes) {
      await this.#changed.promise
    }
  }

  #bytesFrom(position: number): number {
    let sum = 0
    for (let at = position - this.#first; at < this.#events.length; at++) {
      sum += this.#events[at]?.byteLength ?? 0
    }
    return sum
  }

  #append(event: Uint8Array): void {
    const id = `id: ${this.#parts.requestId}:${this.#first + this.#events.length}\n`
    const bytes = together([Buffer.from(id), event])
    this.#events.push(bytes)
    this.byteCount += bytes.byteLength
    while (this.byteCount > mostStreamBytes && this.#events.length > 1 && this.#isFirstRead) {
      this.byteCount -= this.#events.shift()?.byteLength ?? 0
      this.#first++
    }
  }

  /** The client that is here has read the oldest event: what it has still to read is not given up for a new one. */
  get #isFirstRead(): boolean {
    return this.#reader === null || this.#reader.position > this.#first
  }

  #announce(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers<void>()
  }

  /** Nobody came back: what is left is drained as after any client that left. */
  #end(): void {
    this.#parts.onEnd()
    if (!this.#hasEnded) void this.#source.return?.()
  }
}

/** One client's way through a stream. */
class Reader implements AsyncIterableIterator<Uint8Array> {
  readonly #log: StreamLog
  position: number
  #isDetached = false

  constructor(log: StreamLog, position: number) {
    this.#log = log
    this.position = position
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const events = this.#isDetached ? null : await this.#log.take(this.position)
    if (events === null || this.#isDetached) return { done: true, value: undefined }
    this.position += events.length
    this.#log.progressed()
    return { done: false, value: Buffer.concat(events) }
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    this.#isDetached = true
    this.#log.leave(this)
    return Promise.resolve({ done: true, value: undefined })
  }

  detach(): void {
    this.#isDetached = true
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

/** The pipeline passes whole events on: each ends with its blank line, LF or CRLF as the provider writes it. */
function* eventsIn(piece: Uint8Array): Generator<Uint8Array> {
  const bytes = bufferOf(piece)
  for (let start = 0; start < bytes.length;) {
    const next = endOfEvent(bytes, start)
    yield bytes.subarray(start, next)
    start = next
  }
}

const lineFeed = 0x0a
const carriageReturn = 0x0d

function endOfEvent(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(lineFeed, start); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) {
    const isCrLf = bytes[at + 1] === carriageReturn && bytes[at + 2] === lineFeed
    if (isCrLf) return at + 3
    if (bytes[at + 1] === lineFeed) return at + 2
  }
  return bytes.length
}
