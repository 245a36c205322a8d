import type { Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import {
  type HttpRequest,
  HttpTimeout,
  type ResponseControl,
  type ResponseHandler,
  type StreamedBody,
} from './exchange.ts'
import { ProtocolError, ResponseParser, type ResponseSink } from './response-parser.ts'

/** Up to this size head and body are one string, and one write: nothing is gathered for it. */
const longestOneWriteBytes = 16 * 1024
/** A read up to here is copied, and parsed when the turn has read everything: `Buffer` has a pool for such. */
const longestCopiedBytes = 4 * 1024 - 1
/** Servers close idle connections after 60 s or later as a rule, or say when; we are first. */
const keepAliveMs = 30_000
const keepAliveMarginMs = 2_000

export interface ConnectionKeeper {
  /** To be called when this turn of the event loop has read everything: `parseReads`, then `tell`. */
  onNews(connection: Connection): void
  /** The connection waits for another request. */
  onIdle(connection: Connection): void
  /** It will serve no more, and has told its exchange so. */
  onGone(connection: Connection): void
}

/** A request on its way, before and after it has a connection. */
export interface Exchange {
  readonly head: string
  readonly request: HttpRequest
  readonly handler: ResponseHandler
}

/**
 * One socket, and at most one exchange at a time. Whatever is not plainly the answer to the request
 * under way ends the socket: no caller can get a byte of another's answer.
 */
export class Connection implements ResponseSink {
  readonly #socket: Socket
  readonly #keeper: ConnectionKeeper
  readonly #parser: ResponseParser
  #control: Control | null = null
  #exchange: Exchange | null = null
  /** What was read in this turn and not parsed yet. */
  #reads: Buffer[] = []
  /** Whether what is being parsed is a copy of ours, and may be kept. */
  #isCopy = false
  /** What was parsed and not told yet. */
  #pieces: Buffer[] = []
  #ending: { readonly isReusable: boolean } | null = null
  #hasNews = false
  /** What the handler lent for the body. */
  #room: Buffer | null = null
  #roomUsed = 0
  #isGone = false
  /** Milliseconds that may pass in silence, as of now, and those that have. */
  #patienceMs = keepAliveMs
  #silentMs = 0
  #hasHead = false
  #isPaused = false
  #isSending = false
  #keepAliveMs = keepAliveMs

  constructor(socket: Socket, keeper: ConnectionKeeper) {
    this.#socket = socket
    this.#keeper = keeper
    this.#parser = new ResponseParser(this)
    socket.on('end', () => this.#closed())
    socket.on('error', (error) => this.end(error))
    socket.on('close', () => this.end(new ProtocolError('the connection was closed')))
  }

  /** Takes an exchange; only while idle. */
  send(exchange: Exchange): void {
    this.#exchange = exchange
    this.#control = new Control(this)
    this.#hasHead = false
    this.#isPaused = false
    this.#patienceMs = exchange.request.firstByteTimeoutMs
    this.#silentMs = 0
    this.#parser.expect()
    this.#write(exchange.head, exchange.request.body)
  }

  /** Bytes of the socket, in a buffer that the caller uses again afterwards. */
  receive(bytes: Buffer): void {
    if (this.#isGone) return
    // Interim answers do not renew the patience for the first byte.
    if (this.#hasHead) this.#silentMs = 0
    if (bytes.length <= longestCopiedBytes) {
      this.#reads.push(Buffer.from(bytes))
      this.#announce()
      return
    }
    this.parseReads()
    this.#parse(bytes)
  }

  /** Hands on what was parsed since the last time. A handler may abort at any step. */
  tell(): void {
    this.#hasNews = false
    const pieces = this.#pieces
    if (pieces.length > 0) this.#pieces = []
    for (const piece of pieces) {
      if (this.#control !== null) this.#exchange?.handler.onResponseData(this.#control, piece)
    }
    if (this.#ending !== null) this.#conclude(this.#ending.isReusable)
  }

  /** Called every so often, instead of a timer for each exchange. */
  passTime(elapsedMs: number): void {
    if (this.#isPaused) return
    this.#silentMs += elapsedMs
    if (this.#silentMs > this.#patienceMs) {
      this.end(new HttpTimeout(this.#hasHead ? 'idle' : 'first-byte'))
    }
  }

  /** Ends the socket, and with the reason the exchange under way. */
  end(reason: Error): void {
    this.parseReads()
    if (this.#isGone) return
    this.#isGone = true
    this.#socket.destroy()
    this.#keeper.onGone(this)
    this.tell()
    this.#detach()?.onResponseError(reason)
  }

  pause(): void {
    this.#isPaused = true
    this.#socket.pause()
  }

  resume(): void {
    this.#isPaused = false
    this.#silentMs = 0
    this.#socket.resume()
  }

  onHead(status: number, headers: readonly string[]): void {
    this.#hasHead = true
    this.#silentMs = 0
    this.#patienceMs = this.#exchange?.request.idleTimeoutMs ?? 0
    this.#keepAliveMs = keepAliveOf(headers)
    if (this.#control === null) return
    this.#room = this.#exchange?.handler.onResponseStart(this.#control, status, headers) ?? null
    this.#roomUsed = 0
  }

  onBody(piece: Buffer): void {
    this.#pieces.push(this.#kept(piece))
    this.#announce()
  }

  onEnd(isReusable: boolean): void {
    this.#ending = { isReusable }
    this.#announce()
  }

  /** Parses what was read since the last time. */
  parseReads(): void {
    if (this.#reads.length === 0) return
    const reads = this.#reads
    this.#reads = []
    this.#isCopy = true
    for (const bytes of reads) this.#parse(bytes)
    this.#isCopy = false
  }

  #parse(bytes: Buffer): void {
    if (this.#isGone) return
    try {
      this.#parser.push(bytes)
    } catch (error) {
      this.end(error instanceof Error ? error : new ProtocolError(String(error)))
    }
  }

  #kept(piece: Buffer): Buffer {
    if (this.#room !== null) return this.#put(piece, this.#room)
    return this.#isCopy ? piece : Buffer.from(piece)
  }

  #put(piece: Buffer, room: Buffer): Buffer {
    const start = this.#roomUsed
    this.#roomUsed += piece.copy(room, start)
    if (this.#roomUsed - start < piece.length) throw new RangeError('the room is too small')
    return room.subarray(start, this.#roomUsed)
  }

  #announce(): void {
    if (this.#hasNews) return
    this.#hasNews = true
    this.#keeper.onNews(this)
  }

  #write(head: string, body: HttpRequest['body']): void {
    const socket = this.#socket
    if (body === null) socket.write(head, 'latin1')
    else if ('stream' in body) {
      socket.write(head, 'latin1')
      this.#pipe(body)
    } else if (body.length <= longestOneWriteBytes) socket.write(head + latin1(body), 'latin1')
    else {
      socket.cork()
      socket.write(head, 'latin1')
      socket.write(body)
      socket.uncork()
    }
  }

  #pipe({ stream, byteLength }: StreamedBody): void {
    this.#isSending = true
    const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
      let left = byteLength
      for await (const chunk of chunks) {
        left -= chunk.length
        if (left >= 0) yield chunk
      }
      // One byte less or more, and the next request would begin in the wrong place.
      if (left !== 0) throw new RangeError('The body does not have the announced length.')
    }
    pipeline(stream, counted, this.#socket, { end: false }).then(
      () => (this.#isSending = false),
      (error: Error) => this.end(error),
    )
  }

  #closed(): void {
    this.parseReads()
    try {
      this.#parser.close()
    } catch (error) {
      this.end(error as Error)
      return
    }
    this.end(new ProtocolError('the connection was closed'))
  }

  #conclude(isReusable: boolean): void {
    this.#ending = null
    const handler = this.#detach()
    const hasSentAll = !this.#isSending && this.#socket.writableLength === 0
    if (isReusable && hasSentAll && !this.#isGone && this.#keepAliveMs > 0) {
      if (this.#isPaused) this.resume()
      this.#silentMs = 0
      this.#patienceMs = this.#keepAliveMs
      this.#keeper.onIdle(this)
    } else this.end(new ProtocolError('the connection is of no more use'))
    handler?.onResponseEnd()
  }

  /** From here on the exchange's control does nothing, and its handler hears nothing. */
  #detach(): ResponseHandler | null {
    const handler = this.#exchange?.handler ?? null
    this.#exchange = null
    this.#room = null
    this.#control?.release()
    this.#control = null
    return handler
  }
}

/** Of one exchange: it must not reach the connection when that serves somebody else. */
class Control implements ResponseControl {
  #connection: Connection | null

  constructor(connection: Connection) {
    this.#connection = connection
  }

  pause(): void {
    this.#connection?.pause()
  }

  resume(): void {
    this.#connection?.resume()
  }

  abort(reason: Error): void {
    this.#connection?.end(reason)
  }

  release(): void {
    this.#connection = null
  }
}

/** One character for each byte. */
function latin1(body: Uint8Array): string {
  const bytes =
    body instanceof Buffer ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return bytes.toString('latin1')
}

/** How long a connection may be kept: less than the server says that it keeps it, where it says so. */
function keepAliveOf(headers: readonly string[]): number {
  const at = headers.indexOf('keep-alive')
  if (at === -1 || at % 2 === 1) return keepAliveMs
  const seconds = /(?:^|,)\s*timeout=([0-9]{1,9})\s*(?:,|$)/i.exec(headers[at + 1] ?? '')?.[1]
  if (seconds === undefined) return keepAliveMs
  return Math.min(Number(seconds) * 1000 - keepAliveMarginMs, keepAliveMs)
}
