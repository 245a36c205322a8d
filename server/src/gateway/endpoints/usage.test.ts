import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { estimateTieredUsage, noUsage, readTieredUsage, readUsage } from './usage.ts'

describe('readUsage', () => {
  it('reads the kinds of tokens that are billed apart', () => {
    const usage = readUsage({
      prompt_tokens: 100,
      completion_tokens: 50,
      prompt_tokens_details: { cached_tokens: 40, audio_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 20, audio_tokens: 6 },
    })
    assert.deepEqual(usage, {
      ...noUsage,
      inputTokens: 100,
      cachedInputTokens: 40,
      cacheWriteTokens: 0,
      audioInputTokens: 5,
      outputTokens: 50,
      reasoningTokens: 20,
      audioOutputTokens: 6,
    })
  })

  it('takes a number that cannot be true as not said, so that no money is booked on it', () => {
    for (const wrong of [Number.MAX_SAFE_INTEGER, 20_000_001, -1, 1.5, '7', Infinity]) {
      assert.equal(readUsage({ prompt_tokens: wrong, completion_tokens: 1 }), null)
      assert.equal(readUsage({ prompt_tokens: 1, completion_tokens: wrong }), null)
    }
    assert.equal(readUsage({}), null)
    assert.equal(readUsage({ prompt_tokens: null, completion_tokens: null }), null)
  })

  it('never lets a part be more than its whole', () => {
    const usage = readUsage({
      prompt_tokens: 10,
      completion_tokens: 0,
      prompt_tokens_details: { cached_tokens: Number.MAX_SAFE_INTEGER },
      completion_tokens_details: { reasoning_tokens: 3 },
    })
    assert.equal(usage?.cachedInputTokens, 10)
    assert.equal(usage?.reasoningTokens, 0)
  })

  it('survives anything', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (whole, details) => {
        readUsage(whole)
        readUsage({ prompt_tokens: whole, completion_tokens: 1, prompt_tokens_details: details })
      }),
    )
  })
})

describe('The tier of a call', () => {
  const payload = new Uint8Array(3)
  const usage = { prompt_tokens: 1, completion_tokens: 1 }
  const tierOf = (asked: unknown, answered: unknown) =>
    readTieredUsage({ usage, service_tier: answered }, { payload, body: { service_tier: asked } })
      ?.serviceTier

  it('is the one that served it, whatever was asked for', () => {
    assert.equal(tierOf('priority', 'default'), 'standard')
    assert.equal(tierOf('auto', 'priority'), 'fast')
    assert.equal(tierOf(undefined, 'flex'), 'flex')
  })

  it('is the one that was asked for, where the answer does not say', () => {
    assert.equal(tierOf('fast', undefined), 'fast')
    assert.equal(tierOf('flex', null), 'flex')
    assert.equal(tierOf('scale', undefined), 'standard')
    const estimated = estimateTieredUsage(
      { payload, body: { service_tier: 'priority' } },
      { pieces: 1, bytes: 1 },
    )
    assert.equal(estimated.serviceTier, 'fast')
  })
})
