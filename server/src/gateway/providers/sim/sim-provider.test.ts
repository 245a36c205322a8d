import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import type { ChatCompletionChunk } from '@llavero/protocol/openai/chat-completion.ts'
import { chunksOf, eventsOf, send, whole, worker } from '../../../../test/fakes/simulator.ts'

after(() => worker.close())

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

  it('is not stopped by an empty sequence', async () => {
    const [plain] = (await whole({ seed: 1 })).choices
    const [stopped] = (await whole({ seed: 1, stop: '' })).choices
    assert.notEqual(plain?.message.content, '')
    assert.equal(stopped?.message.content, plain?.message.content)
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
