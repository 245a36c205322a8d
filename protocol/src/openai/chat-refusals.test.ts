import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GatewayError } from '../errors.ts'
import { parseChatRequest } from './chat.ts'

const messages = [{ role: 'user', content: 'hi' }]
const withFields = (fields: object) => ({ model: 'gpt-4o-mini', messages, ...fields })
const withParts = (...content: object[]) => withFields({ messages: [{ role: 'user', content }] })
const withFunction = (definition: object) =>
  withFields({ tools: [{ type: 'function', function: definition }] })

function fault(value: unknown): { param: string | null; code: string | null; message: string } {
  try {
    parseChatRequest(value)
  } catch (error) {
    assert.ok(error instanceof GatewayError, String(error))
    assert.equal(error.status, 400)
    assert.equal(error.type, 'invalid_request_error')
    const { param, code, message } = error.toBody().error
    return { param, code, message }
  }
  return assert.fail('The request passed.')
}

type Refusal = readonly [
  name: string,
  body: unknown,
  param: string | null,
  code: string | null,
  message: string,
]

const missing = (param: string) =>
  [param, 'missing_required_parameter', `Missing required parameter: '${param}'.`] as const

const wrongType = (param: string, expected: string, got: string) =>
  [
    param,
    'invalid_type',
    `Invalid type for '${param}': expected ${expected}, but got ${got} instead.`,
  ] as const

const unlisted = (param: string, value: string, supported: string) =>
  [
    param,
    'invalid_value',
    `Invalid value: '${value}'. Supported values are: ${supported}.`,
  ] as const

const outOfRange = (param: string, code: string, rest: string) =>
  [param, code, `Invalid '${param}': ${rest} instead.`] as const

const patternFault = (param: string) =>
  [
    param,
    'invalid_value',
    `Invalid '${param}': string does not match pattern. ` +
      "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
  ] as const

const misspelt = (param: string, meant: string) =>
  [param, 'unknown_parameter', `Unknown parameter: '${param}'. Did you mean '${meant}'?`] as const

const unoffered = (param: string, offer: string) =>
  [
    param,
    null,
    `Invalid value for '${param}': '${param}' is only allowed when '${offer}' are specified.`,
  ] as const

const refusals: readonly Refusal[] = [
  // The body
  [
    'an array',
    [],
    null,
    'invalid_type',
    'Invalid type for the request body: expected an object, but got an array instead.',
  ],
  ['no model', { messages }, ...missing('model')],
  ['no messages', { model: 'm' }, ...missing('messages')],
  [
    'an empty model',
    { model: '', messages },
    ...outOfRange(
      'model',
      'empty_string',
      'empty string. Expected a string with minimum length 1, but got an empty string',
    ),
  ],
  [
    'a model with too long a name',
    { model: 'm'.repeat(257), messages },
    ...outOfRange(
      'model',
      'string_above_max_length',
      'string too long. Expected a string with maximum length 256, but got a string with length 257',
    ),
  ],
  ['a field in other letters', withFields({ Model: 'm' }), ...misspelt('Model', 'model')],
  [
    'a field in capital letters',
    withFields({ MAX_TOKENS: 9 }),
    ...misspelt('MAX_TOKENS', 'max_tokens'),
  ],
  ['a field with a long s', withFields({ mesſages: [] }), ...misspelt('mesſages', 'messages')],

  // Numbers
  [
    'a string for a decimal',
    withFields({ temperature: 'hot' }),
    ...wrongType('temperature', 'a decimal', 'a string'),
  ],
  ['a string for an integer', withFields({ n: '2' }), ...wrongType('n', 'an integer', 'a string')],
  [
    'a decimal seed',
    withFields({ seed: 1.5 }),
    ...wrongType('seed', 'an integer', 'a decimal number'),
  ],
  [
    'temperature above 2',
    withFields({ temperature: 3 }),
    ...outOfRange(
      'temperature',
      'decimal_above_max_value',
      'decimal above maximum value. Expected a value <= 2, but got 3',
    ),
  ],
  [
    'temperature below 0',
    withFields({ temperature: -0.5 }),
    ...outOfRange(
      'temperature',
      'decimal_below_min_value',
      'decimal below minimum value. Expected a value >= 0, but got -0.5',
    ),
  ],
  [
    'top_p above 1',
    withFields({ top_p: 1.1 }),
    ...outOfRange(
      'top_p',
      'decimal_above_max_value',
      'decimal above maximum value. Expected a value <= 1, but got 1.1',
    ),
  ],
  [
    'frequency_penalty below -2',
    withFields({ frequency_penalty: -2.1 }),
    ...outOfRange(
      'frequency_penalty',
      'decimal_below_min_value',
      'decimal below minimum value. Expected a value >= -2, but got -2.1',
    ),
  ],
  [
    'presence_penalty above 2',
    withFields({ presence_penalty: 2.1 }),
    ...outOfRange(
      'presence_penalty',
      'decimal_above_max_value',
      'decimal above maximum value. Expected a value <= 2, but got 2.1',
    ),
  ],
  [
    'n of 0',
    withFields({ n: 0 }),
    ...outOfRange(
      'n',
      'integer_below_min_value',
      'integer below minimum value. Expected a value >= 1, but got 0',
    ),
  ],
  [
    'n of 129',
    withFields({ n: 129 }),
    ...outOfRange(
      'n',
      'integer_above_max_value',
      'integer above maximum value. Expected a value <= 128, but got 129',
    ),
  ],
  [
    'max_tokens of 0',
    withFields({ max_tokens: 0 }),
    ...outOfRange(
      'max_tokens',
      'integer_below_min_value',
      'integer below minimum value. Expected a value >= 1, but got 0',
    ),
  ],
  [
    'max_completion_tokens of 0',
    withFields({ max_completion_tokens: 0 }),
    ...outOfRange(
      'max_completion_tokens',
      'integer_below_min_value',
      'integer below minimum value. Expected a value >= 1, but got 0',
    ),
  ],
  [
    'top_logprobs of 21',
    withFields({ logprobs: true, top_logprobs: 21 }),
    ...outOfRange(
      'top_logprobs',
      'integer_above_max_value',
      'integer above maximum value. Expected a value <= 20, but got 21',
    ),
  ],
  [
    'a bias of 101',
    withFields({ logit_bias: { 50256: 101 } }),
    ...outOfRange(
      'logit_bias.50256',
      'integer_above_max_value',
      'integer above maximum value. Expected a value <= 100, but got 101',
    ),
  ],
  [
    'a bias that is no map',
    withFields({ logit_bias: [] }),
    ...wrongType('logit_bias', 'an object', 'an array'),
  ],

  // Fields that need another
  [
    'top_logprobs without logprobs',
    withFields({ top_logprobs: 2 }),
    'top_logprobs',
    null,
    "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
  ],
  [
    'stream_options without stream',
    withFields({ stream_options: { include_usage: true } }),
    'stream_options',
    null,
    "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
  ],
  [
    'two limits on the same tokens',
    withFields({ max_tokens: 5, max_completion_tokens: 5 }),
    'max_tokens',
    'invalid_parameter_combination',
    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
  ],
  [
    'a tool choice without tools, even for none',
    withFields({ tool_choice: 'none' }),
    ...unoffered('tool_choice', 'tools'),
  ],
  [
    'a tool choice where tools are null',
    withFields({ tools: null, tool_choice: 'auto' }),
    ...unoffered('tool_choice', 'tools'),
  ],
  [
    'parallel calls of no tools',
    withFields({ parallel_tool_calls: false }),
    ...unoffered('parallel_tool_calls', 'tools'),
  ],
  [
    'a function call without functions',
    withFields({ function_call: 'auto' }),
    ...unoffered('function_call', 'functions'),
  ],

  // Messages
  [
    'messages that are text',
    { model: 'm', messages: 'hi' },
    ...wrongType('messages', 'an array of objects', 'a string'),
  ],
  [
    'empty messages',
    { model: 'm', messages: [] },
    ...outOfRange(
      'messages',
      'empty_array',
      'empty array. Expected an array with minimum length 1, but got an empty array',
    ),
  ],
  [
    'a message that is text',
    { model: 'm', messages: ['hi'] },
    ...wrongType('messages[0]', 'an object', 'a string'),
  ],
  [
    'a message without a role',
    { model: 'm', messages: [{ content: 'hi' }] },
    ...missing('messages[0].role'),
  ],
  [
    'an unknown role',
    { model: 'm', messages: [{ role: 'bogus', content: 'hi' }] },
    ...unlisted(
      'messages[0].role',
      'bogus',
      "'system', 'assistant', 'user', 'function', 'tool', and 'developer'",
    ),
  ],
  [
    'a user without content',
    { model: 'm', messages: [{ role: 'user' }] },
    ...missing('messages[0].content'),
  ],
  [
    'content that is a number',
    { model: 'm', messages: [...messages, { role: 'user', content: 7 }] },
    ...wrongType('messages[1].content', 'one of a string or array of objects', 'an integer'),
  ],
  [
    'an empty list of parts',
    withParts(),
    ...outOfRange(
      'messages[0].content',
      'empty_array',
      'empty array. Expected an array with minimum length 1, but got an empty array',
    ),
  ],
  [
    'a tool answer without its call',
    { model: 'm', messages: [{ role: 'tool', content: 'x' }] },
    ...missing('messages[0].tool_call_id'),
  ],
  [
    'a tool call without arguments',
    {
      model: 'm',
      messages: [
        { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'f' } }] },
      ],
    },
    ...missing('messages[0].tool_calls[0].function.arguments'),
  ],

  // Content parts
  [
    'an unknown part',
    withParts({ type: 'text', text: 'see' }, { type: 'image', url: 'x' }),
    ...unlisted(
      'messages[0].content[1].type',
      'image',
      "'text', 'image_url', 'input_audio', and 'file'",
    ),
  ],
  [
    'a text part without text',
    withParts({ type: 'text' }),
    ...missing('messages[0].content[0].text'),
  ],
  [
    'an image without an address',
    withParts({ type: 'image_url', image_url: {} }),
    ...missing('messages[0].content[0].image_url.url'),
  ],
  [
    'an unknown detail',
    withParts({ type: 'image_url', image_url: { url: 'x', detail: 'best' } }),
    ...unlisted(
      'messages[0].content[0].image_url.detail',
      'best',
      "'auto', 'low', 'high', and 'original'",
    ),
  ],
  [
    'an unknown audio format',
    withParts({ type: 'input_audio', input_audio: { data: '', format: 'ogg' } }),
    ...unlisted('messages[0].content[0].input_audio.format', 'ogg', "'wav' and 'mp3'"),
  ],
  [
    'a file part without a file',
    withParts({ type: 'file' }),
    ...missing('messages[0].content[0].file'),
  ],
  [
    'an image from the system',
    {
      model: 'm',
      messages: [{ role: 'system', content: [{ type: 'image_url', image_url: { url: 'x' } }] }],
    },
    ...unlisted('messages[0].content[0].type', 'image_url', "'text'"),
  ],

  // Stops
  [
    'five stops',
    withFields({ stop: ['a', 'b', 'c', 'd', 'e'] }),
    ...outOfRange(
      'stop',
      'array_above_max_length',
      'array too long. Expected an array with maximum length 4, but got an array with length 5',
    ),
  ],
  [
    'a stop that is a number',
    withFields({ stop: 7 }),
    ...wrongType('stop', 'one of a string or array of strings', 'an integer'),
  ],

  // Tools
  [
    'tools that are text',
    withFields({ tools: 'none' }),
    ...wrongType('tools', 'an array of objects', 'a string'),
  ],
  [
    'an unknown kind of tool',
    withFields({ tools: [{ type: 'x' }] }),
    ...unlisted('tools[0].type', 'x', "'function' and 'custom'"),
  ],
  [
    'a function tool without a function',
    withFields({ tools: [{ type: 'function' }] }),
    ...missing('tools[0].function'),
  ],
  ['a function without a name', withFunction({}), ...missing('tools[0].function.name')],
  [
    'a function with a space in its name',
    withFunction({ name: 'a b' }),
    ...patternFault('tools[0].function.name'),
  ],
  [
    'a function with a name of 65 characters',
    withFunction({ name: 'f'.repeat(65) }),
    ...outOfRange(
      'tools[0].function.name',
      'string_above_max_length',
      'string too long. Expected a string with maximum length 64, but got a string with length 65',
    ),
  ],
  [
    'a strict function that is open',
    withFunction({ name: 'f', strict: true, parameters: { type: 'object', properties: {} } }),
    'tools[0].function.parameters',
    'invalid_function_parameters',
    "Invalid schema for function 'f': In context=(), 'additionalProperties' is required to be supplied and to be false.",
  ],
  [
    'an unknown tool choice',
    withFields({ tool_choice: 'any' }),
    ...unlisted('tool_choice', 'any', "'none', 'auto', and 'required'"),
  ],
  [
    'a tool choice without a name',
    withFields({ tool_choice: { type: 'function', function: {} } }),
    ...missing('tool_choice.function.name'),
  ],
  [
    'an unknown mode of allowed tools',
    withFields({
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'none', tools: [] } },
    }),
    ...unlisted('tool_choice.allowed_tools.mode', 'none', "'auto' and 'required'"),
  ],
  [
    'a legacy function without a name',
    withFields({ functions: [{}] }),
    ...missing('functions[0].name'),
  ],
  [
    '129 tools',
    withFields({
      tools: Array.from({ length: 129 }, () => ({ type: 'function', function: { name: 'f' } })),
    }),
    ...outOfRange(
      'tools',
      'array_above_max_length',
      'array too long. Expected an array with maximum length 128, but got an array with length 129',
    ),
  ],

  // Response format
  [
    'a response format that is text',
    withFields({ response_format: 'json' }),
    ...wrongType('response_format', 'an object', 'a string'),
  ],
  [
    'an unknown response format',
    withFields({ response_format: { type: 'xml' } }),
    ...unlisted('response_format.type', 'xml', "'json_object', 'json_schema', and 'text'"),
  ],
  [
    'a response format without a name',
    withFields({ response_format: { type: 'json_schema', json_schema: {} } }),
    ...missing('response_format.json_schema.name'),
  ],
  [
    'a response format with a bad name',
    withFields({ response_format: { type: 'json_schema', json_schema: { name: 'a.b' } } }),
    ...patternFault('response_format.json_schema.name'),
  ],
  [
    'a strict response format without a schema',
    withFields({
      response_format: { type: 'json_schema', json_schema: { name: 'r', strict: true } },
    }),
    'response_format',
    null,
    "Invalid schema for response_format 'r': In context=(), 'additionalProperties' is required to be supplied and to be false.",
  ],

  // Modes
  [
    'an unknown modality',
    withFields({ modalities: ['video'] }),
    ...unlisted('modalities[0]', 'video', "'text' and 'audio'"),
  ],
  ['audio without a voice', withFields({ audio: { format: 'wav' } }), ...missing('audio.voice')],
  [
    'an unknown verbosity',
    withFields({ verbosity: 'max' }),
    ...unlisted('verbosity', 'max', "'low', 'medium', and 'high'"),
  ],
  [
    'a service tier of the wrong type',
    withFields({ service_tier: {} }),
    ...wrongType(
      'service_tier',
      "one of 'auto', 'default', 'fast', 'flex', 'scale', or 'priority'",
      'an object',
    ),
  ],

  // Metadata
  [
    'a metadata value that is a number',
    withFields({ metadata: { k: 7 } }),
    ...wrongType('metadata.k', 'a string', 'an integer'),
  ],
  [
    'a metadata value of 600 characters',
    withFields({ metadata: { k: 'x'.repeat(600) } }),
    ...outOfRange(
      'metadata.k',
      'string_above_max_length',
      'string too long. Expected a string with maximum length 512, but got a string with length 600',
    ),
  ],
  [
    '17 pairs of metadata',
    withFields({
      metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'v'])),
    }),
    ...outOfRange(
      'metadata',
      'object_above_max_properties',
      'too many properties. Expected an object with at most 16 properties, but got an object with 17 properties',
    ),
  ],
  [
    'a metadata key of 65 characters',
    withFields({ metadata: { ['k'.repeat(65)]: 'v' } }),
    `metadata.${'k'.repeat(63)}…`,
    'property_name_above_max_length',
    `Invalid property name in 'metadata': '${'k'.repeat(63)}…' is too long. Expected a string with maximum length 64, but got a string with length 65 instead.`,
  ],
]

describe('a chat request is refused in the words of the service', () => {
  for (const [name, body, param, code, message] of refusals) {
    it(name, () => {
      assert.deepEqual(fault(body), { param, code, message })
    })
  }

  it('for one fault: what is missing first, then in the order of the API document', () => {
    assert.equal(fault({ temperature: 'hot' }).param, 'model')
    assert.equal(fault(withFields({ temperature: 'hot', n: 0 })).param, 'n')
    assert.equal(fault(withFields({ n: 0, top_logprobs: 2 })).param, 'n')
  })

  it('without more than 64 characters of what the client wrote', () => {
    const value = 'y'.repeat(1_000_000)
    assert.ok(fault(withFields({ verbosity: value })).message.length < 200)
    assert.ok(fault(withFields({ logit_bias: { [value]: 'x' } })).message.length < 200)
  })

  it('at its first bad element, however many there are', () => {
    const body = { model: 'm', messages: Array.from({ length: 100_000 }, () => 1) }
    assert.equal(fault(body).param, 'messages[0]')
  })
})
