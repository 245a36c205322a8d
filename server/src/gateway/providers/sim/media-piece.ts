/**
 * A step of the work on an answer that is no text: bytes of a body, or the JSON of one event. Null is a
 * breath between two steps, so that no call keeps the thread for long.
 */
export type MediaPiece = Uint8Array | null

export function jsonPiece(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}
