/** Smaller bodies are not worth it, larger ones are rare. */
const leastBytes = 32 * 1024
const roomBytes = 256 * 1024
/** 8 MiB at most are kept for the next answers. */
const maxFreeRooms = 32

const free: Buffer[] = []

/**
 * Memory for one whole body, which is used again for another when it was given back. Fresh memory for
 * each is garbage outside of the heap: under answers of 200 kB it had the whole heap collected ten times
 * a second, and the event loop blocked for up to 50 ms.
 */
export class BodyRoom {
  readonly bytes: Buffer
  #isGivenBack = false

  private constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  /** Null where so many bytes are better held as they come. */
  static take(byteLength: number): BodyRoom | null {
    if (!(byteLength >= leastBytes && byteLength <= roomBytes)) return null
    return new BodyRoom(free.pop() ?? Buffer.allocUnsafeSlow(roomBytes))
  }

  /**
   * Only when nobody reads or writes the bytes any more. A room that is never given back is left to the
   * garbage collector: whoever is not sure does nothing.
   */
  giveBack(): void {
    if (this.#isGivenBack) return
    this.#isGivenBack = true
    if (free.length < maxFreeRooms) free.push(this.bytes)
  }
}
