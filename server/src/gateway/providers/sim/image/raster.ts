/** Pixels in rows from the top, four bytes each: red, green, blue, and alpha, which is not multiplied in. */
export interface Raster {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

export function createRaster(width: number, height: number): Raster {
  return { width, height, pixels: new Uint8Array(width * height * 4) }
}

/** In blocks of so many pixels, each of the colour in its middle: a picture that is still coming. */
export function coarsen({ width, height, pixels }: Raster, block: number): Raster {
  const source = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height)
  const result = createRaster(width, height)
  const target = new Uint32Array(result.pixels.buffer)
  for (let y = 0; y < height; y++) {
    const middleY = Math.min(height - 1, y - (y % block) + (block >> 1))
    for (let x = 0; x < width; x++) {
      const middleX = Math.min(width - 1, x - (x % block) + (block >> 1))
      target[y * width + x] = source[middleY * width + middleX] ?? 0
    }
  }
  return result
}

/** Scales to cover the new size, and cuts off evenly what is left over; each pixel is a mean of its area. */
export function scaleToCover(source: Raster, width: number, height: number): Raster {
  if (source.width === width && source.height === height) return source
  const scale = Math.max(width / source.width, height / source.height)
  const left = (source.width - width / scale) / 2
  const top = (source.height - height / scale) / 2
  const result = createRaster(width, height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const area = { left: left + x / scale, top: top + y / scale, size: 1 / scale }
      result.pixels.set(meanOf(source, area), (y * width + x) * 4)
    }
  }
  return result
}

/** At most so many samples a side: enough for a fourfold reduction without a gap. */
const maxSamples = 4

function meanOf(
  { width, height, pixels }: Raster,
  area: { left: number; top: number; size: number },
): readonly number[] {
  const samples = Math.min(maxSamples, Math.max(1, Math.round(area.size)))
  const sums = [0, 0, 0, 0]
  for (let row = 0; row < samples; row++) {
    for (let column = 0; column < samples; column++) {
      const x = Math.floor(area.left + ((column + 0.5) * area.size) / samples)
      const y = Math.floor(area.top + ((row + 0.5) * area.size) / samples)
      const at = (clamp(y, height) * width + clamp(x, width)) * 4
      const alpha = pixels[at + 3] ?? 0
      for (let part = 0; part < 3; part++) {
        sums[part] = (sums[part] ?? 0) + (pixels[at + part] ?? 0) * alpha
      }
      sums[3] = (sums[3] ?? 0) + alpha
    }
  }
  const alpha = sums[3] ?? 0
  if (alpha === 0) return [0, 0, 0, 0]
  return [
    ...sums.slice(0, 3).map((sum) => Math.round(sum / alpha)),
    Math.round(alpha / samples ** 2),
  ]
}

function clamp(index: number, length: number): number {
  return Math.min(length - 1, Math.max(0, index))
}
