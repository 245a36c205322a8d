/** The JSON object that a text is; null for anything else. */
export function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

const nothing = new Uint8Array(0)

/** Pieces that lie side by side in one buffer, as events of one read do, are not copied. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces
  const last = pieces.at(-1)
  if (first === undefined || last === undefined) return nothing
  if (pieces.length === 1) return first
  const byteLength = pieces.reduce((sum, piece) => sum + piece.byteLength, 0)
  const isOneRun =
    pieces.every(({ buffer }) => buffer === first.buffer) &&
    last.byteOffset + last.byteLength - first.byteOffset === byteLength
  return isOneRun
    ? new Uint8Array(first.buffer, first.byteOffset, byteLength)
    : Buffer.concat(pieces)
}
