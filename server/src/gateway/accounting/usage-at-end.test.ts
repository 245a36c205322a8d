import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseUsageAtEnd } from './usage-at-end.ts'

const read = (answer: object) => parseUsageAtEnd(Buffer.from(JSON.stringify(answer)))
const usage = { prompt_tokens: 3, completion_tokens: 4 }

describe('the usage at the end of an answer', () => {
  it('is read with what follows it, and without the answer', () => {
    const behind = { service_tier: 'flex', system_fingerprint: 'fp_1' }
    assert.deepEqual(read({ choices: [{ text: 'Hi' }], usage, ...behind }), { usage, ...behind })
  })

  it('is not taken from a text or from another object', () => {
    assert.equal(read({ usage, text: JSON.stringify({ usage: 7 }), more: 'x'.repeat(3_000) }), null)
    assert.equal(read({ choices: [], x: { usage } }), null)
  })

  it('is not read alone where the tier that it was made in stands before it', () => {
    assert.equal(read({ service_tier: 'priority', choices: [], usage }), null)
    const twice = `{"service_tier":"priority",${JSON.stringify({ usage, service_tier: 'flex' }).slice(1)}`
    assert.deepEqual(parseUsageAtEnd(Buffer.from(twice)), { usage, service_tier: 'flex' })
  })

  it('is read where only a text speaks of tiers', () => {
    const text = JSON.stringify({ service_tier: 'priority' })
    assert.deepEqual(read({ choices: [{ text }], usage }), { usage })
  })
})
