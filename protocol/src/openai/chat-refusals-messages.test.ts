import { describe } from 'node:test'
import {
  itRefuses,
  messages,
  missing,
  outOfRange,
  unlisted,
  withParts,
  wrongType,
  type Refusal,
} from '../../test/chat-refusals.ts'

const refusals: readonly Refusal[] = [
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
]

describe('the messages of a chat request are refused in the words of the service', () => {
  itRefuses(refusals)
})
