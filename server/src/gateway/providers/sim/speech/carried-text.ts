/**
 * Text in the lowest bit of each sample: 90 dB below full scale, so nobody hears it, and it survives
 * whatever keeps the samples as they are: another header, another container, a cut, a join.
 *
 * Each word has a frame of its own, at the place where it is spoken: a mark, the voice's number, the
 * samples that the word sounds, its bytes, and a CRC-32 of all that.
 */
import zlib from 'node:zlib'

export interface CarriedWord {
  readonly text: string
  /** A number from 0 to 255. */
  readonly voice: number
  /** How many samples the word itself sounds. */
  readonly soundSamples: number
}

export interface FoundWord extends CarriedWord {
  /** The sample that its frame begins at. */
  readonly start: number
}

/** The longest text of one frame, in UTF-8. */
export const maxCarriedBytes = 200

const mark = 0x4c4c5631
const headBytes = 9
const checksumBytes = 4

/** How many samples a frame with a text of so many bytes needs. */
export function carriedSampleCount(textBytes: number): number {
  return (headBytes + textBytes + checksumBytes) * 8
}

/** Writes a frame into the samples from the first on; there must be enough of them. */
export function carryWord(samples: Int16Array, { text, voice, soundSamples }: CarriedWord): void {
  const bytes = Buffer.from(text)
  const frame = Buffer.alloc(headBytes + bytes.length + checksumBytes)
  frame.writeUInt32BE(mark, 0)
  frame.writeUInt8(voice, 4)
  frame.writeUIntBE(Math.min(soundSamples, 0xff_ffff), 5, 3)
  frame.writeUInt8(bytes.length, 8)
  bytes.copy(frame, headBytes)
  const end = headBytes + bytes.length
  frame.writeUInt32BE(zlib.crc32(frame.subarray(0, end)), end)
  for (let index = 0; index < frame.length * 8; index++) {
    const bit = ((frame[index >> 3] ?? 0) >> (7 - (index & 7))) & 1
    samples[index] = ((samples[index] ?? 0) & ~1) | bit
  }
}

/** Every whole frame, in order. What is damaged is left out. */
export function findCarriedWords(samples: Int16Array): FoundWord[] {
  const words: FoundWord[] = []
  let window = 0
  for (let at = 0; at < samples.length; at++) {
    window = ((window << 1) | ((samples[at] ?? 0) & 1)) >>> 0
    if (window !== mark) continue
    const start = at - 31
    const word = start < 0 ? null : readFrame(samples, start)
    if (word === null) continue
    words.push({ ...word, start })
    at = start + carriedSampleCount(Buffer.byteLength(word.text)) - 1
    window = 0
  }
  return words
}

function readFrame(samples: Int16Array, start: number): CarriedWord | null {
  const head = readBytes(samples, start, headBytes)
  const length = head[8] ?? 0
  const frame = readBytes(samples, start, headBytes + length + checksumBytes)
  const end = headBytes + length
  if (frame.length < end + checksumBytes) return null
  if (zlib.crc32(frame.subarray(0, end)) !== frame.readUInt32BE(end)) return null
  return {
    text: frame.toString('utf8', headBytes, end),
    voice: frame.readUInt8(4),
    soundSamples: frame.readUIntBE(5, 3),
  }
}

/** Fewer bytes than were asked for where the samples end. */
function readBytes(samples: Int16Array, start: number, count: number): Buffer {
  const available = Math.min(count, (samples.length - start) >> 3)
  const bytes = Buffer.alloc(available)
  for (let index = 0; index < available * 8; index++) {
    const bit = (samples[start + index] ?? 0) & 1
    bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (bit << (7 - (index & 7)))
  }
  return bytes
}
