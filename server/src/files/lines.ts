/** One line of a text file, without its end. */
export interface Line {
  /** From 1. */
  readonly number: number
  /** Null where the line is longer than allowed. */
  readonly bytes: Buffer | null
}

const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * The lines of a stream, however its bytes are cut: at most one line and one piece are in memory. Ends of
 * lines are LF or CRLF; what follows the last of them is a line, too, unless it is empty. A byte order mark
 * at the start is left out.
 */
export async function* linesOf(
  content: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<Line> {
  const reader = new LineReader(maxLineBytes)
  for await (const piece of content) yield* reader.push(piece)
  yield* reader.end()
}

class LineReader {
  readonly #maxBytes: number
  #pieces: Buffer[] = []
  #bytes = 0
  #number = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  *push(piece: Uint8Array): Generator<Line> {
    const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    let start = 0
    for (let end = buffer.indexOf(lineFeed); end !== -1; end = buffer.indexOf(lineFeed, start)) {
      this.#keep(buffer.subarray(start, end))
      yield this.#take()
      start = end + 1
    }
    this.#keep(buffer.subarray(start))
  }

  *end(): Generator<Line> {
    if (this.#bytes > 0) yield this.#take()
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length
    // What is too long is not gathered: it is only counted.
    if (this.#bytes <= this.#maxBytes + 1) this.#pieces.push(part)
    else this.#pieces = []
  }

  #take(): Line {
    const isTooLong = this.#bytes > this.#maxBytes + 1
    let bytes: Buffer | null = isTooLong ? null : Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#bytes = 0
    this.#number += 1
    if (bytes?.at(-1) === carriageReturn) bytes = bytes.subarray(0, -1)
    if (this.#number === 1 && bytes !== null) bytes = withoutMark(bytes)
    return { number: this.#number, bytes: bytes && bytes.length > this.#maxBytes ? null : bytes }
  }
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, 3).equals(mark) ? bytes.subarray(3) : bytes
}

const mark = Buffer.from('\ufeff')
