import zlib from 'node:zlib'
import type { Raster } from './raster.ts'

export const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

const filterSub = 1
const filterUp = 2

/** A PNG (W3C PNG, third edition) with eight bits a part; without alpha where the whole picture is opaque. */
export function writePng(raster: Raster): Buffer {
  const { width, height } = raster
  const channels = isOpaque(raster) ? 3 : 4
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, channels === 3 ? 2 : 6, 0, 0, 0], 8)
  return Buffer.concat([
    pngSignature,
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from('Software\0Llavero simulator', 'latin1')),
    chunk('IDAT', zlib.deflateSync(filterRows(raster, channels), { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function isOpaque({ pixels }: Raster): boolean {
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at] !== 255) return false
  return true
}

/** Every row as differences from its left or its upper neighbours, whichever are smaller. */
function filterRows({ width, height, pixels }: Raster, channels: number): Buffer {
  const rowLength = width * channels
  const result = Buffer.alloc((rowLength + 1) * height)
  let above = Buffer.alloc(rowLength)
  let row = Buffer.alloc(rowLength)
  for (let y = 0; y < height; y++) {
    copyRow(pixels, y * width * 4, row, channels)
    const filter = prefersUp(row, above, channels) ? filterUp : filterSub
    const start = y * (rowLength + 1)
    result[start] = filter
    for (let index = 0; index < rowLength; index++) {
      const neighbour =
        filter === filterUp ? above[index] : index < channels ? 0 : row[index - channels]
      result[start + 1 + index] = (row[index] ?? 0) - (neighbour ?? 0)
    }
    ;[above, row] = [row, above]
  }
  return result
}

function copyRow(pixels: Uint8Array, start: number, row: Buffer, channels: number): void {
  for (let from = start, to = 0; to < row.length; from += 4) {
    for (let part = 0; part < channels; part++) row[to++] = pixels[from + part] ?? 0
  }
}

function prefersUp(row: Buffer, above: Buffer, channels: number): boolean {
  let up = 0
  let sub = 0
  for (let index = channels; index < row.length; index++) {
    const value = row[index] ?? 0
    up += Math.abs(value - (above[index] ?? 0))
    sub += Math.abs(value - (row[index - channels] ?? 0))
  }
  return up <= sub
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8 + body.length)
  frame.writeUInt32BE(data.length, 0)
  body.copy(frame, 4)
  frame.writeUInt32BE(zlib.crc32(body), 4 + body.length)
  return frame
}
