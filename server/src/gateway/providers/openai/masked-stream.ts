/**
 * A stream of bytes in which a secret is written over, also where it is cut in two. Lengths stay as they
 * are, so that `content-length` holds. Not a generator: returning early must not wait for the next bytes.
 */
export class MaskedStream implements AsyncIterableIterator<Buffer> {
  readonly #pieces: AsyncIterableIterator<Buffer>
  readonly #secret: Buffer
  /** What could be the beginning of the secret. */
  #held: Buffer = Buffer.alloc(0)

  constructor(pieces: AsyncIterableIterator<Buffer>, secret: string) {
    this.#pieces = pieces
    this.#secret = Buffer.from(secret)
  }

  async next(): Promise<IteratorResult<Buffer>> {
    for (;;) {
      const piece = await this.#pieces.next()
      const known = piece.done === true ? this.#held : Buffer.concat([this.#held, piece.value])
      if (piece.done === true && known.length === 0) return { done: true, value: undefined }
      const masked = maskIn(known, this.#secret)
      const heldBytes = piece.done === true ? 0 : beginningAtEnd(masked, this.#secret)
      const end = masked.length - heldBytes
      this.#held = masked.subarray(end)
      if (end > 0) return { done: false, value: masked.subarray(0, end) }
    }
  }

  async return(): Promise<IteratorResult<Buffer>> {
    await this.#pieces.return?.()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

function maskIn(bytes: Buffer, secret: Buffer): Buffer {
  let start = bytes.indexOf(secret)
  if (start === -1) return bytes
  const masked = Buffer.from(bytes)
  for (; start !== -1; start = bytes.indexOf(secret, start + secret.length)) {
    masked.fill('*', start, start + secret.length)
  }
  return masked
}

/** How many of the last bytes could be the beginning of the secret. */
function beginningAtEnd(bytes: Buffer, secret: Buffer): number {
  for (let length = Math.min(secret.length - 1, bytes.length); length > 0; length--) {
    if (bytes.subarray(-length).equals(secret.subarray(0, length))) return length
  }
  return 0
}
