import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type {
  ChatCompletion,
  ChatCompletionChunk,
} from '@llavero/protocol/openai/chat-completion.ts'
import { parseChatRequest } from '@llavero/protocol/openai/chat.ts'
import type { ModelCall, ProviderReply, StreamEvent, Target } from '../../model-call.ts'
import { UpstreamFailure } from '../../model-call.ts'
import { GenerationWorker } from './generation-worker.ts'
import { createSimProvider } from './sim-provider.ts'

const worker = new GenerationWorker()
after(() => worker.close())

const nowMs = (): number => 1_800_000_000_000
const provider = createSimProvider({
  worker,
  nowMs,
  firstByteTimeoutMs: 5_000,
  idleTimeoutMs: 5_000,
})

const story = [{ role: 'user', content: 'Tell me a story' }]

function callOf(body: object, simulation: string | null = null): ModelCall {
  const request = parseChatRequest({ model: 'sim-mini', messages: story, seed: 1, ...body })
  return {
    requestId: 'req_0',
    endpoint: 'chat',
    model: request.model,
    stream: request.stream === true,
    body: request,
    payload: Buffer.from(JSON.stringify(request)),
    feature: null,
    simulation,
    startedAtMs: 0,
    arrivedAt: 0,
    outputCapTokens: null,
    hasLeft: () => false,
  }
}

function send(body: object, simulation: string | null = null): Promise<ProviderReply> {
  const call = callOf(body, simulation)
  const target: Target = {
    id: 'place/model',
    providerId: 'sim',
    providerName: 'simulator',
    dialect: 'sim',
    model: call.model,
  }
  return provider.send(target, call)
}

async function whole(body: object, simulation: string | null = null): Promise<ChatCompletion> {
  const reply = await send(body, simulation)
  assert.ok(reply.body instanceof Uint8Array)
  return JSON.parse(Buffer.from(reply.body).toString()) as ChatCompletion
}

async function eventsOf(body: object, simulation: string | null = null): Promise<StreamEvent[]> {
  const reply = await send({ stream: true, ...body }, simulation)
  assert.ok(!(reply.body instanceof Uint8Array || 'pieces' in reply.body))
  const events: StreamEvent[] = []
  for await (const batch of reply.body) events.push(...batch)
  return events
}

async function chunksOf(body: object, simulation?: string): Promise<ChatCompletionChunk[]> {
  const events = await eventsOf(body, simulation)
  const payloads = events.map(({ data }) => data ?? '').filter((data) => data !== '[DONE]')
  return payloads.map((data) => JSON.parse(data) as ChatCompletionChunk)
}

function contentOf(chunks: readonly ChatCompletionChunk[], index = 0): string {
  const choices = chunks
    .flatMap((chunk) => chunk.choices)
    .filter((choice) => choice.index === index)
  return choices.map(({ delta }) => delta.content ?? '').join('')
}

const weatherTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] } },
      required: ['city', 'unit'],
    },
  },
}
const aboutWeather = [{ role: 'user', content: 'What is the weather in Lisbon?' }]

describe('a whole answer of the simulator', () => {
  it('has the shape of a chat completion and says that it is simulated', async () => {
    const reply = await send({})
    assert.equal(reply.status, 200)
    assert.equal(reply.headers['x-llavero-simulated'], 'true')
    const answer = await whole({})
    assert.match(answer.id, /^chatcmpl-[0-9A-Za-z]{29}$/)
    assert.equal(answer.object, 'chat.completion')
    assert.equal(answer.created, 1_800_000_000)
    assert.equal(answer.model, 'sim-mini')
    assert.equal(answer.system_fingerprint, 'sim')
    const [choice] = answer.choices
    assert.equal(choice?.finish_reason, 'stop')
    assert.equal(choice?.logprobs, null)
    assert.deepEqual(Object.keys(choice?.message ?? {}), [
      'role',
      'content',
      'refusal',
      'annotations',
    ])
    assert.equal(
      answer.usage.total_tokens,
      answer.usage.prompt_tokens + answer.usage.completion_tokens,
    )
  })

  it('is the same for the same seed and request, streamed or not', async () => {
    const first = await whole({})
    const second = await whole({})
    assert.deepEqual(first.choices, second.choices)
    assert.deepEqual(first.usage, second.usage)
    assert.equal(contentOf(await chunksOf({})), first.choices[0]?.message.content)
  })

  it('gives n answers that differ', async () => {
    const { choices } = await whole({ n: 3, temperature: 1.3 })
    assert.deepEqual(
      choices.map(({ index }) => index),
      [0, 1, 2],
    )
    assert.equal(new Set(choices.map(({ message }) => message.content)).size, 3)
  })

  it('is cut at the token limit, and counts just so many', async () => {
    for (const limit of [{ max_tokens: 7 }, { max_completion_tokens: 7 }]) {
      const { choices, usage } = await whole(limit)
      assert.equal(choices[0]?.finish_reason, 'length')
      assert.equal(usage.completion_tokens, 7)
    }
  })

  it('ends before a stop sequence', async () => {
    const { choices } = await whole({ stop: ['.', '!'] })
    assert.equal(choices[0]?.finish_reason, 'stop')
    assert.doesNotMatch(choices[0]?.message.content ?? '.', /[.!]/)
  })

  it('gives the logprobs of its tokens, which make up its text', async () => {
    const { choices, usage } = await whole({ logprobs: true, top_logprobs: 3, max_tokens: 20 })
    const tokens = choices[0]?.logprobs?.content ?? []
    assert.equal(tokens.length, usage.completion_tokens)
    const bytes = tokens.flatMap((token) => token.bytes ?? [])
    assert.equal(Buffer.from(bytes).toString(), choices[0]?.message.content)
    for (const { logprob, top_logprobs: top } of tokens) {
      assert.ok(logprob <= 0 && top.length === 3)
      assert.ok(top.reduce((sum, other) => sum + Math.exp(other.logprob), 0) <= 1 + 1e-9)
    }
  })

  it('calls a tool with arguments that fit its schema', async () => {
    const { choices } = await whole({ messages: aboutWeather, tools: [weatherTool] })
    assert.equal(choices[0]?.finish_reason, 'tool_calls')
    assert.equal(choices[0]?.message.content, null)
    const [call] = choices[0]?.message.tool_calls ?? []
    assert.match(call?.id ?? '', /^call_[0-9A-Za-z]{24}$/)
    assert.ok(call?.type === 'function')
    const values = JSON.parse(call.function.arguments) as { city: string; unit: string }
    assert.equal(values.city, 'Lisbon')
    assert.match(values.unit, /^(celsius|fahrenheit)$/)
  })

  it('calls a deprecated function in its own form, forced or meant', async () => {
    const functions = [{ name: 'get_time' }, weatherTool.function]
    const calls = [
      { functions, function_call: { name: 'get_weather' } },
      { functions, messages: aboutWeather },
    ]
    for (const body of calls) {
      const [choice] = (await whole(body)).choices
      assert.equal(choice?.finish_reason, 'function_call')
      assert.equal(choice?.message.content, null)
      assert.equal(choice?.message.tool_calls, undefined)
      assert.equal(choice?.message.function_call?.name, 'get_weather')
      const values = JSON.parse(choice?.message.function_call?.arguments ?? '') as object
      assert.deepEqual(Object.keys(values), ['city', 'unit'])
    }
  })

  it('calls a custom tool with text', async () => {
    const tools = [{ type: 'custom', custom: { name: 'note' } }]
    const { choices } = await whole({ tools, tool_choice: 'required' })
    const [call] = choices[0]?.message.tool_calls ?? []
    assert.ok(call?.type === 'custom' && call.custom.input.length > 0)
  })

  it('is JSON where the response format asks for it', async () => {
    const free = await whole({ response_format: { type: 'json_object' } })
    assert.equal(typeof JSON.parse(free.choices[0]?.message.content ?? ''), 'object')
    const schema = {
      type: 'object',
      properties: { count: { type: 'integer' } },
      required: ['count'],
    }
    const format = { type: 'json_schema', json_schema: { name: 'answer', schema } }
    const formed = await whole({ response_format: format })
    const value = JSON.parse(formed.choices[0]?.message.content ?? '') as { count: number }
    assert.ok(Number.isInteger(value.count))
  })

  it('comes from the code helper for sim-code', async () => {
    const messages = [{ role: 'user', content: 'Fix this code:\n```js\nif (a = 1) b()\n```' }]
    const answer = await whole({ model: 'sim-code', messages })
    assert.equal(answer.model, 'sim-code')
    assert.match(answer.choices[0]?.message.content ?? '', /```/)
    assert.ok(answer.usage.completion_tokens > 5)
  })

  it('refuses a model that does not exist, as a reply', async () => {
    const reply = await send({ model: 'sim-huge' })
    assert.equal(reply.status, 404)
    assert.equal(reply.headers['x-llavero-simulated'], 'true')
  })
})

describe('a stream of the simulator', () => {
  it('begins with the role, ends with the finish reason, the usage and [DONE]', async () => {
    const events = await eventsOf({ stream_options: { include_usage: true } })
    assert.equal(events.at(-1)?.data, '[DONE]')
    const chunks = await chunksOf({ stream_options: { include_usage: true } })
    const [first, ...rest] = chunks
    assert.deepEqual(first?.choices, [
      {
        index: 0,
        delta: { role: 'assistant', content: '', refusal: null },
        logprobs: null,
        finish_reason: null,
      },
    ])
    assert.equal(new Set(chunks.map(({ id }) => id)).size, 1)
    const [finish, usage] = rest.slice(-2)
    assert.deepEqual(finish?.choices, [
      { index: 0, delta: {}, logprobs: null, finish_reason: 'stop' },
    ])
    assert.deepEqual(usage?.choices, [])
    assert.ok((usage?.usage?.completion_tokens ?? 0) > 0)
    assert.ok(chunks.slice(0, -1).every((chunk) => chunk.usage === null))
  })

  it('has no usage on its chunks but the last when the client did not ask', async () => {
    const chunks = await chunksOf({})
    assert.ok(chunks.slice(0, -1).every((chunk) => !('usage' in chunk)))
  })

  it('has the bytes of each event as they go over the wire', async () => {
    for (const { bytes, data } of await eventsOf({
      messages: [{ role: 'user', content: '안녕' }],
    })) {
      assert.equal(Buffer.from(bytes).toString(), `data: ${data}\n\n`)
    }
  })

  it('interleaves n answers that are those of the whole reply', async () => {
    const chunks = await chunksOf({ n: 2 })
    const { choices } = await whole({ n: 2 })
    assert.deepEqual(
      [0, 1].map((index) => contentOf(chunks, index)),
      choices.map(({ message }) => message.content),
    )
    const order = chunks.flatMap((chunk) => chunk.choices.map(({ index }) => index))
    assert.ok(order.indexOf(1) < order.lastIndexOf(0))
  })

  it('opens a tool call by its name and goes on with its arguments', async () => {
    const chunks = await chunksOf({ messages: aboutWeather, tools: [weatherTool] })
    const deltas = chunks.flatMap(({ choices }) =>
      choices.flatMap(({ delta }) => delta.tool_calls ?? []),
    )
    const [opening, ...rest] = deltas
    assert.equal(opening?.function?.name, 'get_weather')
    assert.equal(opening?.function?.arguments, '')
    assert.ok(rest.every((delta) => delta.id === undefined && delta.index === 0))
    const text = rest.map((delta) => delta.function?.arguments ?? '').join('')
    assert.equal((JSON.parse(text) as { city: string }).city, 'Lisbon')
    assert.equal(chunks.at(-2)?.choices[0]?.finish_reason, 'tool_calls')
    assert.equal(chunks[0]?.choices[0]?.delta.content, null)
  })

  it('gives a deprecated function call as the whole answer does', async () => {
    const body = { functions: [weatherTool.function], function_call: { name: 'get_weather' } }
    const chunks = await chunksOf(body)
    const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta))
    const parts = deltas.flatMap((delta) => delta.function_call ?? [])
    assert.deepEqual(parts[0], { name: 'get_weather', arguments: '' })
    assert.ok(parts.slice(1).every((part) => part.name === undefined))
    assert.ok(deltas.every((delta) => delta.tool_calls === undefined))
    assert.equal(
      parts.map((part) => part.arguments).join(''),
      (await whole(body)).choices[0]?.message.function_call?.arguments,
    )
    assert.equal(chunks[0]?.choices[0]?.delta.content, null)
    assert.equal(chunks.at(-2)?.choices[0]?.finish_reason, 'function_call')
  })

  it('leaves the worker free when its reader returns early', async () => {
    const reply = await send({ stream: true }, 'tokens=200000')
    assert.ok(!(reply.body instanceof Uint8Array || 'pieces' in reply.body))
    const events = reply.body[Symbol.asyncIterator]()
    await events.next()
    await events.return?.()
    assert.equal((await events.next()).done, true)
    assert.equal((await whole({ max_tokens: 1 })).usage.completion_tokens, 1)
  })
})

describe('the knobs of the simulator', () => {
  it('make an answer exactly as long as asked', async () => {
    const chunks = await chunksOf({}, 'tokens=1500')
    assert.equal(chunks.at(-1)?.usage?.completion_tokens, 1_500)
    assert.equal(chunks.at(-2)?.choices[0]?.finish_reason, 'stop')
    const short = await whole({ simulation: { tokens: 3 } })
    assert.equal(short.usage.completion_tokens, 3)
  })

  it('repeat a given text', async () => {
    assert.equal((await whole({}, 'repeat=canary')).choices[0]?.message.content, 'canary')
    const { choices, usage } = await whole({}, 'repeat=key;tokens=4')
    assert.equal(choices[0]?.message.content, 'key key key key')
    assert.equal(usage.completion_tokens, 4)
  })

  it('answer with a status in the shape of the API, and with retry-after', async () => {
    for (const status of [401, 403, 404, 408, 429, 500, 503]) {
      const reply = await send({}, `status=${status};retry_after_ms=1500`)
      assert.equal(reply.status, status)
      assert.equal(reply.headers['x-llavero-simulated'], 'true')
      assert.equal(reply.headers['retry-after'], '2')
      assert.equal(reply.headers['retry-after-ms'], '1500')
      const body = JSON.parse(Buffer.from(reply.body as Uint8Array).toString()) as { error: object }
      assert.deepEqual(Object.keys(body.error).toSorted(), ['code', 'message', 'param', 'type'])
    }
  })

  it('cut a stream after so many events, without a last word', async () => {
    const events = await eventsOf({}, 'cut_after=3')
    assert.equal(events.length, 3)
    assert.deepEqual(await eventsOf({}, 'cut_after=0'), [])
  })

  it('put one event of garbage into a stream', async () => {
    const events = await eventsOf({}, 'garbage_after=2')
    assert.throws(() => JSON.parse(events[2]?.data ?? '{}'))
    assert.equal(events.at(-1)?.data, '[DONE]')
  })

  it('cut and garble whole answers, too', async () => {
    await assert.rejects(send({}, 'cut_after=1'), UpstreamFailure)
    const reply = await send({}, 'garbage_after=0')
    assert.throws(() => JSON.parse(Buffer.from(reply.body as Uint8Array).toString()))
  })

  it('are refused by name when they are wrong', async () => {
    await assert.rejects(send({}, 'speed=1'), GatewayError)
    await assert.rejects(send({ simulation: { tokens: -1 } }), GatewayError)
  })
})

describe('the work of one simulated call', () => {
  const excess = (body: object, simulation: string | null = null): Promise<GatewayError> =>
    send(body, simulation).then(
      () => assert.fail('It was not refused.'),
      (error: unknown) => {
        assert.ok(error instanceof GatewayError)
        return error
      },
    )

  it('is bounded over all its answers, and the field that asks for more is named', async () => {
    const fields = [
      [{ n: 128, simulation: { tokens: 2_000 } }, 'simulation.tokens'],
      [{ n: 3, max_tokens: 100_000 }, 'max_tokens'],
      [{ max_completion_tokens: 200_001 }, 'max_completion_tokens'],
      [{ n: 128, logprobs: true, top_logprobs: 20 }, 'n'],
    ] as const
    for (const [body, param] of fields) {
      const error = await excess(body)
      assert.equal(error.code, 'integer_above_max_value')
      assert.equal(error.param, param)
    }
    assert.match((await excess({ n: 3 }, 'tokens=100000')).message, /at most 200000 tokens a call/)
  })

  it('is bounded the more, the more logprobs each token brings along', async () => {
    const body = { logprobs: true, top_logprobs: 19, stream: true }
    await send(body, 'tokens=20000')
    assert.match((await excess(body, 'tokens=20001')).message, /at most 20000 tokens/)
  })

  it('counts what the call may write, not what a knob says beyond its limit', async () => {
    const { usage } = await whole({ n: 4, max_tokens: 2 }, 'tokens=200000')
    assert.equal(usage.completion_tokens, 8)
  })
})

describe('the time of the simulator', () => {
  const silent = createSimProvider({
    worker: {
      async *complete() {
        yield [{ kind: 'text', choice: 0, text: 'a', tokenCount: 1, logprobs: null }]
        yield [{ kind: 'text', choice: 0, text: 'b', tokenCount: 1, logprobs: null }]
        yield [{ kind: 'finish', choice: 0, reason: 'stop' }]
        yield [{ kind: 'usage', promptTokens: 1, completionTokens: 2 }]
      },
      countTokens: async () => 1,
      decodeTokens: async () => '',
      produce: (job) => worker.produce(job),
    },
    nowMs: () => Date.now(),
    firstByteTimeoutMs: 5_000,
    idleTimeoutMs: 3_000,
  })
  const target: Target = {
    id: 'place/model',
    providerId: 'sim',
    providerName: 'sim',
    dialect: 'sim',
    model: 'sim-mini',
  }

  async function open(simulation: string): Promise<AsyncIterator<readonly StreamEvent[]>> {
    const reply = await silent.send(target, callOf({ stream: true }, simulation))
    assert.ok(!(reply.body instanceof Uint8Array || 'pieces' in reply.body))
    return reply.body[Symbol.asyncIterator]()
  }

  /** Lets everything happen that needs no time. */
  const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

  it('waits before the first byte as long as asked', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    let isHere = false
    const reply = open('first_token_ms=200').then(() => (isHere = true))
    await settle()
    context.mock.timers.tick(199)
    await settle()
    assert.equal(isHere, false)
    context.mock.timers.tick(1)
    await reply
  })

  it('ends in a time-out when the first byte takes longer than allowed', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const reply = assert.rejects(open('first_token_ms=9000'), {
      fault: 'upstream_first_byte_timeout',
    })
    await settle()
    context.mock.timers.tick(5_000)
    await reply
  })

  it('gives tokens at the speed asked for', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const events = await open('tokens_per_second=10')
    await events.next()
    let isHere = false
    const second = events.next().then(() => (isHere = true))
    await settle()
    context.mock.timers.tick(99)
    await settle()
    assert.equal(isHere, false)
    context.mock.timers.tick(1)
    await second
  })

  it('is silent until the idle time-out', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const events = await open('stall_after=2')
    await events.next()
    await events.next()
    const silence = assert.rejects(events.next(), { fault: 'upstream_idle_timeout' })
    await settle()
    context.mock.timers.tick(3_000)
    await silence
  })

  it('ends its silence at once when the reader leaves', async () => {
    const events = await open('stall_after=0')
    const silence = events.next()
    await settle()
    await events.return?.()
    assert.equal((await silence).done, true)
  })
})
