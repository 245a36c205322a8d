import { bufferOf } from '../buffer-of.ts'

/** Header of a WAV file (RIFF, Microsoft and IBM, 1991): `fmt `, some others perhaps, then `data`. */
const firstChunkAt = 12
const chunkHeadBytes = 8
/** Samples as they are: whole numbers, floats, and the form that says so in more words. */
const plainFormats: ReadonlySet<number> = new Set([1, 3, 0xfffe])

/**
 * How long a WAV file of plain samples lasts, in milliseconds; null for what is none. Read from `head`, its
 * first bytes, and its real size: the sizes that its own header tells may be anything.
 */
export function wavLengthMs(head: Uint8Array, byteLength: number): number | null {
  const file = bufferOf(head)
  const mark = (at: number) => file.toString('latin1', at, at + 4)
  if (mark(0) !== 'RIFF' || mark(8) !== 'WAVE') return null
  let bytesPerSecond = 0
  for (let at = firstChunkAt; at + chunkHeadBytes <= file.length;) {
    const length = file.readUInt32LE(at + 4)
    const start = at + chunkHeadBytes
    if (mark(at) === 'data' && bytesPerSecond > 0) {
      return ((byteLength - start) / bytesPerSecond) * 1_000
    }
    if (mark(at) === 'fmt ' && start + 16 <= file.length) {
      bytesPerSecond = bytesPerSecondOf(file.subarray(start))
    }
    at = start + length + (length % 2)
  }
  return null
}

/** By what a decoder goes by: the header's own sum of it may be anything, too. */
function bytesPerSecondOf(format: Buffer): number {
  if (!plainFormats.has(format.readUInt16LE(0))) return 0
  const [channels, sampleRate, bits] = [
    format.readUInt16LE(2),
    format.readUInt32LE(4),
    format.readUInt16LE(14),
  ]
  return (channels * sampleRate * bits) / 8
}
