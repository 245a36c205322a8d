import { bufferOf } from '../../../buffer-of.ts'

/** WAV files (RIFF, Microsoft and IBM, 1991). */

/** The header of a file with so many samples of 16 bits on one channel. */
export function wavHeader(sampleCount: number, sampleRate: number): Buffer {
  const byteCount = sampleCount * 2
  const header = Buffer.alloc(44)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(36 + byteCount, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(pcm, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(byteCount, 40)
  return header
}

const [pcm, float, extensible] = [1, 3, 0xfffe]

export interface Sound {
  readonly sampleRate: number
  /** Of the first channel, cut or raised to 16 bits. */
  readonly samples: Int16Array
}

interface Format {
  readonly kind: number
  readonly channels: number
  readonly sampleRate: number
  readonly bits: number
}

/** Reads whole numbers of 8 to 32 bits and floats of 32; null for any other file. A length of unknown size ends with the file. */
export function readWav(bytes: Uint8Array): Sound | null {
  const file = bufferOf(bytes)
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    return null
  let format: Format | null = null
  for (let at = 12; at + 8 <= file.length;) {
    const type = file.toString('latin1', at, at + 4)
    const length = file.readUInt32LE(at + 4)
    const data = file.subarray(at + 8, Math.min(file.length, at + 8 + length))
    if (type === 'fmt ') format = readFormat(data)
    if (type === 'data') return format === null ? null : readSamples(data, format)
    at += 8 + length + (length % 2)
  }
  return null
}

function readFormat(data: Buffer): Format | null {
  if (data.length < 16) return null
  const kind = data.readUInt16LE(0)
  return {
    // The extension tells the kind in its first two bytes.
    kind: kind === extensible && data.length >= 26 ? data.readUInt16LE(24) : kind,
    channels: data.readUInt16LE(2),
    sampleRate: data.readUInt32LE(4),
    bits: data.readUInt16LE(14),
  }
}

function readSamples(data: Buffer, { kind, channels, sampleRate, bits }: Format): Sound | null {
  const read = readers.get(`${kind}/${bits}`)
  if (read === undefined || channels === 0 || sampleRate === 0) return null
  const step = (bits / 8) * channels
  const samples = new Int16Array(Math.floor(data.length / step))
  for (let index = 0; index < samples.length; index++) samples[index] = read(data, index * step)
  return { sampleRate, samples }
}

/** By kind and bits. */
const readers: ReadonlyMap<string, (data: Buffer, at: number) => number> = new Map([
  [`${pcm}/8`, (data, at) => ((data[at] ?? 128) - 128) * 256],
  [`${pcm}/16`, (data, at) => data.readInt16LE(at)],
  [`${pcm}/24`, (data, at) => data.readIntLE(at, 3) >> 8],
  [`${pcm}/32`, (data, at) => data.readInt32LE(at) >> 16],
  [
    `${float}/32`,
    (data, at) => Math.max(-32_768, Math.min(32_767, Math.round(data.readFloatLE(at) * 32_768))),
  ],
])
