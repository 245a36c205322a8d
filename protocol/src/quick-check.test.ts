import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import * as z from 'zod'
import { chatRequest } from './openai/chat.ts'
import { issuesOf } from './parse.ts'
import { quickCheckOf } from './quick-check.ts'

const usual = {
  model: 'gpt-4o',
  messages: [
    { role: 'system', content: 'Be brief.', name: 'a' },
    { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
    { role: 'assistant', content: null, tool_calls: null },
    { role: 'tool', content: 'x', tool_call_id: 'call_1' },
  ],
  temperature: 0.2,
  n: 2,
  stop: ['a', 'b'],
  stream: false,
  response_format: { type: 'json_object' },
  reasoning_effort: 'low',
  top_k: 7,
}

describe('the quick check of a request', () => {
  it('knows the usual ones', () => {
    const knows = quickCheckOf(chatRequest)
    assert.ok(knows(usual))
    for (const [name, value] of Object.entries(usual)) {
      assert.ok(knows({ model: usual.model, messages: usual.messages, [name]: value }), name)
    }
  })

  it('takes nothing that the schema finds a fault in, whatever is changed', () => {
    const knows = quickCheckOf(chatRequest)
    const names = Object.keys(chatRequest.shape)
    const words = fc.constantFrom('', 'user', 'auto', 'text', 'low', 'json_object', 'function')
    const numbers = fc.oneof(
      fc.integer({ min: -3, max: 130 }),
      fc.constantFrom(-0, 0.5, 2.5, 2 ** 53, -(2 ** 53), 1e308, Infinity, Number.NaN),
    )
    const leaf = fc.oneof(words, numbers, fc.boolean(), fc.constant(null), fc.string())
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie('value'), { maxLength: 5 }),
        fc.dictionary(fc.constantFrom('role', 'content', 'type', 'text', 'name'), tie('value')),
        fc.constantFrom<unknown>(...Object.values(usual), ...usual.messages),
      ),
    }))
    const changed = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 3 })
    let taken = 0
    fc.assert(
      fc.property(changed, fc.constantFrom(...names, null), (fields, without) => {
        const request: Record<string, unknown> = { ...usual, ...fields }
        if (without !== null) Reflect.deleteProperty(request, without)
        if (!knows(request)) return
        taken++
        assert.deepEqual(issuesOf(chatRequest, request), [])
      }),
      { numRuns: 5_000 },
    )
    assert.ok(taken > 500, `${taken} were taken`)
  })

  it('leaves to the schema what it has no rule for', () => {
    const schemas: readonly (readonly [z.ZodType, unknown])[] = [
      [z.object({ a: z.string() }), { a: 'a' }],
      [z.strictObject({ a: z.string() }), { a: 'a' }],
      [z.string().regex(/a/), 'a'],
      [z.string().refine((text) => text === 'a'), 'a'],
      [z.string().transform((text) => text), 'a'],
      [z.string().default('a'), 'a'],
      [z.number().gt(0), 1],
      [z.number().multipleOf(1), 1],
      [z.int32(), 1],
      [z.xor([z.string(), z.number()]), 'a'],
      [z.record(z.string(), z.string()), {}],
      [z.lazy(() => z.string()), 'a'],
      [z.custom(), 'a'],
      [z.url(), 'http://a'],
      [z.iso.date(), '2026-11-26'],
      [z.enum({ A: 0, 0: 'A' }), 0],
      [z.looseObject({ a: z.string().prefault('a') }), {}],
    ]
    for (const [schema, value] of schemas) {
      assert.deepEqual(issuesOf(schema, value), [])
      assert.equal(quickCheckOf(schema)(value), false, schema.def.type)
    }
  })
})
