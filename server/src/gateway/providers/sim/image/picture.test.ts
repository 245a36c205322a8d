import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import zlib from 'node:zlib'
import fc from 'fast-check'
import { type Color, hex } from './color.ts'
import { paintEdit, paintVariation } from './edit-picture.ts'
import { paintPicture } from './paint-picture.ts'
import { readSize } from './picture-size.ts'
import { countPictureTokens } from './picture-usage.ts'
import { readPng, UnreadablePng } from './png-reader.ts'
import { writePng } from './png-writer.ts'
import { coarsen, createRaster, type Raster, scaleToCover } from './raster.ts'
import { figureNames } from './vocabulary.ts'

const small = { width: 256, height: 256, index: 0, isTransparent: false }

function paint(prompt: string, order: Partial<typeof small> = {}): Raster {
  return paintPicture({ prompt, ...small, ...order })
}

function alphaOf({ pixels }: Raster): number[] {
  return Array.from(pixels).filter((_, index) => index % 4 === 3)
}

/** How many pixels are about of this colour. */
function countNear({ pixels }: Raster, color: Color): number {
  let count = 0
  for (let at = 0; at < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(at, at + 3)
    const distance = Math.hypot(red - color[0], green - color[1], blue - color[2])
    if (distance < 60) count += 1
  }
  return count
}

function plainRaster(width: number, height: number, pixel: readonly number[]): Raster {
  const raster = createRaster(width, height)
  for (let at = 0; at < raster.pixels.length; at += 4) raster.pixels.set(pixel, at)
  return raster
}

describe('a picture', () => {
  it('is the same for the same words, and another one at another index', () => {
    assert.deepEqual(paint('a cat by the sea'), paint('A cat, by the sea!'))
    assert.notDeepEqual(paint('a cat by the sea'), paint('a cat by the sea', { index: 1 }))
    assert.notDeepEqual(paint('a cat by the sea'), paint('a dog by the sea'))
  })

  it('has the colour that the prompt names, in four languages', () => {
    const blue = hex('#2f6fde')
    for (const prompt of ['a blue circle', 'un círculo azul', 'синий круг', '파란 동그라미']) {
      assert.ok(countNear(paint(prompt), blue) > 5_000, prompt)
    }
    assert.ok(countNear(paint('a red circle'), blue) < 500)
  })

  it('is opaque, or transparent around its figures', () => {
    for (const prompt of ['a red car', 'a golden key', 'no known words']) {
      assert.ok(
        alphaOf(paint(prompt)).every((alpha) => alpha === 255),
        prompt,
      )
      const alphas = alphaOf(paint(prompt, { isTransparent: true }))
      assert.ok(
        alphas.some((alpha) => alpha === 0) && alphas.some((alpha) => alpha === 255),
        prompt,
      )
    }
  })

  it('can be drawn of every figure, and of any text, in any size', () => {
    for (const name of figureNames) assert.equal(paint(name, { width: 64, height: 64 }).width, 64)
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 16, max: 90 }),
        fc.integer({ min: 16, max: 90 }),
        (prompt, width, height) => {
          const { pixels } = paint(prompt, { width, height })
          assert.equal(pixels.length, width * height * 4)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('comes into focus step by step', () => {
    const picture = paint('a castle in the mountains')
    const colors = (raster: Raster) => new Set(new Uint32Array(raster.pixels.buffer)).size
    assert.ok(colors(coarsen(picture, 64)) < colors(coarsen(picture, 8)))
    assert.deepEqual(coarsen(picture, 1), picture)
  })
})

describe('a PNG', () => {
  it('holds every pixel that was written, with alpha or without', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.infiniteStream(fc.nat(255)),
        fc.boolean(),
        (width, height, values, isOpaque) => {
          const raster = createRaster(width, height)
          for (let at = 0; at < raster.pixels.length; at++) {
            raster.pixels[at] = isOpaque && at % 4 === 3 ? 255 : (values.next().value ?? 0)
          }
          assert.deepEqual(readPng(writePng(raster)), raster)
        },
      ),
    )
  })

  it('is read in every colour type and depth', () => {
    const cases: readonly [number, number, readonly number[], readonly number[]][] = [
      [0, 1, [0b10000000], [255, 255, 255, 255]],
      [0, 2, [0b01000000], [85, 85, 85, 255]],
      [0, 16, [0x80, 0x00], [128, 128, 128, 255]],
      [2, 8, [1, 2, 3], [1, 2, 3, 255]],
      [3, 4, [0b00010000], [40, 50, 60, 7]],
      [4, 8, [9, 10], [9, 9, 9, 10]],
      [6, 16, [1, 0, 2, 0, 3, 0, 4, 0], [1, 2, 3, 4]],
    ]
    for (const [colorType, depth, row, expected] of cases) {
      const file = pngOf({ colorType, depth, row: [0, ...row] })
      assert.deepEqual([...readPng(file).pixels], expected, `type ${colorType}, depth ${depth}`)
    }
    assert.deepEqual(
      [
        ...readPng(pngOf({ colorType: 2, depth: 8, row: [0, 0, 5, 6], key: [0, 0, 0, 5, 0, 6] }))
          .pixels,
      ],
      [0, 5, 6, 0],
    )
  })

  it('is refused when it is damaged, cut, interlaced, a bomb or no PNG', () => {
    const file = writePng(paint('sun', { width: 32, height: 32 }))
    const damaged = Buffer.from(file)
    damaged[60] = (damaged[60] ?? 0) ^ 1
    const hostile = [
      damaged,
      file.subarray(0, file.length - 20),
      Buffer.from('GIF89a'),
      Buffer.alloc(0),
      pngOf({ colorType: 2, depth: 8, row: [0, 1, 2, 3], interlace: 1 }),
      pngOf({ colorType: 5, depth: 8, row: [0, 1] }),
      pngOf({ colorType: 2, depth: 8, row: [9, 1, 2, 3] }),
      pngOf({ colorType: 2, depth: 8, row: [0, 1, 2, 3], width: 60_000, height: 60_000 }),
      pngOf({ colorType: 0, depth: 8, row: [...Buffer.alloc(100_000)] }),
    ]
    for (const bytes of hostile) assert.throws(() => readPng(bytes), UnreadablePng)
  })
})

/** A PNG of one pixel, or one that says so. */
function pngOf(made: {
  colorType: number
  depth: number
  row: readonly number[]
  key?: readonly number[]
  interlace?: number
  width?: number
  height?: number
}): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(made.width ?? 1, 0)
  header.writeUInt32BE(made.height ?? 1, 4)
  header.set([made.depth, made.colorType, 0, 0, made.interlace ?? 0], 8)
  const chunks: [string, Buffer][] = [
    ['IHDR', header],
    ['PLTE', Buffer.from([1, 2, 3, 40, 50, 60])],
    ['tRNS', Buffer.from(made.key ?? [255, 7])],
    ['IDAT', zlib.deflateSync(Buffer.from(made.row))],
    ['IEND', Buffer.alloc(0)],
  ]
  const parts = chunks.map(([type, data]) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(zlib.crc32(body))
    return Buffer.concat([length, body, sum])
  })
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts])
}

describe('an edit', () => {
  const grey = plainRaster(256, 256, [120, 120, 120, 255])
  const edit = (order: { mask?: Raster; images?: readonly Raster[] }) =>
    paintEdit({ prompt: 'a red circle', ...small, images: [grey], mask: null, ...order })

  it('changes only where the mask is transparent', () => {
    const mask = plainRaster(256, 256, [0, 0, 0, 255])
    for (let y = 0; y < 200; y++)
      for (let x = 128; x < 256; x++) mask.pixels[(y * 256 + x) * 4 + 3] = 0
    const { pixels } = edit({ mask })
    for (let y = 0; y < 200; y++) {
      for (let x = 0; x < 128; x++) assert.equal(pixels[(y * 256 + x) * 4], 120)
    }
    assert.ok(countNear({ width: 256, height: 256, pixels }, hex('#d7263d')) > 1_000)
  })

  it('paints the figures on a picture without a transparent place', () => {
    const result = edit({})
    assert.ok(countNear(result, [120, 120, 120]) > 10_000)
    assert.ok(countNear(result, hex('#d7263d')) > 5_000)
  })

  it('takes the transparent part of the picture itself for the mask', () => {
    const open = plainRaster(256, 256, [0, 0, 0, 0])
    assert.ok(alphaOf(edit({ images: [open] })).every((alpha) => alpha === 255))
  })

  it('lays several pictures side by side, in the size that was asked for', () => {
    const green = plainRaster(64, 32, [0, 200, 0, 255])
    const { pixels, width } = edit({ images: [grey, green] })
    assert.equal(width, 256)
    assert.deepEqual([...pixels.subarray(0, 3)], [120, 120, 120])
    assert.deepEqual([...pixels.subarray(255 * 4, 255 * 4 + 3)], [0, 200, 0])
  })

  it('varies colours and keeps what is transparent', () => {
    const red = plainRaster(32, 32, [220, 30, 30, 128])
    const [first, second] = [paintVariation(red, 128, 64, 0), paintVariation(red, 128, 64, 1)]
    assert.equal(first.pixels[3], 128)
    assert.notDeepEqual(first, second)
    assert.ok(countNear(first, [220, 30, 30]) === 0)
  })

  it('scales without mixing in what is transparent', () => {
    const raster = createRaster(2, 1)
    raster.pixels.set([200, 10, 10, 255, 0, 0, 0, 0])
    assert.deepEqual([...scaleToCover(raster, 2, 1).pixels], [...raster.pixels])
    const [red, , , alpha] = scaleToCover(plainRaster(8, 8, [200, 10, 10, 255]), 2, 2).pixels
    assert.deepEqual([red, alpha], [200, 255])
  })
})

describe('the size and usage of a picture', () => {
  it('takes every size of the API and refuses others by name', () => {
    assert.deepEqual(readSize('auto'), { width: 1_024, height: 1_024 })
    assert.deepEqual(readSize('1792x1024'), { width: 1_792, height: 1_024 })
    for (const size of ['big', '0x0', '1024', '1024x4096', '1024X1024']) {
      assert.throws(() => readSize(size), { code: 'invalid_value', param: 'size' })
    }
  })

  it('counts as the service does', () => {
    const square = { width: 1_024, height: 1_024 }
    const generation = countPictureTokens({
      promptTokens: 5,
      inputs: [],
      size: { width: 1_024, height: 1_536 },
      quality: 'high',
      count: 2,
      partials: 0,
    })
    assert.deepEqual([generation.input_tokens, generation.output_tokens], [22, 12_480])
    const edit = countPictureTokens({
      promptTokens: 22,
      inputs: [square],
      size: square,
      quality: 'medium',
      count: 1,
      partials: 2,
    })
    assert.equal(edit.input_tokens_details.image_tokens, 194)
    assert.equal(edit.input_tokens_details.text_tokens, 45)
    assert.equal(edit.output_tokens, 1_256)
  })
})
