/** Edits and variations of pictures that a client sent. */
import { createRandom } from '../random.ts'
import { Canvas } from './canvas.ts'
import { turnHue } from './color.ts'
import { paintLabel } from './label.ts'
import { paintScene, type PictureOrder } from './paint-picture.ts'
import { createRaster, type Raster, scaleToCover } from './raster.ts'

export interface EditOrder extends PictureOrder {
  /** One or more; several lie side by side. */
  readonly images: readonly Raster[]
  /** Where it is transparent, the picture may change. Null when the client sent none. */
  readonly mask: Raster | null
}

/**
 * Paints what the prompt names: the whole scene where the mask, or else the first picture itself, is
 * transparent; without such a place, its figures on top of what is there.
 */
export function paintEdit(order: EditOrder): Raster {
  const { width, height, images, mask } = order
  const canvas = new Canvas(width, height)
  canvas.raster.pixels.set(sideBySide(images, width, height).pixels)
  const opening = scaleToCover(mask ?? canvas.raster, width, height)
  if (isOpaque(opening)) paintScene(canvas, { ...order, isTransparent: true })
  else {
    const scene = new Canvas(width, height)
    paintScene(scene, order)
    fillOpening(canvas, scene.raster, opening.pixels.slice())
  }
  paintLabel(canvas)
  return canvas.raster
}

function isOpaque({ pixels }: Raster): boolean {
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at] !== 255) return false
  return true
}

function fillOpening(canvas: Canvas, scene: Raster, opening: Uint8Array): void {
  const { pixels } = canvas.raster
  for (let at = 0; at < pixels.length; at += 4) {
    const openness = 1 - (opening[at + 3] ?? 0) / 255
    for (let part = 0; part < 4; part++) {
      const from = pixels[at + part] ?? 0
      pixels[at + part] = Math.round(from + ((scene.pixels[at + part] ?? 0) - from) * openness)
    }
  }
}

/** Each picture gets a column of the same width. */
function sideBySide(images: readonly Raster[], width: number, height: number): Raster {
  const result = createRaster(width, height)
  for (const [index, image] of images.entries()) {
    const left = Math.round((index * width) / images.length)
    const right = Math.round(((index + 1) * width) / images.length)
    const scaled = scaleToCover(image, right - left, height)
    for (let y = 0; y < height; y++) {
      const row = scaled.pixels.subarray(y * scaled.width * 4, (y + 1) * scaled.width * 4)
      result.pixels.set(row, (y * width + left) * 4)
    }
  }
  return result
}

/** The same picture in other colours, mirrored or not; `index` says which variation. */
export function paintVariation(
  image: Raster,
  width: number,
  height: number,
  index: number,
): Raster {
  const random = createRandom(index, 'variation')
  const turn = 0.12 + random() * 0.76
  const isMirrored = random() < 0.5
  const scaled = scaleToCover(image, width, height)
  const canvas = new Canvas(width, height)
  const { pixels } = canvas.raster
  const turned = new Map<number, readonly [number, number, number]>()
  for (let at = 0; at < pixels.length; at += 4) {
    const column = (at / 4) % width
    const from = isMirrored ? at + (width - 1 - 2 * column) * 4 : at
    const [red = 0, green = 0, blue = 0, alpha = 0] = scaled.pixels.subarray(from, from + 4)
    // Five bits a part are enough to look up by, and keep the table small.
    const key = ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3)
    const color = turned.get(key) ?? turnHue([red, green, blue], turn)
    turned.set(key, color)
    pixels.set([...color, alpha], at)
  }
  paintLabel(canvas)
  return canvas.raster
}
