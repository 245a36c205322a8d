import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ChatRequest } from '@llavero/protocol/openai/chat.ts'
import * as fc from 'fast-check'
import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import type { CallOf, ModelCall } from '../model-call.ts'
import { dearestEstimate, holdEstimate } from './estimate.ts'
import { priceTable } from './price-table.ts'
import { type Price, PriceList, costMicroUsd } from './prices.ts'
import { noUsage } from '../endpoints/usage.ts'
import { wavHeader } from '../providers/sim/speech/wav.ts'

// At Groq, so that every row applies: those of hosted models hold at their host only.
const prices = new PriceList({ overrides: [], vendors: new Map([['p', 'groq']]) })

function priceOf(model: string): Price {
  const found = prices.find({
    id: `p/${model}`,
    providerId: 'p',
    providerName: 'p',
    dialect: 'openai',
    model,
  })
  assert.ok(found !== null)
  return found
}

function callOf(body: Partial<ChatRequest>, changes: Partial<CallOf<'chat'>> = {}): ModelCall {
  const request: ChatRequest = {
    model: 'gpt-4o',
    messages: [{ role: 'user', content: 'Hola' }],
    ...body,
  }
  return {
    requestId: 'req_1',
    endpoint: 'chat',
    model: request.model,
    stream: false,
    body: request,
    payload: new TextEncoder().encode(JSON.stringify(request)),
    feature: null,
    simulation: null,
    startedAtMs: 0,
    arrivedAt: 0,
    outputCapTokens: null,
    hasLeft: () => false,
    ...changes,
  }
}

type UserContent = Extract<ChatRequest['messages'][number], { role: 'user' }>['content']

function userCall(content: UserContent): ModelCall {
  return callOf({ messages: [{ role: 'user', content }] })
}

describe('The bound of a call’s input', () => {
  it('is never below the tokens of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const bound = holdEstimate(userCall(text), null).inputTokensBound
        assert.ok(encode(text, { disallowedSpecial: new Set() }).length <= bound)
      }),
    )
  })

  it('counts an image by the model that looks at it, not by the length of its base64', () => {
    const call = userCall([
      { type: 'text', text: 'What is this?' },
      {
        type: 'image_url',
        image_url: { url: `data:image/png;base64,${'A'.repeat(3_000_000)}` },
      },
    ])
    const bound = (model: string) => holdEstimate(call, priceOf(model)).inputTokensBound
    assert.ok(bound('gpt-4o') >= 6_000 && bound('gpt-4o') < 6_300)
    assert.ok(bound('gpt-4o-mini') >= 50_000 && bound('gpt-4o-mini') < 50_300)
    assert.ok(bound('gpt-6-sol') >= 30_000 && bound('gpt-6-sol') < 30_300)
  })

  it('counts an image that is only linked like one that is sent', () => {
    const call = userCall([
      { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
      { type: 'image_url', image_url: { url: 'https://example.com/dog.png' } },
    ])
    assert.ok(holdEstimate(call, priceOf('gpt-4o')).inputTokensBound >= 12_000)
  })

  it('counts a sound by the longest that it can last, at the rate for sound', () => {
    const heldFor = (sound: Buffer, format: 'mp3' | 'wav') =>
      holdEstimate(
        userCall([
          { type: 'input_audio', input_audio: { data: sound.toString('base64'), format } },
        ]),
        priceOf('gpt-4o-audio-preview'),
      )
    const second = Buffer.concat([wavHeader(16_000, 16_000), Buffer.alloc(32_000)])
    const wav = heldFor(second, 'wav')
    assert.ok(wav.inputTokensBound >= 10 && wav.inputTokensBound < 300)
    const mp3 = heldFor(
      Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), Buffer.alloc(99_996)]),
      'mp3',
    )
    assert.ok(mp3.inputTokensBound >= 1_000 && mp3.inputTokensBound < 1_300)
    assert.ok(mp3.inputMicroUsd >= 40_000)
    // Silence that is packed to nothing may fill the whole context.
    const flac = heldFor(Buffer.from('fLaC'), 'mp3')
    assert.deepEqual([flac.inputTokensBound, flac.isBounded], [128_000, true])
  })

  it('counts as a full context what some take for a picture, and is none', () => {
    const call = userCall([
      { type: 'image_url', image_url: { url: 'data:application/pdf;base64,AAAA' } },
    ])
    assert.equal(holdEstimate(call, priceOf('gemini-2.5-flash')).inputTokensBound, 1_048_576)
  })

  it('is none where a file may fill a context whose size nobody knows, unless that is free', () => {
    const named = userCall([{ type: 'file', file: { file_id: 'file-1' } }])
    const unknown = { ...priceOf('gpt-4o'), contextTokens: null }
    assert.equal(holdEstimate(named, unknown).isBounded, false)
    assert.equal(holdEstimate(userCall('Hi.'), unknown).isBounded, true)
    assert.equal(dearestEstimate(named, [priceOf('gpt-4o'), unknown]).isBounded, false)
    const free = {
      ...unknown,
      tiers: null,
      inputMicroUsdPerMillion: 0,
      outputMicroUsdPerMillion: 0,
    }
    assert.equal(holdEstimate(named, { ...free, cacheWriteMicroUsdPerMillion: 0 }).isBounded, true)
  })

  it('counts a file as a full context, whether it is in the body or only named', () => {
    for (const file of [{ file_data: 'A'.repeat(10_000) }, { file_id: 'file-1' }]) {
      const call = userCall([{ type: 'file', file }])
      assert.equal(holdEstimate(call, priceOf('gpt-4o')).inputTokensBound, 128_000)
    }
  })

  it('counts an earlier spoken answer that is only named', () => {
    const call = callOf({
      messages: [
        { role: 'assistant', audio: { id: 'audio_1' } },
        { role: 'user', content: 'Again' },
      ],
    })
    assert.ok(holdEstimate(call, priceOf('gpt-audio')).inputTokensBound >= 16_384)
  })

  it('does not pass the context of the model', () => {
    const call = userCall('x'.repeat(1_000_000))
    assert.equal(holdEstimate(call, priceOf('gpt-4o')).inputTokensBound, 128_000)
    assert.equal(holdEstimate(call, null).inputTokensBound, call.payload.byteLength)
  })
})

describe('The bound of a call’s output', () => {
  it('is the client’s own limit, the newer field first', () => {
    const hold = holdEstimate(
      callOf({ max_tokens: 9, max_completion_tokens: 7 }),
      priceOf('gpt-4o'),
    )
    assert.equal(hold.outputTokensBound, 7)
    assert.equal(hold.isOutputBounded, true)
    assert.equal(holdEstimate(callOf({ max_tokens: 9 }), null).outputTokensBound, 9)
  })

  it('is what the model can write at most where the client set no limit', () => {
    const hold = holdEstimate(callOf({ max_tokens: null }), priceOf('gpt-4.1'))
    assert.equal(hold.outputTokensBound, 32_768)
    assert.equal(hold.isOutputBounded, false)
    assert.equal(holdEstimate(callOf({}), null).outputTokensBound, 16_384)
  })

  it('is the cap that a budget set, but never instead of the client’s limit', () => {
    const capped = holdEstimate(callOf({}, { outputCapTokens: 50 }), priceOf('gpt-4o'))
    assert.equal(capped.outputTokensBound, 50)
    const both = holdEstimate(callOf({ max_tokens: 9 }, { outputCapTokens: 50 }), null)
    assert.equal(both.outputTokensBound, 9)
  })

  it('covers all answers that were asked for', () => {
    const hold = holdEstimate(callOf({ n: 5, max_tokens: 100 }), priceOf('gpt-4o'))
    assert.equal(hold.outputTokensBound, 500)
    assert.equal(hold.outputMicroUsd, 5_000)
  })

  it('is priced as sound where the client asked for sound', () => {
    const call = callOf({ max_tokens: 100, modalities: ['text', 'audio'] })
    assert.equal(holdEstimate(call, priceOf('gpt-audio')).outputMicroUsd, 6_400)
  })
})

describe('The hold', () => {
  it('covers whatever the provider can bill within the bounds', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    const contents = fc.string({ maxLength: 400 })
    const limits = fc.option(fc.integer({ min: 1, max: 500_000 }), { nil: null })
    const listed = fc.constantFrom(...priceTable.map((row) => priceOf(row.model)))
    fc.assert(
      fc.property(
        listed,
        contents,
        limits,
        fc.tuple(share, share, share),
        (price, text, limit, shares) => {
          const call = callOf({
            messages: [{ role: 'user', content: text.repeat(1_000) }],
            max_completion_tokens: limit,
          })
          const hold = holdEstimate(call, price)
          const inputTokens = Math.floor(hold.inputTokensBound * shares[0])
          const cachedInputTokens = Math.floor(inputTokens * shares[1])
          const usage = {
            ...noUsage,
            inputTokens,
            cachedInputTokens,
            cacheWriteTokens: inputTokens - cachedInputTokens,
            outputTokens: Math.floor(hold.outputTokensBound * shares[2]),
          }
          assert.ok(costMicroUsd(usage, price) <= hold.inputMicroUsd + hold.outputMicroUsd)
        },
      ),
    )
  })

  it('is no money where there is no price', () => {
    const { inputMicroUsd, outputMicroUsd } = holdEstimate(callOf({}), null)
    assert.deepEqual({ inputMicroUsd, outputMicroUsd }, { inputMicroUsd: 0, outputMicroUsd: 0 })
  })

  it('counts for rate limits a token for four bytes of text, and the client’s limit', () => {
    const text = callOf({ max_tokens: 100, n: 2 })
    assert.equal(
      holdEstimate(text, null).tokensForRateLimit,
      Math.ceil(text.payload.byteLength / 4) + 200,
    )
    const image = userCall([
      { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(40_000)}` } },
    ])
    assert.ok(holdEstimate(image, null).tokensForRateLimit < 100)
  })
})

describe('The hold of a call in another tier', () => {
  const heldFor = (body: Partial<ChatRequest>) => {
    const model = 'gpt-5.5'
    const held = holdEstimate(callOf({ model, max_tokens: 1_000, ...body }), priceOf(model))
    return { dollars: held.inputMicroUsd + held.outputMicroUsd, field: held.unpricedField }
  }
  const standard = heldFor({}).dollars

  it('is that of the tier that was asked for', () => {
    assert.ok(heldFor({ service_tier: 'flex' }).dollars < standard)
    for (const service_tier of ['fast', 'priority'] as const) {
      assert.ok(heldFor({ service_tier }).dollars >= 2.5 * standard)
    }
    for (const service_tier of ['auto', 'default', 'scale'] as const) {
      const { dollars } = heldFor({ service_tier })
      // The name of the tier makes the body a little longer.
      assert.ok(dollars >= standard && dollars < 1.1 * standard)
    }
  })

  it('names the field that asks for what has no known price', () => {
    const field = (model: string, body: Partial<ChatRequest>) =>
      holdEstimate(callOf({ model, ...body }), priceOf(model)).unpricedField
    assert.equal(field('gpt-4o', {}), null)
    assert.equal(field('gpt-4o', { service_tier: 'priority' }), null)
    assert.equal(field('gpt-4o', { service_tier: 'flex' }), 'service_tier')
    assert.equal(field('gpt-4o', { web_search_options: {} }), 'web_search_options')
    assert.equal(field('gpt-4o', { web_search_options: null }), null)
    const searching = { ...priceOf('gpt-4o'), model: 'gpt-4o-search-preview' }
    assert.equal(holdEstimate(callOf({}), searching).unpricedField, 'web_search_options')
  })

  it('lets a route to several places go only where all of them are priced', () => {
    const call = callOf({ service_tier: 'flex' })
    const places = [priceOf('gpt-5.5'), priceOf('gpt-4o')]
    assert.equal(dearestEstimate(call, places).unpricedField, 'service_tier')
    assert.equal(dearestEstimate(call, places.slice(0, 1)).unpricedField, null)
  })
})
