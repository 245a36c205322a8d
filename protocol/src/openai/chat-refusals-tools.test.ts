import { describe } from 'node:test'
import {
  itRefuses,
  missing,
  outOfRange,
  patternFault,
  unlisted,
  withFields,
  withFunction,
  wrongType,
  type Refusal,
} from '../../test/chat-refusals.ts'

const refusals: readonly Refusal[] = [
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
]

describe('tools and response formats are refused in the words of the service', () => {
  itRefuses(refusals)
})
