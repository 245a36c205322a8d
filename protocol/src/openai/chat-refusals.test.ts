import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  fault,
  itRefuses,
  messages,
  misspelt,
  missing,
  outOfRange,
  unlisted,
  unoffered,
  withFields,
  wrongType,
  type Refusal,
} from '../../test/chat-refusals.ts'

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
    'the choice of a function that is not there',
    withFields({
      tools: [{ type: 'function', function: { name: 'add' } }],
      tool_choice: { type: 'function', function: { name: 'sub' } },
    }),
    'tool_choice',
    null,
    "Invalid value for 'tool_choice': no function tool named 'sub' was specified in the 'tools' parameter.",
  ],
  [
    'the choice of a custom tool by the name of a function',
    withFields({
      tools: [{ type: 'function', function: { name: 'add' } }],
      tool_choice: { type: 'custom', custom: { name: 'add' } },
    }),
    'tool_choice',
    null,
    "Invalid value for 'tool_choice': no custom tool named 'add' was specified in the 'tools' parameter.",
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
  itRefuses(refusals)

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
