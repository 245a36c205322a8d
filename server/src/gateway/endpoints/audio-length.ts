import { bufferOf } from '../buffer-of.ts'
import { wavLengthMs } from './wav-length.ts'

/**
 * The longest that a file of sound can last, in milliseconds, read from `head`, its first bytes, and its real
 * size; null where its size sets no bound. Silence in FLAC, Opus or AAC needs next to no bytes, and what the
 * headers of such files tell of their length may be anything.
 */
export function longestAudioMs(head: Uint8Array, byteLength: number): number | null {
  return wavLengthMs(head, byteLength) ?? (isMp3(head) ? byteLength / leastMp3BytesPerMs : null)
}

/** 8 kbit/s, the lowest rate of Layer III that there is (ISO/IEC 13818-3), silence or not. */
const leastMp3BytesPerMs = 1

const id3HeaderBytes = 10
const frameHeaderBytes = 4

/** Whether a frame of MPEG Layer III is what it begins with, after a tag (ID3v2) that ends within `head`. */
function isMp3(head: Uint8Array): boolean {
  const file = bufferOf(head)
  const start = endOfTag(file)
  if (start + frameHeaderBytes > file.length) return false
  const header = file.readUInt32BE(start)
  const [version, layer, rate, sampling] = [
    (header >>> 19) & 3,
    (header >>> 17) & 3,
    (header >>> 12) & 15,
    (header >>> 10) & 3,
  ]
  // Rate 0 is one of the encoder's own, which may be any.
  const isPlain = rate !== 0 && rate !== 15 && sampling !== 3
  return header >>> 21 === 0x7ff && version !== 1 && layer === 1 && isPlain
}

function endOfTag(file: Buffer): number {
  if (file.length < id3HeaderBytes || file.toString('latin1', 0, 3) !== 'ID3') return 0
  // Seven bits of each byte count.
  const sizes = [...file.subarray(6, id3HeaderBytes)]
  return sizes.reduce((size, byte) => size * 128 + (byte & 127), 0) + id3HeaderBytes
}
