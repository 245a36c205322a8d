import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import OpenAI, {
  APIError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from 'openai'
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions'
import { TestServer } from './fakes/server.ts'
import { FakeUpstream, refuse, streamWords } from './fakes/upstream.ts'

const messages = [{ role: 'user' as const, content: 'What is a key ring?' }]

function sdk(server: TestServer, apiKey: string): OpenAI {
  return new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })
}

const weatherTool = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['C', 'F'] } },
      required: ['city', 'unit'],
      additionalProperties: false,
    },
  },
}
const timeTool = {
  type: 'function' as const,
  function: {
    name: 'get_time',
    parameters: { type: 'object', properties: { zone: { type: 'integer' } }, required: ['zone'] },
  },
}

describe('the official openai package, against the simulator', () => {
  let server: TestServer
  let client: OpenAI

  before(async () => {
    server = await TestServer.start()
    client = sdk(server, (await server.createKey()).key)
  })
  after(() => server[Symbol.asyncDispose]())

  const complete = (body: Partial<ChatCompletionCreateParamsNonStreaming>) =>
    client.chat.completions.create({ model: 'sim-mini', messages, seed: 7, ...body })

  it('gets the headers of the service with every answer, refusals as well', async () => {
    for (const path of ['/v1/models', '/v1/models/fake_id', '/v1/chat/completions']) {
      const method = path.endsWith('completions') ? 'POST' : 'GET'
      const { headers } = await server.fetch(path, { method })
      assert.match(headers.get('x-request-id') ?? '', /^req_[0-9a-f]{32}$/)
      assert.match(headers.get('openai-processing-ms') ?? '', /^\d+$/)
      assert.equal(headers.get('openai-version'), '2020-10-01')
    }
  })

  it('gets a chat completion with its usage', async () => {
    const completion = await complete({})
    assert.equal(completion.object, 'chat.completion')
    assert.equal(completion.system_fingerprint, 'sim')
    assert.ok(completion.choices[0]?.message.content)
    const { prompt_tokens, completion_tokens, total_tokens } = completion.usage ?? assert.fail()
    assert.ok(prompt_tokens > 0 && completion_tokens > 0)
    assert.equal(total_tokens, prompt_tokens + completion_tokens)
  })

  it('gets the same answer in a stream as in one piece', async () => {
    const whole = await complete({})
    const stream = await client.chat.completions.create({
      model: 'sim-mini',
      messages,
      seed: 7,
      stream: true,
    })
    let text = ''
    let finishReason: string | null = null
    for await (const chunk of stream) {
      assert.equal(chunk.object, 'chat.completion.chunk')
      text += chunk.choices[0]?.delta.content ?? ''
      finishReason = chunk.choices[0]?.finish_reason ?? finishReason
    }
    assert.equal(text, whole.choices[0]?.message.content)
    assert.equal(finishReason, whole.choices[0]?.finish_reason)
  })

  it('gets the usage chunk last when it asks for it', async () => {
    const stream = await client.chat.completions.create({
      model: 'sim-mini',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = await Array.fromAsync(stream)
    const last = chunks.pop()
    assert.deepEqual(last?.choices, [])
    assert.ok((last?.usage?.completion_tokens ?? 0) > 0)
    assert.ok(chunks.every(({ usage }) => usage === null))
  })

  it('gets a tool call with valid arguments where one is required', async () => {
    const { choices } = await complete({ tools: [weatherTool], tool_choice: 'required' })
    assert.equal(choices[0]?.finish_reason, 'tool_calls')
    const [call] = choices[0]?.message.tool_calls ?? []
    assert.ok(call?.type === 'function')
    assert.equal(call.function.name, 'get_weather')
    const given = JSON.parse(call.function.arguments) as Record<string, unknown>
    assert.deepEqual(Object.keys(given).toSorted(), ['city', 'unit'])
    assert.ok(given['unit'] === 'C' || given['unit'] === 'F')
  })

  it('gets a call of the tool that it names', async () => {
    const { choices } = await complete({
      tools: [weatherTool, timeTool],
      tool_choice: { type: 'function', function: { name: 'get_time' } },
    })
    const [call] = choices[0]?.message.tool_calls ?? []
    assert.ok(call?.type === 'function')
    assert.equal(call.function.name, 'get_time')
    assert.ok(Number.isInteger((JSON.parse(call.function.arguments) as { zone: unknown }).zone))
  })

  it('gets text or a call where the choice of tools is free, and text where tools are forbidden', async () => {
    const free = await complete({ tools: [weatherTool], tool_choice: 'auto' })
    const [choice] = free.choices
    assert.ok(choice?.message.content || choice?.message.tool_calls?.length)
    const none = await complete({ tools: [weatherTool], tool_choice: 'none' })
    assert.equal(none.choices[0]?.message.tool_calls, undefined)
    assert.ok(none.choices[0]?.message.content)
  })

  it('gets an answer that fits its JSON schema', async () => {
    const { choices } = await complete({
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'person',
          strict: true,
          schema: {
            type: 'object',
            properties: { name: { type: 'string' }, age: { type: 'integer' } },
            required: ['name', 'age'],
            additionalProperties: false,
          },
        },
      },
    })
    const person = JSON.parse(choices[0]?.message.content ?? '') as Record<string, unknown>
    assert.deepEqual(Object.keys(person).toSorted(), ['age', 'name'])
    assert.equal(typeof person['name'], 'string')
    assert.ok(Number.isInteger(person['age']))
  })

  it('gets log probabilities, and as many alternatives as it asks for', async () => {
    const { choices, usage } = await complete({
      logprobs: true,
      top_logprobs: 3,
      max_completion_tokens: 8,
    })
    const tokens = choices[0]?.logprobs?.content ?? []
    assert.equal(tokens.length, usage?.completion_tokens)
    for (const { logprob, top_logprobs } of tokens) {
      assert.ok(logprob <= 0)
      assert.equal(top_logprobs.length, 3)
    }
    assert.equal(tokens.map(({ token }) => token).join(''), choices[0]?.message.content)
  })

  it('gets n answers, each under its index', async () => {
    const { choices } = await complete({ n: 3, max_completion_tokens: 6, temperature: 1.2 })
    assert.deepEqual(
      choices.map(({ index }) => index),
      [0, 1, 2],
    )
    assert.ok(choices.every(({ message }) => message.content))
  })

  it('gets the same answer for the same seed', async () => {
    const [first, second] = await Promise.all([
      complete({ temperature: 1 }),
      complete({ temperature: 1 }),
    ])
    assert.equal(first.choices[0]?.message.content, second.choices[0]?.message.content)
  })

  it('gets an answer that ends before the stop sequence', async () => {
    const whole = await complete({})
    const text = whole.choices[0]?.message.content ?? ''
    const word = text.split(' ')[3] ?? assert.fail(text)
    const stopped = await complete({ stop: [word] })
    assert.equal(stopped.choices[0]?.message.content, text.slice(0, text.indexOf(word)))
    assert.equal(stopped.choices[0]?.finish_reason, 'stop')
  })

  it('gets `length` as the reason when its limit of tokens is reached', async () => {
    const { choices, usage } = await complete({ max_completion_tokens: 5 })
    assert.equal(choices[0]?.finish_reason, 'length')
    assert.equal(usage?.completion_tokens, 5)
  })

  it('is served at the tier that it asks for', async () => {
    assert.equal((await complete({})).service_tier, 'default')
    assert.equal((await complete({ service_tier: 'auto' })).service_tier, 'default')
    assert.equal((await complete({ service_tier: 'flex' })).service_tier, 'flex')
    const wrong = complete({ service_tier: 'first' as 'flex' })
    await assert.rejects(wrong, { status: 400, param: 'service_tier' })
  })

  it('asks for a search of the web in the way that is documented', async () => {
    const user_location = {
      type: 'approximate' as const,
      approximate: { country: 'ES', city: 'Madrid', region: 'Madrid', timezone: 'Europe/Madrid' },
    }
    await complete({ web_search_options: { search_context_size: 'low', user_location } })
    const size = complete({ web_search_options: { search_context_size: 'huge' as 'low' } })
    await assert.rejects(size, { status: 400, param: 'web_search_options.search_context_size' })
    const exact = { ...user_location, type: 'exact' as 'approximate' }
    const place = complete({ web_search_options: { user_location: exact } })
    await assert.rejects(place, { status: 400, param: 'web_search_options.user_location.type' })
  })

  it('lists the models and retrieves one', async () => {
    const models = await Array.fromAsync(client.models.list())
    const ids = models.map(({ id }) => id)
    assert.ok(ids.includes('sim-code') && ids.includes('sim-mini'), ids.join())
    assert.ok(
      ids.every((id) => id.startsWith('sim-')),
      ids.join(),
    )
    const model = await client.models.retrieve('sim-mini')
    assert.equal(model.id, 'sim-mini')
    assert.equal(model.object, 'model')
    await assert.rejects(client.models.retrieve('sim-none'), (error) => {
      assert.ok(error instanceof NotFoundError)
      assert.match(error.message, /The model 'sim-none' does not exist$/)
      return true
    })
  })

  for (const [status, errorClass] of [
    [400, BadRequestError],
    [401, AuthenticationError],
    [403, PermissionDeniedError],
    [404, NotFoundError],
    [429, RateLimitError],
    [500, InternalServerError],
  ] as const) {
    it(`gets ${status} as ${errorClass.name}`, async () => {
      const headers = { 'x-llavero-sim': `status=${status}` }
      const failing = client.chat.completions.create({ model: 'sim-mini', messages }, { headers })
      await assert.rejects(
        failing,
        (error) => error instanceof errorClass && error.status === status,
      )
    })
  }

  it('is told what is wrong with a parameter, and the id of its request', async () => {
    await assert.rejects(complete({ temperature: 3 }), (error) => {
      assert.ok(error instanceof BadRequestError)
      assert.equal(error.param, 'temperature')
      assert.equal(error.code, 'decimal_above_max_value')
      assert.match(error.requestID ?? '', /^req_[0-9a-f]{32}$/)
      return true
    })
  })

  it('is told that its key is wrong', async () => {
    const stranger = sdk(server, 'sk-llv-nobody')
    await assert.rejects(stranger.models.list(), AuthenticationError)
    const asked = stranger.chat.completions.create({ model: 'sim-mini', messages })
    await assert.rejects(
      asked,
      (error) => error instanceof AuthenticationError && error.code === 'invalid_api_key',
    )
  })

  it('sees a stream that was cut fail, with the reason', async () => {
    const headers = { 'x-llavero-sim': 'cut_after=3' }
    const stream = await client.chat.completions.create(
      { model: 'sim-mini', messages, stream: true },
      { headers },
    )
    const chunks: unknown[] = []
    await assert.rejects(
      async () => {
        for await (const chunk of stream) chunks.push(chunk)
      },
      (error) => error instanceof APIError && error.code === 'upstream_truncated',
    )
    assert.equal(chunks.length, 3)
  })
})

describe('the official openai package, against a provider', () => {
  it('gets completions and streams through the gateway with a virtual key', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({
      upstream,
      providerKey: 'sk-secret-of-the-provider',
    })
    const client = sdk(server, (await server.createKey()).key)

    const { data, response } = await client.chat.completions
      .create({ model: 'gpt-4o-mini', messages })
      .withResponse()
    assert.equal(data.choices[0]?.message.content, 'Hello.')
    assert.ok(Number(response.headers.get('x-llavero-cost-usd')) > 0)
    assert.equal(upstream.calls[0]?.headers.authorization, 'Bearer sk-secret-of-the-provider')

    upstream.script(streamWords(['One', ' two', ' three']))
    const stream = client.chat.completions.stream({ model: 'gpt-4o-mini', messages })
    const completion = await stream.finalChatCompletion()
    assert.equal(completion.choices[0]?.message.content, 'One two three')
  })

  it('gets what the provider itself refused, as it was said', async () => {
    await using upstream = await FakeUpstream.start()
    upstream.script((response) => refuse(response, 400, {}, 'Too many images.'))
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey()).key)
    await assert.rejects(
      client.chat.completions.create({ model: 'gpt-4o-mini', messages }),
      (error) => error instanceof BadRequestError && error.message.includes('Too many images.'),
    )
  })
})
