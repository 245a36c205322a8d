/**
 * Small buffers are slices of Node's pool, whose blocks of 64 KiB they share with whatever else was read or
 * written in that moment. Whoever keeps one for longer than a turn of the event loop keeps its block: a
 * thousand pieces of twenty bytes may hold 64 MB, and blocks that grow old have the whole heap collected.
 */

/** So many loose pieces are put together. */
const mostLoose = 64

/** Pieces that wait for what belongs to them, or for whoever reads them. Each is copied once at most. */
export class KeptPieces {
  #packed: Buffer[] = []
  #loose: Buffer[] = []

  get isEmpty(): boolean {
    return this.#packed.length + this.#loose.length === 0
  }

  push(piece: Buffer): void {
    this.#loose.push(piece)
    if (this.#loose.length === mostLoose) this.pack()
  }

  /** Gives what is loose memory of its own: it will be kept for long. */
  pack(): void {
    if (this.#loose.length === 0) return
    this.#packed.push(together(this.#loose))
    this.#loose = []
  }

  /** All of them, which are kept no longer. */
  take(): readonly Buffer[] {
    const all = this.#packed.length === 0 ? this.#loose : [...this.#packed, ...this.#loose]
    this.#packed = []
    this.#loose = []
    return all
  }
}

/** One copy of all, with memory of its own. */
export function together(pieces: readonly Uint8Array[]): Buffer {
  let byteLength = 0
  for (const piece of pieces) byteLength += piece.byteLength
  const all = Buffer.allocUnsafeSlow(byteLength)
  let end = 0
  for (const piece of pieces) {
    all.set(piece, end)
    end += piece.byteLength
  }
  return all
}

/** The same bytes, copied where they would keep more than twice their size. */
export function onItsOwn(bytes: Buffer): Buffer {
  return bytes.buffer.byteLength > 2 * bytes.byteLength ? together([bytes]) : bytes
}

/** Large enough for some twenty requests, small enough that a single one which stays holds little. */
const blockBytes = 16 * 1024
let block = Buffer.alloc(0)
let blockUsed = 0

/**
 * A copy for what lives as long as a call, in a block that it shares with its like alone. Memory of its own costs
 * 1.2 µs, this a tenth. In Node's pool the requests of 512 streams held a block of 64 KiB each, for as many short-lived
 * pieces are read between them, and as those grew old the whole heap was collected.
 */
export function amongItsLike(bytes: Uint8Array): Buffer {
  const { byteLength } = bytes
  if (byteLength > blockBytes / 4) return together([bytes])
  if (blockUsed + byteLength > block.byteLength) {
    block = Buffer.allocUnsafeSlow(blockBytes)
    blockUsed = 0
  }
  const copy = block.subarray(blockUsed, blockUsed + byteLength)
  copy.set(bytes)
  blockUsed += byteLength
  return copy
}
