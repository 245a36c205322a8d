import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import OpenAI, { toFile } from 'openai'
import { errorOf, TestServer } from './fakes/server.ts'
import { beginStream, FakeUpstream, type ReceivedCall, say, sendJson } from './fakes/upstream.ts'

const sdk = (server: TestServer, apiKey: string) =>
  new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVQYV2NgAAIAAAUAAarVyFEAAAAASUVORK5CYII=',
  'base64',
)
const png = (name: string, bytes: Buffer = pixel) => toFile(bytes, name, { type: 'image/png' })

const tokenUsage = {
  input_tokens: 50,
  input_tokens_details: { image_tokens: 10, text_tokens: 40 },
  output_tokens: 1_000,
  output_tokens_details: { image_tokens: 1_000, text_tokens: 0 },
  total_tokens: 1_050,
}

function answerOf(count = 1, usage: object | null = tokenUsage) {
  return {
    created: 1,
    background: 'opaque',
    data: Array.from({ length: count }, () => ({ b64_json: pixel.toString('base64') })),
    output_format: 'png',
    quality: 'high',
    size: '1024x1024',
    ...(usage && { usage }),
  }
}

/** The parts of a form as a provider reads them. */
async function formOf({ bytes, headers }: ReceivedCall): Promise<FormData> {
  const body = Uint8Array.from(bytes)
  return new Response(body, {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData()
}

const completed = (type: string, usage = tokenUsage) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, b64_json: 'AA==', usage })}\n\n`
const partial = (type: string, index: number) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, b64_json: 'AA==', partial_image_index: index })}\n\n`

describe('images of a provider', () => {
  it('are made from a prompt, with every parameter, and billed by text and image tokens', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey({ budget_usd: 10 })).key)
    upstream.always((response) => sendJson(response, 200, answerOf()))
    const typical = await client.images.generate({ model: 'gpt-image-1.5', prompt: 'A key' })
    assert.equal(typical.data?.[0]?.b64_json, pixel.toString('base64'))
    await client.images.generate({
      model: 'gpt-image-1.5',
      prompt: 'A key',
      n: 1,
      background: 'transparent',
      moderation: 'low',
      output_compression: 80,
      output_format: 'webp',
      quality: 'high',
      size: '1024x1536',
      user: 'somebody',
    })
    assert.equal(upstream.calls[1]?.path, '/v1/images/generations')
    assert.equal(upstream.calls[1]?.body['output_compression'], 80)
    const [row] = await server.rows(2)
    assert.equal(row?.endpoint, 'images.generations')
    assert.equal(row?.images, 1)
    assert.equal(row?.output_tokens, 1_000)
    // 40 text tokens at 5, 10 of an image at 8, 1,000 of the picture at 32 USD a million.
    assert.equal(row?.cost_usd, 0.03228)
  })

  it('are billed by the piece where that is the price', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey()).key)
    upstream.always((response) => sendJson(response, 200, answerOf(2, null)))
    await client.images.generate({
      model: 'dall-e-3',
      prompt: 'A key',
      n: 2,
      quality: 'hd',
      size: '1024x1792',
      style: 'natural',
      response_format: 'b64_json',
    })
    const row = await server.row()
    assert.equal(row.images, 2)
    assert.equal(row.is_estimated, false)
    assert.equal(row.cost_usd, 0.24)
  })

  it('come in a stream, whose last event is its end', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey()).key)
    upstream.script(async (response) => {
      beginStream(response)
      await say(response, partial('image_generation.partial_image', 0))
      await say(response, partial('image_generation.partial_image', 1))
      response.end(completed('image_generation.completed'))
    })
    const stream = await client.images.generate({
      model: 'gpt-image-1.5',
      prompt: 'A key',
      stream: true,
      partial_images: 2,
    })
    const types = (await Array.fromAsync(stream)).map(({ type }) => type)
    assert.deepEqual(types, [
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ])
    const row = await server.row()
    assert.equal(row.verdict, 'complete')
    assert.equal(row.output_tokens, 1_000)
  })

  it('of a stream that closed before its last event are no answer', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey()).key)
    upstream.script(async (response) => {
      beginStream(response)
      await say(response, partial('image_edit.partial_image', 0))
      response.end('data: [DONE]\n\n')
    })
    const stream = await client.images.edit({
      model: 'gpt-image-1.5',
      image: await png('a.png'),
      prompt: 'A key',
      stream: true,
    })
    await assert.rejects(Array.fromAsync(stream), /before its end/)
    const row = await server.row()
    assert.equal(row.verdict, 'truncated')
    assert.equal(row.is_estimated, true)
  })

  it('are edited: a form goes on with its files, another model name and our key', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const provider = await server.addProvider('other', upstream)
    await server.addRoute('painter', [{ id: provider.id, model: 'gpt-image-1' }])
    const { key } = await server.createKey()
    const client = sdk(server, key)
    upstream.always((response) => sendJson(response, 200, answerOf()))
    const large = Buffer.alloc(300_000, 'pixels')
    await client.images.edit({
      model: 'painter',
      image: [await png('a "b".png'), await png('large.png', large)],
      mask: await png('mask.png'),
      prompt: 'Añade una llave',
      background: 'auto',
      input_fidelity: 'high',
      n: 2,
      output_compression: 100,
      output_format: 'png',
      quality: 'low',
      size: '1024x1024',
      user: 'somebody',
    })
    const { call } = upstream
    assert.equal(call.path, '/v1/images/edits')
    assert.equal(call.headers.authorization, 'Bearer sk-of-other')
    assert.equal(call.headers['content-length'], String(call.bytes.length))
    assert.ok(!call.bytes.includes(key))
    const form = await formOf(call)
    assert.equal(form.get('model'), 'gpt-image-1')
    assert.equal(form.get('prompt'), 'Añade una llave')
    assert.equal(form.get('n'), '2')
    const [first, second] = form.getAll('image[]') as unknown as File[]
    assert.equal(first?.name, 'a "b".png')
    assert.equal(first?.type, 'image/png')
    assert.deepEqual(Buffer.from((await second?.arrayBuffer()) ?? new ArrayBuffer(0)), large)
    assert.ok(form.get('mask'))
    const row = await server.row()
    assert.equal(row.endpoint, 'images.edits')
    assert.equal(row.model_used, 'gpt-image-1')
  })

  it('are edited from JSON, too', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey()
    upstream.always((response) => sendJson(response, 200, answerOf()))
    const body = {
      model: 'gpt-image-1.5',
      prompt: 'A key',
      images: [{ image_url: `data:image/png;base64,${pixel.toString('base64')}` }],
    }
    assert.equal((await server.post('/v1/images/edits', body, key)).status, 200)
    assert.deepEqual(upstream.call.body, body)
  })

  it('are sent again, files and all, when the first try fails', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey()).key)
    upstream.script(
      (response) => sendJson(response, 503, { error: { message: 'No.', type: 'server_error' } }),
      (response) => sendJson(response, 200, answerOf()),
    )
    await client.images.createVariation({
      image: await png('a.png', Buffer.alloc(200_000, 1)),
      model: 'dall-e-2',
      n: 1,
      response_format: 'b64_json',
      size: '256x256',
      user: 'somebody',
    })
    const [first, second] = await Promise.all(upstream.calls.map(formOf))
    const bytesOf = async (form?: FormData) =>
      (form?.get('image') as unknown as File | undefined)?.arrayBuffer()
    assert.deepEqual(await bytesOf(first), await bytesOf(second))
    const row = await server.row()
    assert.equal(row.attempts, 2)
    assert.equal(row.cost_usd, 0.016)
  })

  it('go to the default model of the API where none is named, and by that name', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey()).key)
    upstream.always((response) => sendJson(response, 200, answerOf(1, null)))
    await client.images.createVariation({ image: await png('a.png') })
    assert.equal((await formOf(upstream.call)).get('model'), 'dall-e-2')
    assert.equal((await server.row()).model_asked, 'dall-e-2')
  })

  it('hold what the dearest picture can cost', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    upstream.always((response) => sendJson(response, 200, answerOf(1, null)))
    const { key } = await server.createKey({ budget_usd: 0.1 })
    const body = { model: 'dall-e-3', prompt: 'A key' }
    const refused = await server.post('/v1/images/generations', body, key)
    assert.equal((await errorOf(refused)).code, 'insufficient_quota')
    const cheap = { ...body, quality: 'standard', size: '1024x1024' }
    assert.equal((await server.post('/v1/images/generations', cheap, key)).status, 200)
    assert.equal((await server.rows(2))[0]?.cost_usd, 0.04)
  })

  it('are refused in the words of the service', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey()
    const post = async (path: string, body: object) =>
      errorOf(await server.post(`/v1/images/${path}`, body, key))
    assert.equal((await post('generations', {})).param, 'prompt')
    assert.equal(
      (await post('generations', { prompt: 'x', n: 11 })).code,
      'integer_above_max_value',
    )
    assert.equal(
      (await post('generations', { prompt: 'x', partial_images: 1 })).param,
      'partial_images',
    )
    assert.equal((await post('variations', {})).code, 'unsupported_content_type')
    const send = async (path: string, fields: Record<string, string | File>) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      const init = { method: 'POST', body: form, headers: { authorization: `Bearer ${key}` } }
      return errorOf(await server.fetch(`/v1/images/${path}`, init))
    }
    const image = new File([Uint8Array.from(pixel)], 'a.png')
    assert.equal((await send('edits', { prompt: 'x' })).param, 'image')
    assert.equal((await send('edits', { image })).param, 'prompt')
    assert.equal((await send('edits', { image, prompt: 'x', n: 'two' })).code, 'invalid_type')
    assert.equal((await send('edits', { image, prompt: 'x', picture: image })).param, 'picture')
    const big = new File([new Uint8Array(4_000_001)], 'big.png')
    const refused = await send('variations', { image: big })
    assert.deepEqual([refused.status, refused.code], [413, 'body_too_large'])
    assert.equal(upstream.calls.length, 0)
  })
})
