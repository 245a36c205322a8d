import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readServerFrame } from './server-frame.ts'

const done = (response: object) =>
  readServerFrame(
    JSON.stringify({ type: 'response.done', response: { id: 'resp_1', ...response } }),
  )

describe('a frame of a realtime provider', () => {
  it('tells which response has begun, writes, or is done', () => {
    const created = '{"type":"response.created","response":{"id":"resp_1"}}'
    assert.deepEqual(readServerFrame(created), { kind: 'begun', responseId: 'resp_1' })
    const delta = '{"type":"response.output_audio.delta","response_id":"resp_1","delta":"AA=="}'
    assert.deepEqual(readServerFrame(delta), { kind: 'output', responseId: 'resp_1' })
    assert.equal(done({ status: 'completed' }).kind, 'done')
  })

  it('says what was used, sound and cached sound apart', () => {
    const frame = done({
      status: 'completed',
      usage: {
        input_tokens: 132,
        output_tokens: 121,
        input_token_details: {
          cached_tokens: 64,
          audio_tokens: 50,
          cached_tokens_details: { audio_tokens: 20 },
        },
        output_token_details: { text_tokens: 30, audio_tokens: 91 },
      },
    })
    assert.ok(frame.kind === 'done' && frame.usage !== null)
    assert.equal(frame.usage.inputTokens, 132)
    assert.equal(frame.usage.cachedInputTokens, 64)
    assert.equal(frame.usage.audioInputTokens, 30)
    assert.equal(frame.usage.audioOutputTokens, 91)
  })

  it('is not believed where it says what cannot be', () => {
    for (const usage of [null, {}, { input_tokens: -1, output_tokens: 1 }, 'much']) {
      const frame = done({ usage })
      assert.ok(frame.kind === 'done' && frame.usage === null)
    }
  })

  it('is not believed where the cached part of the sound cannot be', () => {
    for (const audio_tokens of ['many', -100, 0.5, 1e300, null, {}]) {
      const input_token_details = { audio_tokens: 10, cached_tokens_details: { audio_tokens } }
      const frame = done({ usage: { input_tokens: 12, output_tokens: 3, input_token_details } })
      assert.ok(frame.kind === 'done' && frame.usage !== null)
      assert.equal(frame.usage.audioInputTokens, 10)
    }
  })

  it('tells a failed response from a finished one', () => {
    const frame = done({ status: 'failed' })
    assert.ok(frame.kind === 'done' && frame.verdict === 'provider_error')
  })

  it('may be anything else', () => {
    for (const text of ['rubbish', 'null', '[]', '{"type":7}', '{"type":"response.done"}']) {
      assert.deepEqual(readServerFrame(text), { kind: 'other' })
    }
  })
})
