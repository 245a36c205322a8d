import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import OpenAI, { BadRequestError } from 'openai'
import { readPng } from '../src/gateway/providers/sim/image/png-reader.ts'
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
