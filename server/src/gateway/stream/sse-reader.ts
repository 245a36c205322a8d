import { bufferOf } from '../buffer-of.ts'
import type { StreamEvent } from '../model-call.ts'
import { KeptPieces } from './own-memory.ts'

const LF = 10
const CR = 13
const BOM = 0xfeff

/**
 * Splits a byte stream into server-sent events, however the bytes are cut: LF, CR or CRLF line ends,
 * a byte-order mark, comments, multi-byte characters split in two
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 * Each byte is looked at once, so a large event that comes in many pieces costs no more than a whole one.
 */
export class SseReader {
  readonly #maxEventBytes: number
  readonly #pieces = new KeptPieces()
  #pendingBytes = 0
  #isLineEmpty = true
  #skipsLineFeed = false
  #isFirstEvent = true

  constructor(maxEventBytes: number) {
    this.#maxEventBytes = maxEventBytes
  }

  /** The events that `chunk` completes. Throws RangeError when one event passes the limit of bytes. */
  push(chunk: Buffer): StreamEvent[] {
    const events: StreamEvent[] = []
    let start = 0
    let position = 0
    let nextReturn = chunk.indexOf(CR)

    if (this.#skipsLineFeed && chunk.length > 0) {
      this.#skipsLineFeed = false
      if (chunk[0] === LF) start = position = 1
    }
    while (position < chunk.length) {
      if (nextReturn !== -1 && nextReturn < position) nextReturn = chunk.indexOf(CR, position)
      const end = earlier(chunk.indexOf(LF, position), nextReturn)
      if (end === -1) {
        this.#isLineEmpty = false
        break
      }
      const isBlank = this.#isLineEmpty && end === position
      position = end + 1
      if (chunk[end] === CR) {
        if (position === chunk.length) this.#skipsLineFeed = true
        else if (chunk[position] === LF) position++
      }
      this.#isLineEmpty = true
      if (!isBlank) continue
      const event = this.#take(chunk.subarray(start, position))
      if (event !== null) events.push(event)
      start = position
    }
    this.#keep(chunk.subarray(start))
    return events
  }

  #keep(rest: Buffer): void {
    if (rest.length === 0) return
    this.#pieces.push(rest)
    this.#pendingBytes += rest.length
    if (this.#pendingBytes > this.#maxEventBytes) {
      throw new RangeError(`An event of the stream is larger than ${this.#maxEventBytes} bytes.`)
    }
  }

  /** Null for a blank line with nothing before it. */
  #take(last: Uint8Array): StreamEvent | null {
    const bytes = this.#pieces.isEmpty ? last : Buffer.concat([...this.#pieces.take(), last])
    this.#pendingBytes = 0
    const event = parseEvent(bytes, this.#isFirstEvent)
    if (event !== null) this.#isFirstEvent = false
    return event
  }
}

function earlier(first: number, second: number): number {
  if (first === -1) return second
  return second === -1 ? first : Math.min(first, second)
}

function parseEvent(bytes: Uint8Array, isFirst: boolean): StreamEvent | null {
  let text = bufferOf(bytes).toString('utf8')
  if (isFirst && text.charCodeAt(0) === BOM) text = text.slice(1)
  // Nearly every event of a model's stream is one line of data; it need not be taken apart.
  if (text.startsWith('data: ') && text.indexOf('\n') === text.length - 2 && !text.includes('\r')) {
    return { bytes, name: '', data: text.slice('data: '.length, -2) }
  }
  let name = ''
  let data: string | null = null
  let isBlank = true
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === '') continue
    isBlank = false
    const value = fieldValue(line)
    if (line.startsWith('data') && isField(line, 4))
      data = data === null ? value : `${data}\n${value}`
    else if (line.startsWith('event') && isField(line, 5)) name = value
  }
  return isBlank ? null : { bytes, name, data }
}

function isField(line: string, length: number): boolean {
  return line.length === length || line[length] === ':'
}

function fieldValue(line: string): string {
  const colon = line.indexOf(':')
  if (colon === -1) return ''
  return line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
}
