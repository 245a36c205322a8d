import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import OpenAI from 'openai'
import type { Completion } from 'openai/resources/completions'
import { errorOf, TestServer } from './fakes/server.ts'
import { cut, FakeUpstream, say, beginStream } from './fakes/upstream.ts'

const sdk = (server: TestServer, apiKey: string) =>
  new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })

describe('legacy completions of the simulator', () => {
  let server: TestServer
  let client: OpenAI

  before(async () => {
    server = await TestServer.start()
    client = sdk(server, (await server.createKey()).key)
  })
  after(() => server[Symbol.asyncDispose]())

  it('continue a text with at most 16 tokens where nothing else is said', async () => {
    const completion = await client.completions.create({ model: 'sim-mini', prompt: 'Once upon' })
    assert.equal(completion.object, 'text_completion')
    assert.match(completion.id, /^cmpl-/)
    const [choice] = completion.choices
    assert.ok(choice?.text)
    assert.equal(choice.logprobs, null)
    assert.ok((completion.usage?.completion_tokens ?? 0) <= 16)
    assert.equal(completion.usage?.prompt_tokens, 2)
  })

  it('take every parameter', async () => {
    const completion = await client.completions.create({
      model: 'sim-mini',
      prompt: ['A key', 'A lock'],
      n: 2,
      best_of: 3,
      echo: true,
      suffix: ' the end.',
      logprobs: 2,
      max_tokens: 5,
      temperature: 1.2,
      top_p: 0.9,
      frequency_penalty: 0.5,
      presence_penalty: 0.5,
      logit_bias: { '50256': -100 },
      seed: 7,
      stop: ['\n\n'],
      user: 'somebody',
    })
    assert.deepEqual(
      completion.choices.map(({ index }) => index),
      [0, 1, 2, 3],
    )
    assert.ok(completion.choices.slice(0, 2).every(({ text }) => text.startsWith('A key')))
    assert.ok(completion.choices.slice(2).every(({ text }) => text.startsWith('A lock')))
    const [{ logprobs, text }] = completion.choices as [Completion['choices'][number]]
    const { tokens = [], text_offset: offsets = [], top_logprobs: top = [] } = logprobs ?? {}
    assert.equal(`A key${tokens.join('')}`, text)
    assert.equal(offsets[0], 5)
    assert.ok(top.every((ranks) => Object.keys(ranks).length === 2))
    // All three that were written for each prompt are used, not only the two that are told.
    assert.ok((completion.usage?.completion_tokens ?? 0) > 20)
  })

  it('read a prompt in tokens as the text that they are', async () => {
    const [text, tokens, several] = await Promise.all([
      client.completions.create({ model: 'sim-mini', prompt: 'hello world', echo: true, seed: 1 }),
      client.completions.create({ model: 'sim-mini', prompt: [24912, 2375], echo: true, seed: 1 }),
      client.completions.create({
        model: 'sim-mini',
        prompt: [[24912, 2375], [24912]],
        echo: true,
        seed: 1,
        max_tokens: 0,
      }),
    ])
    assert.equal(tokens.choices[0]?.text, text.choices[0]?.text)
    assert.equal(tokens.usage?.prompt_tokens, 2)
    assert.deepEqual(
      several.choices.map((choice) => choice.text),
      ['hello world', 'hello'],
    )
    assert.equal(several.usage?.completion_tokens, 0)
  })

  it('stream what they answer in one piece, every choice of every prompt', async () => {
    const parameters = {
      model: 'sim-mini',
      prompt: ['A key', 'A lock'],
      n: 2,
      seed: 3,
      echo: true,
      logprobs: 1,
    }
    const whole = await client.completions.create(parameters)
    const stream = await client.completions.create({
      ...parameters,
      stream: true,
      stream_options: { include_usage: true },
    })
    const texts = ['', '', '', '']
    const reasons: string[] = []
    const offsets: number[][] = [[], [], [], []]
    let usage: Completion['usage']
    for await (const chunk of stream) {
      for (const choice of chunk.choices) {
        texts[choice.index] += choice.text
        offsets[choice.index]?.push(...(choice.logprobs?.text_offset ?? []))
        if (choice.finish_reason) reasons[choice.index] = choice.finish_reason
      }
      usage = chunk.usage ?? usage
    }
    assert.deepEqual(
      texts,
      whole.choices.map(({ text }) => text),
    )
    assert.deepEqual(
      reasons,
      whole.choices.map((choice) => choice.finish_reason),
    )
    assert.deepEqual(
      offsets,
      whole.choices.map(({ logprobs }) => logprobs?.text_offset),
    )
    assert.deepEqual(usage, whole.usage)
  })

  it('are refused in the words of the service', async () => {
    const post = async (body: object) =>
      errorOf(await server.post('/v1/completions', { model: 'sim-mini', prompt: 'Hi', ...body }))
    assert.equal((await post({ best_of: 1, n: 2 })).param, 'best_of')
    assert.equal((await post({ best_of: 2, stream: true })).param, 'best_of')
    assert.equal((await post({ logprobs: 6 })).code, 'integer_above_max_value')
    assert.equal((await post({ prompt: [] })).code, 'empty_array')
    assert.equal((await post({ prompt: { text: 'Hi' } })).code, 'invalid_type')
    const mixed = await post({ prompt: ['Hi', 7] })
    assert.equal(mixed.param, 'prompt[1]')
    assert.equal(mixed.code, 'invalid_type')
    const deep = await post({ prompt: [[1, 'a']] })
    assert.equal(deep.param, 'prompt[0][1]')
    assert.equal((await post({ model: 'sim-code' })).param, 'model')
  })
})

describe('legacy completions of a provider', () => {
  it('go through as they are, and are billed as it says', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey()
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({
          id: 'cmpl-1',
          object: 'text_completion',
          created: 1,
          model: 'gpt-3.5-turbo-instruct',
          choices: [{ text: ' there', index: 0, logprobs: null, finish_reason: 'length' }],
          usage: { prompt_tokens: 1_000, completion_tokens: 500, total_tokens: 1_500 },
        }),
      )
    })
    const body = '{"model":"gpt-3.5-turbo-instruct",  "prompt":"Hello","max_tokens":5}'
    const response = await server.fetch('/v1/completions', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body,
    })
    assert.equal(response.status, 200)
    assert.equal(upstream.call.path, '/v1/completions')
    assert.equal(upstream.call.text, body)
    const row = await server.row()
    assert.equal(row.endpoint, 'completions')
    assert.equal(row.input_tokens, 1_000)
    assert.equal(row.cost_usd, 0.0025)
    assert.equal(response.headers.get('x-llavero-cost-usd'), '0.002500')
  })

  it('end a stream that was cut with an error and no [DONE]', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey()
    upstream.script(async (response) => {
      beginStream(response)
      await say(response, `data: {"choices":[{"text":"Hel","index":0,"finish_reason":null}]}\n\n`)
      await cut(response)
    })
    const response = await server.post(
      '/v1/completions',
      { model: 'gpt-3.5-turbo-instruct', prompt: 'Hello', stream: true },
      key,
    )
    const text = await response.text()
    assert.match(text, /upstream_truncated/)
    assert.doesNotMatch(text, /\[DONE\]/)
    const sent = JSON.parse(upstream.call.text) as { stream_options?: unknown }
    assert.deepEqual(sent.stream_options, { include_usage: true })
    const row = await server.row()
    assert.equal(row.verdict, 'truncated')
    assert.equal(row.is_estimated, true)
    assert.ok(row.output_tokens > 0)
  })

  it('are outside the scope of a key for chat only', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey({ endpoints: ['chat'] })
    const response = await server.post('/v1/completions', { model: 'sim-mini', prompt: 'Hi' }, key)
    assert.equal((await errorOf(response)).code, 'endpoint_not_allowed')
  })
})
