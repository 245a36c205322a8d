import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { GatewayError } from '../errors.ts'
import { parseChatRequest } from './chat.ts'

const messages = [{ role: 'user', content: 'hi' }]
const withFields = (fields: object) => ({ model: 'gpt-4o-mini', messages, ...fields })

describe('a chat request passes', () => {
  it('as the very object that came in', () => {
    const body = withFields({ temperature: 0.5 })
    assert.equal(parseChatRequest(body), body)
  })

  it('with fields that are not known here, at every level', () => {
    const body = withFields({
      top_k: 40,
      messages: [
        {
          role: 'user',
          content: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }],
        },
      ],
      tools: [{ type: 'function', function: { name: 'f', priority: 1 }, extra: true }],
    })
    const before = structuredClone(body)
    assert.deepEqual(parseChatRequest(body), before)
  })

  it('with null wherever the API allows to leave a field out', () => {
    const optional = [
      'temperature',
      'n',
      'stop',
      'tools',
      'stream_options',
      'logit_bias',
      'metadata',
    ]
    parseChatRequest(withFields(Object.fromEntries(optional.map((name) => [name, null]))))
  })

  it('with a choice among tools, and with null for a choice where there are none', () => {
    const tools = [{ type: 'function', function: { name: 'f' } }]
    parseChatRequest(withFields({ tools, tool_choice: 'none', parallel_tool_calls: false }))
    parseChatRequest(withFields({ functions: [{ name: 'f' }], function_call: 'auto' }))
    parseChatRequest(
      withFields({ tool_choice: null, parallel_tool_calls: null, function_call: null }),
    )
  })

  it('with one of the two limits on its tokens, the other being null', () => {
    parseChatRequest(withFields({ max_tokens: 5, max_completion_tokens: null }))
    parseChatRequest(withFields({ max_tokens: null, max_completion_tokens: 5 }))
  })

  it('with an assistant that called a tool and said nothing', () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }
    parseChatRequest(
      withFields({
        messages: [
          ...messages,
          { role: 'assistant', content: null, tool_calls: [call] },
          { role: 'tool', tool_call_id: 'call_1', content: '{}' },
        ],
      }),
    )
  })

  it('with a seed wider than the whole numbers of JavaScript', () => {
    parseChatRequest(withFields({ seed: 2 ** 63 }))
  })
})

describe('any chat request', () => {
  const text = fc.string({ maxLength: 20 })
  const part = fc.oneof(
    fc.record({ type: fc.constant('text'), text }),
    fc.record({ type: fc.constant('image_url'), image_url: fc.record({ url: text }) }),
  )
  const content = fc.oneof(text, fc.array(part, { minLength: 1, maxLength: 3 }))
  const message = fc.oneof(
    fc.record({ role: fc.constantFrom('system', 'developer'), content: text }),
    fc.record({ role: fc.constant('user'), content }),
    fc.record({ role: fc.constant('assistant'), content: fc.option(text) }),
    fc.record({ role: fc.constant('tool'), tool_call_id: text, content: text }),
  )
  const ranged = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  const tools = fc.constant([{ type: 'function', function: { name: 'f' } }])
  const fields = fc.record(
    {
      model: fc.string({ minLength: 1, maxLength: 20 }),
      messages: fc.array(message, { minLength: 1, maxLength: 4 }),
      temperature: fc.option(ranged(0, 2)),
      top_p: ranged(0, 1),
      presence_penalty: ranged(-2, 2),
      n: fc.integer({ min: 1, max: 128 }),
      stop: fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 4 })),
      logit_bias: fc.dictionary(text, fc.integer({ min: -100, max: 100 })),
      metadata: fc.dictionary(text, text, { maxKeys: 16 }),
      extension: fc.jsonValue(),
    },
    { requiredKeys: ['model', 'messages'] },
  )
  const toolFields = fc.record(
    { tools, tool_choice: fc.constantFrom('none', 'auto', 'required') },
    { requiredKeys: ['tools'] },
  )
  const valid = fc
    .tuple(fields, fc.option(toolFields, { nil: {} }))
    .map(([body, offer]) => ({ ...body, ...offer }))

  it('that is valid comes back unchanged', () => {
    fc.assert(
      fc.property(valid, (body) => {
        const before = JSON.stringify(body)
        assert.equal(parseChatRequest(body), body)
        assert.equal(JSON.stringify(body), before)
      }),
    )
  })

  it('that is broken in one field is answered, never a crash', () => {
    const field = fc.constantFrom('messages', 'tools', 'stop', 'response_format', 'metadata', 'n')
    fc.assert(
      fc.property(valid, field, fc.jsonValue(), (body, name, value) => {
        try {
          parseChatRequest({ ...body, [name]: value })
        } catch (error) {
          assert.ok(error instanceof GatewayError, String(error))
          assert.equal(error.status, 400)
        }
      }),
    )
  })

  it('that is random JSON is answered, never a crash', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        assert.throws(() => parseChatRequest(value), GatewayError)
      }),
    )
  })
})

const recordings = path.resolve(
  import.meta.dirname,
  '../../../../shared/conformance/recordings.jsonl.gz',
)

// The recordings are not part of the repository: the promise is made only where they are at hand.
if (existsSync(recordings)) {
  describe('the recorded chat requests', () => {
    interface Exchange {
      readonly method: string
      readonly path: string
      readonly status: number
      readonly req: unknown
      readonly body?: { readonly error?: unknown }
    }
    const chats = gunzipSync(readFileSync(recordings))
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Exchange)
      .filter(({ method, path: url }) => method === 'POST' && url === '/chat/completions')

    it('pass where the service took them', () => {
      const taken = chats.filter(({ status }) => status === 200)
      assert.ok(taken.length > 100)
      for (const { req } of taken) assert.equal(parseChatRequest(req), req)
    })

    it('are refused as the service refused them', () => {
      const refused = chats.filter(({ status }) => status === 400)
      assert.ok(refused.length > 0)
      for (const { req, body } of refused) {
        assert.throws(
          () => parseChatRequest(req),
          (error) => error instanceof GatewayError && isDeepStrictEqual(error.toBody(), body),
        )
      }
    })
  })
}
