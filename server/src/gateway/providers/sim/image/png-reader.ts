import zlib from 'node:zlib'
import { bufferOf } from '../../../buffer-of.ts'
import { pngSignature } from './png-writer.ts'
import { createRaster, type Raster } from './raster.ts'

/** A file that is no PNG, or not one that is read here. The message is fit for a client. */
export class UnreadablePng extends Error {}

/** 16 million pixels: 64 MiB once decoded. */
const maxPixels = 16_777_216

interface Header {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly colorType: number
}

/** Parts of a pixel by colour type: grey, colour, palette, grey with alpha, colour with alpha. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

const depthsOf: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
}

/**
 * Reads a PNG of any colour type and depth; 16 bits are cut to eight. Throws UnreadablePng for anything
 * else, for interlaced files and for more than 16 million pixels.
 */
export function readPng(bytes: Uint8Array): Raster {
  const file = bufferOf(bytes)
  if (!file.subarray(0, 8).equals(pngSignature)) throw new UnreadablePng('The file is no PNG.')
  const chunks = new Map<string, Buffer[]>()
  for (const [type, data] of chunksOf(file)) {
    chunks.set(type, [...(chunks.get(type) ?? []), data])
  }
  const header = readHeader(chunks.get('IHDR')?.[0])
  const lines = inflate(Buffer.concat(chunks.get('IDAT') ?? []), header)
  const palette = chunks.get('PLTE')?.[0] ?? Buffer.alloc(0)
  const transparency = chunks.get('tRNS')?.[0] ?? Buffer.alloc(0)
  return toRaster(unfilter(lines, header), { ...header, palette, transparency })
}

function* chunksOf(file: Buffer): Generator<readonly [string, Buffer]> {
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at)
    const end = at + 8 + length
    if (end + 4 > file.length) throw new UnreadablePng('The PNG is cut off.')
    const type = file.toString('latin1', at + 4, at + 8)
    if (zlib.crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) {
      throw new UnreadablePng(`The PNG is damaged: the checksum of ${type} is wrong.`)
    }
    yield [type, file.subarray(at + 8, end)]
    if (type === 'IEND') return
    at = end + 4
  }
  throw new UnreadablePng('The PNG is cut off.')
}

function readHeader(data: Buffer | undefined): Header {
  if (data?.length !== 13) throw new UnreadablePng('The PNG has no header.')
  const [depth = 0, colorType = 0, , , interlace] = data.subarray(8)
  const header = { width: data.readUInt32BE(0), height: data.readUInt32BE(4), depth, colorType }
  if (header.width === 0 || header.height === 0 || !depthsOf[colorType]?.includes(depth)) {
    throw new UnreadablePng('The header of the PNG is not valid.')
  }
  if (interlace !== 0) throw new UnreadablePng('The simulator does not read interlaced PNGs.')
  if (header.width * header.height > maxPixels) {
    throw new UnreadablePng(`The PNG has more than ${maxPixels} pixels.`)
  }
  return header
}

function rowLengthOf({ width, depth, colorType }: Header): number {
  return Math.ceil((width * depth * (channelsOf[colorType] ?? 0)) / 8)
}

function inflate(data: Buffer, header: Header): Buffer {
  const expected = (rowLengthOf(header) + 1) * header.height
  try {
    const lines = zlib.inflateSync(data, { maxOutputLength: expected })
    if (lines.length === expected) return lines
  } catch (cause) {
    throw new UnreadablePng('The pixels of the PNG cannot be unpacked.', { cause })
  }
  throw new UnreadablePng('The PNG has too few pixels.')
}

/** Undoes the filters, in place; the result still has a byte before each row. */
function unfilter(lines: Buffer, header: Header): Buffer {
  const rowLength = rowLengthOf(header)
  const step = Math.max(1, (header.depth * (channelsOf[header.colorType] ?? 0)) >> 3)
  for (let start = 0; start < lines.length; start += rowLength + 1) {
    const filter = lines[start] ?? 0
    if (filter > 4) throw new UnreadablePng('A row of the PNG has an unknown filter.')
    for (let index = 1; index <= rowLength; index++) {
      const at = start + index
      const left = index > step ? (lines[at - step] ?? 0) : 0
      const up = start > 0 ? (lines[at - rowLength - 1] ?? 0) : 0
      const upLeft = start > 0 && index > step ? (lines[at - rowLength - 1 - step] ?? 0) : 0
      lines[at] = (lines[at] ?? 0) + predict(filter, left, up, upLeft)
    }
  }
  return lines
}

function predict(filter: number, left: number, up: number, upLeft: number): number {
  switch (filter) {
    case 1:
      return left
    case 2:
      return up
    case 3:
      return (left + up) >> 1
    case 4: {
      const [a, b, c] = [
        Math.abs(up - upLeft),
        Math.abs(left - upLeft),
        Math.abs(left + up - 2 * upLeft),
      ]
      if (a <= b && a <= c) return left
      return b <= c ? up : upLeft
    }
    default:
      return 0
  }
}

interface PixelFormat extends Header {
  readonly palette: Buffer
  readonly transparency: Buffer
}

function toRaster(lines: Buffer, format: PixelFormat): Raster {
  const { width, height, depth, colorType } = format
  const raster = createRaster(width, height)
  const channels = channelsOf[colorType] ?? 0
  const rowLength = rowLengthOf(format)
  const samples = new Uint16Array(channels)
  for (let y = 0; y < height; y++) {
    const row = lines.subarray(y * (rowLength + 1) + 1, (y + 1) * (rowLength + 1))
    for (let x = 0; x < width; x++) {
      for (let part = 0; part < channels; part++) {
        samples[part] = sampleOf(row, x * channels + part, depth)
      }
      writePixel(raster.pixels, (y * width + x) * 4, samples, format)
    }
  }
  return raster
}

function sampleOf(row: Buffer, index: number, depth: number): number {
  if (depth === 8) return row[index] ?? 0
  if (depth === 16) return row.readUInt16BE(index * 2)
  const bit = index * depth
  return ((row[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)
}

function writePixel(
  pixels: Uint8Array,
  at: number,
  samples: Uint16Array,
  { depth, colorType, palette, transparency }: PixelFormat,
): void {
  const [first = 0, second = 0, third = 0, fourth = 0] = samples
  if (colorType === 3) {
    pixels.set(palette.subarray(first * 3, first * 3 + 3), at)
    pixels[at + 3] = transparency[first] ?? 255
    return
  }
  const scale = 255 / ((1 << depth) - 1)
  const isGrey = colorType === 0 || colorType === 4
  const parts = isGrey ? [first, first, first] : [first, second, third]
  for (const [part, value] of parts.entries()) pixels[at + part] = Math.round(value * scale)
  if (colorType === 4) pixels[at + 3] = Math.round(second * scale)
  else if (colorType === 6) pixels[at + 3] = Math.round(fourth * scale)
  else pixels[at + 3] = isKey(samples, transparency) ? 0 : 255
}

/** Whether this is the one colour that a PNG without alpha declares transparent. */
function isKey(samples: Uint16Array, transparency: Buffer): boolean {
  return (
    transparency.length === samples.length * 2 &&
    samples.every((value, part) => transparency.readUInt16BE(part * 2) === value)
  )
}
