import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import OpenAI from 'openai'
import { errorOf, TestServer } from './fakes/server.ts'
import { cut, FakeUpstream, say, sendJson } from './fakes/upstream.ts'

const sdk = (server: TestServer, apiKey: string) =>
  new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })

function listOf(
  embeddings: readonly unknown[],
  usage: object = { prompt_tokens: 8, total_tokens: 8 },
) {
  return {
    object: 'list',
    data: embeddings.map((embedding, index) => ({ object: 'embedding', index, embedding })),
    model: 'text-embedding-3-small',
    usage,
  }
}

const base64 = Buffer.from(new Float32Array([0.5, -0.25]).buffer).toString('base64')

describe('embeddings of a provider', () => {
  it('reach the official client as numbers, whether they come as numbers or in base64', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey()).key)
    upstream.script(
      (response) => sendJson(response, 200, listOf([base64])),
      (response) => sendJson(response, 200, listOf([[0.5, -0.25]])),
    )
    const typical = await client.embeddings.create({
      model: 'text-embedding-3-small',
      input: 'A key',
    })
    assert.deepEqual(typical.data[0]?.embedding, [0.5, -0.25])
    const full = await client.embeddings.create({
      model: 'text-embedding-3-small',
      input: [[1, 2], [3]],
      encoding_format: 'float',
      dimensions: 2,
      user: 'somebody',
    })
    assert.deepEqual(full.data[0]?.embedding, [0.5, -0.25])
    const [first, second] = upstream.calls
    assert.equal(first?.path, '/v1/embeddings')
    assert.equal(first?.body['encoding_format'], 'base64')
    assert.deepEqual(second?.body['input'], [[1, 2], [3]])
    const [row] = await server.rows(2)
    assert.equal(row?.endpoint, 'embeddings')
    assert.equal(row?.input_tokens, 8)
    assert.equal(row?.output_tokens, 0)
    // 8 tokens at 0.02 USD a million, rounded up to a whole micro-dollar.
    assert.equal(row?.cost_usd, 0.000001)
  })

  it('pass through as they come where they are too long to be held, and are billed all the same', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey()
    const long = JSON.stringify(listOf(Array(2_048).fill('A'.repeat(8_192))))
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': long.length })
      response.end(long)
    })
    const input = Array<string>(2_048).fill('A key')
    const response = await server.post(
      '/v1/embeddings',
      { model: 'text-embedding-3-small', input },
      key,
    )
    assert.equal(response.headers.get('content-length'), String(long.length))
    assert.equal(await response.text(), long)
    const row = await server.row()
    assert.equal(row.verdict, 'complete')
    assert.equal(row.input_tokens, 8)
    assert.equal(row.is_estimated, false)
  })

  it('break the connection where a long answer was cut: half an answer is never whole', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey()
    upstream.script(async (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      await say(response, `{"object":"list","data":[${'0'.repeat(2 * 1024 * 1024)}`)
      await cut(response)
    })
    const body = { model: 'text-embedding-3-small', input: 'A key' }
    const response = await server.post('/v1/embeddings', body, key)
    await assert.rejects(response.text())
    const row = await server.row()
    assert.equal(row.verdict, 'truncated')
    assert.equal(row.error_code, 'upstream_truncated')
    assert.equal(row.is_estimated, true)
  })

  it('hold no more money than the input can cost', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    upstream.always((response) => sendJson(response, 200, listOf([base64])))
    const body = { model: 'text-embedding-3-large', input: 'word '.repeat(2_000) }
    const poor = await server.createKey({ budget_usd: 0.0001 })
    const refused = await server.post('/v1/embeddings', body, poor.key)
    assert.equal((await errorOf(refused)).code, 'insufficient_quota')
    const rich = await server.createKey({ budget_usd: 0.01 })
    assert.equal((await server.post('/v1/embeddings', body, rich.key)).status, 200)
  })

  it('are refused in the words of the service', async () => {
    await using server = await TestServer.start()
    const post = async (body: object) =>
      errorOf(await server.post('/v1/embeddings', { model: 'sim-embed', input: 'Hi', ...body }))
    assert.equal((await post({ input: '' })).param, 'input')
    assert.equal((await post({ input: [] })).code, 'empty_array')
    assert.equal((await post({ input: ['a', ''] })).param, 'input[1]')
    assert.equal((await post({ input: Array(2_049).fill('a') })).code, 'array_above_max_length')
    assert.equal((await post({ input: undefined })).code, 'missing_required_parameter')
    assert.equal((await post({ input: [1, 2.5] })).param, 'input[1]')
    assert.equal((await post({ encoding_format: 'int8' })).param, 'encoding_format')
    assert.equal((await post({ Model: 'x' })).code, 'unknown_parameter')
    const negative = await post({ dimensions: -42 })
    assert.equal(negative.message, "-42 is less than the minimum of 1 - 'dimensions'")
    assert.deepEqual([negative.param, negative.code], [null, null])
  })
})

describe('moderations of a provider', () => {
  const result = { id: 'modr-1', model: 'omni-moderation-latest', results: [{ flagged: false }] }

  it('go through, free, for the default model where none is named', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey({ budget_usd: 0.01 })
    const client = sdk(server, key)
    upstream.always((response) => sendJson(response, 200, result))
    const typical = await client.moderations.create({ input: 'Hello' })
    assert.equal(typical.results.length, 1)
    await client.moderations.create({
      model: 'omni-moderation-latest',
      input: [
        { type: 'text', text: 'Hello' },
        { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      ],
    })
    assert.equal(upstream.calls[0]?.path, '/v1/moderations')
    assert.equal(upstream.calls[0]?.body['model'], 'omni-moderation-latest')
    const rows = await server.rows(2)
    assert.ok(
      rows.every(({ endpoint, cost_usd: cost }) => endpoint === 'moderations' && cost === 0),
    )
  })

  it('are refused in the words of the service', async () => {
    await using server = await TestServer.start()
    const post = async (body: object) => errorOf(await server.post('/v1/moderations', body))
    assert.equal((await post({})).message, "Missing required parameter: 'input'.")
    assert.equal((await post({ input: [] })).code, 'empty_array')
    assert.equal((await post({ input: [{ type: 'audio' }] })).param, 'input[0].type')
  })
})
