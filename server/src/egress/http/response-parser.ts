/** What a parser tells, in this order: one head, any number of pieces of the body, one end. */
export interface ResponseSink {
  /** `headers` are name, value, name, value; names in lower case, in the order in which they came. */
  onHead(status: number, headers: readonly string[]): void
  /** The piece is overwritten by the next read: who keeps it copies it. */
  onBody(piece: Buffer): void
  /** `isReusable`: the next answer on this connection can only be that to the next request. */
  onEnd(isReusable: boolean): void
}

/** Bytes that are no answer to what was asked, or not beyond doubt: the connection is of no more use. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}

/** Node allows as much for the head of a message. */
const maxHeadBytes = 16 * 1024
/** A chunk's size with its extensions; a line of trailers. */
const maxLineBytes = 4 * 1024

const CR = 13
const LF = 10
const SEMICOLON = 59

/**
 * A whole head, and nothing but a head, in the grammar of RFC 9112 without what it calls obsolete: no
 * folded lines, no lone CR or LF, no space before a colon, no control characters.
 */
const head =
  /^HTTP\/1\.[01] [1-5][0-9][0-9](?: [\t\x20-\x7e\x80-\xff]*)?\r\n(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n)*\r\n$/

type State =
  | 'idle'
  | 'head'
  | 'counted'
  | 'until-close'
  | 'size'
  | 'extension'
  | 'size-end'
  | 'chunk'
  | 'chunk-end'
  | 'chunk-end-lf'
  | 'trailer'
  | 'ended'

/**
 * Reads the answers of one connection, one request at a time, however the bytes are cut (RFC 9112,
 * sections 4 to 7). Stricter than a browser: what two readers could understand in two ways is refused,
 * as the rest of one caller's answer must never become the beginning of another's.
 */
export class ResponseParser {
  readonly #sink: ResponseSink
  #state: State = 'idle'
  /** The beginning of a head that came in several pieces. */
  #text = ''
  #status = 0
  #isKeptAlive = false
  /** Bytes that are left of the body, or of the chunk. */
  #bytesLeft = 0
  #sizeDigits = 0
  #lineBytes = 0
  #trailerBytes = 0
  #isAfterReturn = false

  constructor(sink: ResponseSink) {
    this.#sink = sink
  }

  /** Announces a request: from now on bytes are its answer. */
  expect(): void {
    if (this.#state !== 'idle') throw new ProtocolError('another answer is still being read')
    this.#state = 'head'
  }

  /** Throws ProtocolError; nothing may be pushed after it. `bytes` are changed where they are chunked. */
  push(bytes: Buffer): void {
    let position = 0
    while (position < bytes.length && this.#state !== 'ended') {
      position = this.#read(bytes, position)
    }
    if (this.#state !== 'ended') return
    this.#state = 'idle'
    // A byte more than was announced: nobody can say whose it is.
    this.#sink.onEnd(this.#isKeptAlive && position === bytes.length)
  }

  /** The other side has closed. Throws ProtocolError where an answer is not whole. */
  close(): void {
    if (this.#state === 'idle') return
    if (this.#state !== 'until-close') throw new ProtocolError('closed before the answer was whole')
    this.#state = 'idle'
    this.#sink.onEnd(false)
  }

  #read(bytes: Buffer, position: number): number {
    switch (this.#state) {
      case 'head':
        return this.#readHead(bytes, position)
      case 'counted':
        return this.#readCounted(bytes, position)
      case 'until-close':
        this.#sink.onBody(position === 0 ? bytes : bytes.subarray(position))
        return bytes.length
      case 'idle':
      case 'ended':
        throw new ProtocolError('bytes that nobody asked for')
      default:
        return this.#readChunks(bytes, position)
    }
  }

  #readHead(bytes: Buffer, position: number): number {
    const before = this.#text.length
    const text = this.#text + bytes.toString('latin1', position, position + maxHeadBytes)
    const blank = text.indexOf('\r\n\r\n', Math.max(0, before - 3))
    if (blank === -1) {
      if (text.length >= maxHeadBytes) throw new ProtocolError('a head that is too long')
      this.#text = text
      return bytes.length
    }
    const end = blank + 4
    this.#text = ''
    if (end > maxHeadBytes) throw new ProtocolError('a head that is too long')
    this.#take(text.slice(0, end))
    return position + end - before
  }

  #take(text: string): void {
    if (!head.test(text)) throw new ProtocolError('a head that is not HTTP/1.1')
    const status = Number(text.slice(9, 12))
    // Interim answers (RFC 9110, 15.2) come before the one that counts. None switches protocols here.
    if (status === 101) throw new ProtocolError('a switch of protocols that nobody asked for')
    if (status < 200) return
    const headers = headersOf(text)
    const framing = framingOf(headers)
    this.#status = status
    this.#isKeptAlive = framing.isKeptAlive && text.startsWith('HTTP/1.1')
    this.#state = this.#bodyState(framing)
    if (this.#state === 'until-close') this.#isKeptAlive = false
    this.#sink.onHead(status, headers)
  }

  /** RFC 9112, section 6.3; requests are never HEAD or CONNECT. */
  #bodyState({ contentLength, isChunked }: Framing): State {
    if (this.#status === 204 || this.#status === 304 || contentLength === 0) return 'ended'
    if (isChunked) {
      this.#beginSize()
      this.#trailerBytes = 0
      return 'size'
    }
    if (contentLength === null) return 'until-close'
    this.#bytesLeft = contentLength
    return 'counted'
  }

  #readCounted(bytes: Buffer, position: number): number {
    const end = Math.min(bytes.length, position + this.#bytesLeft)
    this.#bytesLeft -= end - position
    if (this.#bytesLeft === 0) this.#state = 'ended'
    this.#sink.onBody(
      position === 0 && end === bytes.length ? bytes : bytes.subarray(position, end),
    )
    return end
  }

  /**
   * What lies in all chunks of one read is told as one piece, so that many small chunks cost one call:
   * it is moved together, over the lines between the chunks.
   */
  #readChunks(bytes: Buffer, start: number): number {
    let position = start
    let from = -1
    let to = -1
    while (position < bytes.length && this.#state !== 'ended') {
      if (this.#state !== 'chunk') {
        this.#readFrame(bytes[position++] as number)
        continue
      }
      const end = Math.min(bytes.length, position + this.#bytesLeft)
      if (from === -1) from = to = position
      if (to !== position) bytes.copyWithin(to, position, end)
      to += end - position
      this.#bytesLeft -= end - position
      position = end
      if (this.#bytesLeft === 0) this.#state = 'chunk-end'
    }
    if (from !== -1) this.#sink.onBody(bytes.subarray(from, to))
    return position
  }

  /** One byte of what stands around the chunks (RFC 9112, section 7.1). */
  #readFrame(byte: number): void {
    switch (this.#state) {
      case 'size':
        this.#readSize(byte)
        break
      case 'extension':
        if (byte === CR) this.#state = 'size-end'
        else if (byte === LF || ++this.#lineBytes > maxLineBytes) throw badChunk()
        break
      case 'size-end':
        if (byte !== LF) throw badChunk()
        this.#lineBytes = 0
        this.#state = this.#bytesLeft === 0 ? 'trailer' : 'chunk'
        break
      case 'chunk-end':
        if (byte !== CR) throw badChunk()
        this.#state = 'chunk-end-lf'
        break
      case 'chunk-end-lf':
        if (byte !== LF) throw badChunk()
        this.#beginSize()
        this.#state = 'size'
        break
      default:
        this.#readTrailer(byte)
    }
  }

  #beginSize(): void {
    this.#bytesLeft = 0
    this.#sizeDigits = 0
    this.#lineBytes = 0
  }

  #readSize(byte: number): void {
    const digit = hexDigit(byte)
    if (digit !== -1) {
      // Twelve digits are 256 TiB, and exact as a number.
      if (++this.#sizeDigits > 12) throw badChunk()
      this.#bytesLeft = this.#bytesLeft * 16 + digit
      return
    }
    if (this.#sizeDigits === 0) throw badChunk()
    if (byte === CR) this.#state = 'size-end'
    else if (byte === SEMICOLON) this.#state = 'extension'
    else throw badChunk()
  }

  /** Trailers are read over: nothing of ours depends on one. */
  #readTrailer(byte: number): void {
    if (++this.#trailerBytes > maxHeadBytes) throw badChunk()
    if (byte === LF) {
      if (!this.#isAfterReturn) throw badChunk()
      this.#isAfterReturn = false
      if (this.#lineBytes === 0) this.#state = 'ended'
      this.#lineBytes = 0
    } else if (this.#isAfterReturn) throw badChunk()
    else if (byte === CR) this.#isAfterReturn = true
    else this.#lineBytes++
  }
}

interface Framing {
  readonly contentLength: number | null
  readonly isChunked: boolean
  readonly isKeptAlive: boolean
}

/** A valid head's lines. */
function headersOf(text: string): string[] {
  const headers: string[] = []
  let start = text.indexOf('\r\n') + 2
  for (;;) {
    const end = text.indexOf('\r\n', start)
    if (end === start) return headers
    const colon = text.indexOf(':', start)
    headers.push(text.slice(start, colon).toLowerCase(), text.slice(colon + 1, end).trim())
    start = end + 2
  }
}

function framingOf(headers: readonly string[]): Framing {
  let contentLength: number | null = null
  let isChunked = false
  let isKeptAlive = true
  for (let at = 0; at < headers.length; at += 2) {
    const value = headers[at + 1] as string
    switch (headers[at]) {
      case 'content-length':
        // Fifteen digits are exact as a number.
        if (contentLength !== null || !/^[0-9]{1,15}$/.test(value)) throw ambiguous()
        contentLength = Number(value)
        break
      case 'transfer-encoding':
        if (isChunked || value.toLowerCase() !== 'chunked') throw ambiguous()
        isChunked = true
        break
      case 'connection':
        if (/(?:^|,)\s*close\s*(?:,|$)/i.test(value)) isKeptAlive = false
        break
      default:
    }
  }
  if (isChunked && contentLength !== null) throw ambiguous()
  return { contentLength, isChunked, isKeptAlive }
}

function ambiguous(): ProtocolError {
  return new ProtocolError('an answer whose end is in doubt')
}

function badChunk(): ProtocolError {
  return new ProtocolError('a chunk that is not HTTP/1.1')
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
