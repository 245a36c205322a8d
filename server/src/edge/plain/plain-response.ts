import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { afterHandling, Gathered } from '../../turn.ts'
import type { HotResponse } from '../exchange.ts'

/** A line break in a value would be the beginning of another header, or of another answer. */
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/

export interface PlainResponseParts {
  /** The lines of the head that are about the connection. */
  readonly connectionLines: () => string
  /** The last byte has left. */
  readonly onEnd: () => void
}

/** The answer to a plain request, which is HTTP/1.1: its end is told by its length, or by its last chunk. */
export class PlainResponse implements HotResponse {
  headersSent = false
  closed = false
  chunkedEncoding = false
  readonly #socket: Socket
  readonly #parts: PlainResponseParts
  /** The head waits for the first bytes of the body, as a short body does for the end of the turn: one write less. */
  #text = ''
  #isGathered = false
  /** Such an answer ends with its head, whatever is written (RFC 9110, section 6.4.1). */
  #isBodiless = false
  #isOver = false
  #closeListeners: (() => void)[] = []

  constructor(socket: Socket, parts: PlainResponseParts) {
    this.#socket = socket
    this.#parts = parts
  }

  get destroyed(): boolean {
    return this.#socket.destroyed
  }

  get writableLength(): number {
    return this.#socket.writableLength
  }

  writeHead(status: number, headers: readonly string[]): void {
    let lines = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`
    let hasLength = false
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at] as string
      const value = headers[at + 1] as string
      if (!fieldValue.test(value)) throw new TypeError(`a header that cannot be sent: ${name}`)
      if (name === 'content-length') hasLength = true
      lines += `${name}: ${value}\r\n`
    }
    this.#isBodiless = status === 204 || status === 304
    this.chunkedEncoding = !hasLength && !this.#isBodiless
    if (this.chunkedEncoding) lines += 'transfer-encoding: chunked\r\n'
    this.#text = `${lines}date: ${httpDate()}\r\n${this.#parts.connectionLines()}\r\n`
    this.headersSent = true
  }

  write(piece: Uint8Array): boolean {
    if (this.#isBodiless) return true
    const socket = this.#socket
    if (socket.writableCorked === 0) socket.cork()
    this.#gather()
    const text = this.#takeText()
    if (text !== '') socket.write(text, 'latin1')
    return socket.write(piece)
  }

  end(body: Uint8Array | string = '', _encoding?: 'latin1'): void {
    if (typeof body !== 'string') this.write(body)
    else if (!this.#isBodiless) this.#text += body
    this.#isOver = true
    this.#gather()
  }

  /** What was written in this turn leaves as one: events that came together need not be sent one by one. */
  send(): void {
    const socket = this.#socket
    this.#isGathered = false
    const text = this.#takeText()
    if (text !== '') socket.write(text, 'latin1')
    socket.uncork()
    if (!this.#isOver) return
    // As a rule the system has taken all of it, and needs not be asked to tell.
    if (socket.writableLength === 0) this.#ended()
    else socket.write('', this.#ended)
  }

  destroy(): void {
    this.#socket.destroy()
  }

  on(event: 'close' | 'drain', listener: () => void): this {
    if (event === 'close') this.#closeListeners.push(listener)
    else this.#socket.on('drain', listener)
    return this
  }

  /** It closes only once. */
  once(event: 'close', listener: () => void): this {
    return this.on(event, listener)
  }

  off(event: 'close' | 'drain', listener: () => void): this {
    if (event === 'drain') this.#socket.off('drain', listener)
    else this.#closeListeners = this.#closeListeners.filter((other) => other !== listener)
    return this
  }

  /** Its last byte has left, or none will: the connection is gone. */
  close(): void {
    if (this.closed) return
    this.closed = true
    for (const listener of this.#closeListeners) listener()
  }

  readonly #ended = (error?: Error | null): void => {
    // Of a broken connection its own end tells.
    if (error || this.destroyed) return
    this.close()
    this.#parts.onEnd()
  }

  #gather(): void {
    if (this.#isGathered) return
    this.#isGathered = true
    sending.add(this)
  }

  #takeText(): string {
    const text = this.#text
    this.#text = ''
    return text
  }
}

const sending = new Gathered<PlainResponse>(afterHandling, (responses) => {
  for (const response of responses) response.send()
})

let dateSecond = 0
let dateText = ''

/** RFC 9110, section 5.6.7; made once a second. */
function httpDate(): string {
  const nowMs = Date.now()
  const second = Math.floor(nowMs / 1000)
  if (second !== dateSecond) {
    dateSecond = second
    dateText = new Date(nowMs).toUTCString()
  }
  return dateText
}
