import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { StreamEvent } from '../model-call.ts'
import { ChatStreamReading } from './chat-stream-reading.ts'

function eventOf(data: unknown): StreamEvent {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return { bytes: Buffer.from(`data: ${text}\n\n`), name: '', data: text }
}

function passed(reading: ChatStreamReading, ...data: unknown[]): string {
  return Buffer.from(reading.take(data.map(eventOf))).toString('utf8')
}

describe('ChatStreamReading', () => {
  it('passes odd but harmless chunks on as they are', () => {
    const reading = new ChatStreamReading({})
    for (const chunk of [{ choices: 5 }, { choices: [null] }, { choices: [{ delta: null }] }, {}]) {
      assert.equal(passed(reading, chunk), `data: ${JSON.stringify(chunk)}\n\n`)
    }
    assert.equal(reading.fault, null)
  })

  it('calls data that is no JSON object invalid, and keeps it and all that follows', () => {
    for (const garbage of ['[]', '7', 'null', 'not json', '{"a":']) {
      const reading = new ChatStreamReading({})
      assert.equal(passed(reading, garbage, '[DONE]'), '')
      assert.equal(reading.fault, 'upstream_invalid')
      assert.equal(reading.isDone, false)
    }
  })

  it('counts the text of every vendor: content, reasoning and arguments', () => {
    const reading = new ChatStreamReading({})
    passed(
      reading,
      { choices: [{ delta: { role: 'assistant', content: '' } }] },
      { choices: [{ delta: { reasoning_content: 'Hm…' } }] },
      { choices: [{ delta: { content: '열쇠' } }] },
      { choices: [{ delta: { tool_calls: [{ index: 0 }] } }] },
    )
    assert.deepEqual(reading.output, { pieces: 3, bytes: 5 + 6 + 13 })
  })

  it('takes the tier that the answer names, else the one that was asked for', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2 }
    const tierOf = (asked: string | undefined, answered: object) => {
      const reading = new ChatStreamReading({ service_tier: asked })
      passed(reading, { choices: [], ...answered }, { choices: [], usage }, '[DONE]')
      return reading.usage?.serviceTier
    }
    assert.equal(tierOf(undefined, {}), 'standard')
    assert.equal(tierOf('priority', {}), 'fast')
    assert.equal(tierOf('priority', { service_tier: 'default' }), 'standard')
    assert.equal(tierOf('auto', { service_tier: 'priority' }), 'fast')
    assert.equal(tierOf('flex', { service_tier: null }), 'flex')
  })

  it('keeps the usage chunk from a client that did not ask, and reads nothing after the end', () => {
    const usage = { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } }
    const late = { choices: [], usage: { prompt_tokens: 9, completion_tokens: 9 } }
    const silent = new ChatStreamReading({})
    assert.equal(passed(silent, usage, '[DONE]', late, '[DONE]'), 'data: [DONE]\n\n')
    assert.equal(silent.usage?.inputTokens, 1)
    const senseless = { choices: [], usage: { prompt_tokens: -1, completion_tokens: 1e300 } }
    const estimating = new ChatStreamReading({})
    assert.equal(passed(estimating, senseless, '[DONE]'), 'data: [DONE]\n\n')
    assert.equal(estimating.usage, null)
    const asking = new ChatStreamReading({ stream_options: { include_usage: true } })
    assert.match(passed(asking, usage), /completion_tokens/)
  })
})
