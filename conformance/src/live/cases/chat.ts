import assert from 'node:assert/strict'
import type { OpenAI } from 'openai'
import { samplePng } from '../samples.ts'
import type { Case } from '../scene.ts'
import { refused } from '../scene.ts'

const resource = 'chat'
const model = 'sim-mini'
const messages: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'user', content: 'What is a key ring?' },
]

const weather: OpenAI.ChatCompletionFunctionTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city.',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
    strict: true,
  },
}
const askWeather: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'user', content: 'What is the weather in Madrid?' },
]
const person = {
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
} as const

/** Everything that the document lets a text request say, as far as it does not exclude something else. */
const everything: Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'messages'> = {
  model,
  temperature: 0.7,
  top_p: 0.9,
  n: 2,
  stop: ['\n\n', 'END'],
  max_completion_tokens: 40,
  presence_penalty: 0.5,
  frequency_penalty: -0.5,
  logit_bias: { '50256': -100 },
  logprobs: true,
  top_logprobs: 3,
  seed: 7,
  response_format: { type: 'text' },
  parallel_tool_calls: true,
  tools: [weather],
  tool_choice: 'none',
  modalities: ['text'],
  prediction: { type: 'content', content: 'A key ring is a ring.' },
  reasoning_effort: 'low',
  verbosity: 'low',
  service_tier: 'auto',
  metadata: { case: 'everything' },
  user: 'somebody',
  safety_identifier: 'somebody',
  prompt_cache_key: 'conformance',
}

const conversation: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'developer', content: 'Be brief.' },
  { role: 'system', content: [{ type: 'text', text: 'Be kind.' }], name: 'house' },
  {
    role: 'user',
    name: 'ana',
    content: [
      { type: 'text', text: 'What is in this picture?' },
      {
        type: 'image_url',
        image_url: {
          url: samplePng,
          detail: 'low',
        },
      },
    ],
  },
  { role: 'assistant', content: [{ type: 'text', text: 'A dot.' }] },
  { role: 'user', content: 'And the weather there?' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [
      {
        id: 'call_1',
        type: 'function',
        function: { name: 'get_weather', arguments: '{"city":"X"}' },
      },
    ],
  },
  { role: 'tool', tool_call_id: 'call_1', content: 'Sunny.' },
]

export const chatCases: readonly Case[] = [
  {
    resource,
    name: 'create',
    async run({ client }) {
      const answer = await client.chat.completions.create({ model, messages })
      assert.ok(answer.choices[0]?.message.content)
    },
  },
  {
    resource,
    name: 'create, every parameter',
    async run({ client }) {
      const answer = await client.chat.completions.create({ ...everything, messages })
      assert.equal(answer.choices.length, 2)
      assert.equal(answer.choices[0]?.logprobs?.content?.[0]?.top_logprobs.length, 3)
    },
  },
  {
    resource,
    name: 'create, every role and kind of content',
    async run({ client }) {
      await client.chat.completions.create({ model, messages: conversation })
    },
  },
  {
    resource,
    name: 'create, streamed',
    async run({ client }) {
      const stream = await client.chat.completions.create({ model, messages, stream: true })
      assert.ok((await Array.fromAsync(stream)).length > 2)
    },
  },
  {
    resource,
    name: 'create, streamed, every parameter',
    async run({ client }) {
      const stream = await client.chat.completions.create({
        ...everything,
        messages,
        stream: true,
        stream_options: { include_usage: true },
      })
      const chunks = await Array.fromAsync(stream)
      assert.ok(chunks.at(-1)?.usage)
    },
  },
  {
    resource,
    name: 'create, cut by the token limit',
    async run({ client }) {
      const answer = await client.chat.completions.create({
        model,
        messages,
        max_completion_tokens: 3,
      })
      assert.equal(answer.choices[0]?.finish_reason, 'length')
      assert.equal(answer.usage?.completion_tokens, 3)
    },
  },
  {
    resource,
    name: 'create, a tool is called',
    async run({ client }) {
      const answer = await client.chat.completions.create({
        model,
        messages: askWeather,
        tools: [weather],
        tool_choice: 'required',
      })
      assert.equal(answer.choices[0]?.finish_reason, 'tool_calls')
      assert.equal(answer.choices[0].message.tool_calls?.[0]?.type, 'function')
    },
  },
  {
    resource,
    name: 'create, a tool is called by name, streamed',
    async run({ client }) {
      const stream = await client.chat.completions.create({
        model,
        messages: askWeather,
        tools: [weather],
        tool_choice: { type: 'function', function: { name: 'get_weather' } },
        stream: true,
      })
      const chunks = await Array.fromAsync(stream)
      const calls = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? [])
      assert.equal(calls[0]?.function?.name, 'get_weather')
    },
  },
  {
    resource,
    name: 'create, a custom tool is called',
    async run({ client }) {
      const answer = await client.chat.completions.create({
        model,
        messages: askWeather,
        tools: [{ type: 'custom', custom: { name: 'note', description: 'Takes a note.' } }],
        tool_choice: { type: 'custom', custom: { name: 'note' } },
      })
      assert.equal(answer.choices[0]?.message.tool_calls?.[0]?.type, 'custom')
    },
  },
  {
    resource,
    name: 'create, the deprecated functions',
    async run({ client }) {
      const answer = await client.chat.completions.create({
        model,
        messages: askWeather,
        functions: [{ name: 'get_weather', parameters: weather.function.parameters ?? {} }],
        function_call: { name: 'get_weather' },
      })
      assert.equal(answer.choices[0]?.message.function_call?.name, 'get_weather')
    },
  },
  {
    resource,
    name: 'create, a JSON object',
    async run({ client }) {
      const answer = await client.chat.completions.create({
        model,
        messages: [{ role: 'user', content: 'Answer in JSON: what is a key?' }],
        response_format: { type: 'json_object' },
      })
      JSON.parse(answer.choices[0]?.message.content ?? '')
    },
  },
  {
    resource,
    name: 'parse, by a schema',
    async run({ client }) {
      const answer = await client.chat.completions.parse({
        model,
        messages,
        response_format: person,
      })
      assert.equal(typeof JSON.parse(answer.choices[0]?.message.content ?? '').age, 'number')
    },
  },
  {
    resource,
    name: 'stream, collected by the package',
    async run({ client }) {
      const stream = client.chat.completions.stream({ model, messages, logprobs: true })
      assert.ok((await stream.finalChatCompletion()).choices[0]?.message.content)
    },
  },
  {
    resource,
    name: 'runTools, to the final answer',
    async run({ client }) {
      const asked: unknown[] = []
      const runner = client.chat.completions.runTools({
        model,
        messages: askWeather,
        tools: [
          {
            type: 'function',
            function: {
              name: 'get_weather',
              description: 'The weather in a city.',
              parameters: { type: 'object', properties: { city: { type: 'string' } } },
              parse: JSON.parse,
              function: (input: unknown) => {
                asked.push(input)
                return 'Sunny.'
              },
            },
          },
        ],
      })
      await runner.finalChatCompletion()
      assert.ok(asked.length > 0, 'the tool was not called')
    },
  },
  {
    resource,
    name: 'create, refused: no messages',
    async run({ client }) {
      await refused(client.chat.completions.create({ model, messages: [] }), {
        status: 400,
        type: 'invalid_request_error',
        param: 'messages',
      })
    },
  },
  {
    resource,
    name: 'create, refused: unknown model',
    async run({ client }) {
      await refused(client.chat.completions.create({ model: 'no-such-model', messages }), {
        status: 404,
        code: 'model_not_found',
      })
    },
  },
  {
    resource,
    name: 'create, refused: a strict tool without additionalProperties',
    async run({ client }) {
      await refused(
        client.chat.completions.create({
          model,
          messages,
          tools: [
            {
              type: 'function',
              function: {
                name: 'f',
                strict: true,
                parameters: { type: 'object', properties: {}, required: [] },
              },
            },
          ],
        }),
        {
          status: 400,
          code: 'invalid_function_parameters',
          param: 'tools[0].function.parameters',
        },
      )
    },
  },
  {
    resource,
    name: 'create, refused: a bad key',
    async run({ stranger }) {
      await refused(stranger.chat.completions.create({ model, messages }), {
        status: 401,
        type: 'invalid_request_error',
        code: 'invalid_api_key',
      })
    },
  },
  {
    resource,
    name: 'create, refused by the provider, streamed',
    async run({ client }) {
      await refused(
        client.chat.completions.create(
          { model, messages, stream: true },
          { headers: { 'x-llavero-sim': 'status=429' } },
        ),
        { status: 429 },
      )
    },
  },
]
