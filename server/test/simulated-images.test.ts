import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import OpenAI, { BadRequestError, toFile } from 'openai'
import { readPng } from '../src/gateway/providers/sim/image/png-reader.ts'
import { writePng } from '../src/gateway/providers/sim/image/png-writer.ts'
import { createRaster } from '../src/gateway/providers/sim/image/raster.ts'
import { TestServer } from './fakes/server.ts'

let server: TestServer
let client: OpenAI

before(async () => {
  server = await TestServer.start()
  const apiKey = (await server.createKey()).key
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })
})
after(() => server[Symbol.asyncDispose]())

const model = 'sim-image'
/** Small, as painting takes time: the size is checked by name only where the package knows it. */
const small = '256x256'

function pictureOf(image: { readonly b64_json?: string | null } | undefined) {
  return readPng(Buffer.from(image?.b64_json ?? '', 'base64'))
}

async function refused(request: Promise<unknown>): Promise<BadRequestError> {
  try {
    await request
  } catch (error) {
    assert.ok(error instanceof BadRequestError)
    return error
  }
  return assert.fail('The request was not refused.')
}

describe('pictures of the simulator, by the official package', () => {
  it('are drawn from a prompt, in the usual size, and counted as the service counts', async () => {
    const answer = await client.images.generate({ model, prompt: 'A red house by the sea' })
    const { width, height } = pictureOf(answer.data?.[0])
    assert.deepEqual([width, height], [1_024, 1_024])
    assert.equal(answer.data?.length, 1)
    const { background, output_format: format, quality, size, usage } = answer
    assert.deepEqual([background, format, quality, size], ['opaque', 'png', 'medium', '1024x1024'])
    assert.equal(usage?.output_tokens, 1_056)
    assert.equal(usage.total_tokens, usage.input_tokens + usage.output_tokens)
  })

  it('are as many, as large and as transparent as was asked for', async () => {
    const { data, background, quality, usage } = await client.images.generate({
      model,
      prompt: 'Una estrella dorada',
      n: 2,
      size: small,
      quality: 'high',
      background: 'transparent',
      output_format: 'png',
      output_compression: 100,
      moderation: 'low',
      user: 'somebody',
    })
    assert.deepEqual([background, quality], ['transparent', 'high'])
    const [first, second] = [pictureOf(data?.[0]), pictureOf(data?.[1])]
    assert.notDeepEqual(first, second)
    assert.equal(first.width, 256)
    assert.ok(first.pixels.some((value, index) => index % 4 === 3 && value === 0))
    assert.equal(usage?.output_tokens_details?.image_tokens, usage?.output_tokens)
  })

  it('can be had as a URL that needs no server', async () => {
    const { data } = await client.images.generate({
      model,
      prompt: '달과 별',
      size: small,
      response_format: 'url',
    })
    const [head, base64 = ''] = data?.[0]?.url?.split(',') ?? []
    assert.equal(head, 'data:image/png;base64')
    assert.equal(readPng(Buffer.from(base64, 'base64')).width, 256)
  })

  it('come into focus in a stream, each sharper than the last', async () => {
    const stream = await client.images.generate({
      model,
      prompt: 'Три лодки на закате',
      size: small,
      stream: true,
      partial_images: 3,
    })
    const events = await Array.fromAsync(stream)
    assert.deepEqual(
      events.map(({ type }) => type),
      [
        'image_generation.partial_image',
        'image_generation.partial_image',
        'image_generation.partial_image',
        'image_generation.completed',
      ],
    )
    const last = events.at(-1)
    const colors = events.map(
      (event) => new Set(new Uint32Array(pictureOf(event).pixels.buffer)).size,
    )
    assert.deepEqual(
      colors,
      colors.toSorted((a, b) => a - b),
    )
    assert.ok(last?.type === 'image_generation.completed')
    assert.ok(last.usage.output_tokens > 300)
    const whole = await client.images.generate({
      model,
      prompt: 'Три лодки на закате',
      size: small,
    })
    assert.equal(last.b64_json, whole.data?.[0]?.b64_json)
  })

  it('are refused in formats and sizes that are not simulated, by name', async () => {
    const prompt = 'a cat'
    const jpeg = await refused(client.images.generate({ model, prompt, output_format: 'jpeg' }))
    assert.equal(jpeg.param, 'output_format')
    const size = await refused(client.images.generate({ model, prompt, size: '9000x9000' }))
    assert.equal(size.param, 'size')
    const stream = client.images.generate({ model, prompt, stream: true, output_format: 'webp' })
    assert.equal((await refused(stream)).param, 'output_format')
  })
})

describe('edits and variations of the simulator, by the official package', () => {
  const grey = picture([120, 120, 120, 255])
  const prompt = 'a red circle'

  function picture(pixel: readonly number[]): Buffer {
    const raster = createRaster(256, 256)
    for (let at = 0; at < raster.pixels.length; at += 4) raster.pixels.set(pixel, at)
    return writePng(raster)
  }

  /** A mask whose right half is open. */
  function halfOpen(): Buffer {
    const raster = readPng(grey)
    for (let at = 3; at < raster.pixels.length; at += 4) {
      raster.pixels[at] = (at >> 2) % 256 < 128 ? 255 : 0
    }
    return writePng(raster)
  }

  const png = (bytes: Buffer) => toFile(bytes, 'picture.png', { type: 'image/png' })

  it('paint into the mask and nowhere else', async () => {
    const { data, usage } = await client.images.edit({
      model,
      prompt,
      image: await png(grey),
      mask: await png(halfOpen()),
      size: small,
      n: 1,
      quality: 'low',
      background: 'auto',
      input_fidelity: 'high',
    })
    const { pixels } = pictureOf(data?.[0])
    assert.deepEqual([...pixels.subarray(0, 4)], [120, 120, 120, 255])
    const middle = (128 * 256 + 140) * 4
    assert.notDeepEqual([...pixels.subarray(middle, middle + 4)], [120, 120, 120, 255])
    assert.equal(usage?.input_tokens_details.image_tokens, 194)
  })

  it('take several pictures, and come in a stream', async () => {
    const stream = await client.images.edit({
      model,
      prompt,
      image: [await png(grey), await png(picture([0, 200, 0, 255]))],
      size: small,
      stream: true,
      partial_images: 1,
    })
    const events = await Array.fromAsync(stream)
    assert.deepEqual(
      events.map(({ type }) => type),
      ['image_edit.partial_image', 'image_edit.completed'],
    )
    const { pixels } = pictureOf(events[1])
    assert.deepEqual([...pixels.subarray(0, 3)], [120, 120, 120])
    assert.deepEqual([...pixels.subarray(255 * 4, 255 * 4 + 3)], [0, 200, 0])
  })

  it('take pictures in JSON, too', async () => {
    const url = `data:image/png;base64,${grey.toString('base64')}`
    const answer = await client.post<OpenAI.ImagesResponse>('/images/edits', {
      body: { model, prompt, images: [{ image_url: url }], size: small },
    })
    assert.equal(pictureOf(answer.data?.[0]).width, 256)
  })

  it('vary a picture in its colours', async () => {
    const image = await png(picture([220, 30, 30, 255]))
    const { data } = await client.images.createVariation({
      model,
      image,
      n: 2,
      size: small,
      user: 'me',
    })
    assert.equal(data?.length, 2)
    const [first, second] = [pictureOf(data[0]), pictureOf(data[1])]
    assert.notDeepEqual([...first.pixels.subarray(0, 3)], [220, 30, 30])
    assert.notDeepEqual(first, second)
  })

  it('refuse what is no PNG, by name', async () => {
    const image = await toFile(Buffer.from('GIF89a'), 'picture.png', { type: 'image/png' })
    const error = await refused(client.images.edit({ model, prompt, image }))
    assert.equal(error.param, 'image')
    assert.match(error.message, /PNG/)
  })
})
