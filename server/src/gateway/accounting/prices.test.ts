import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { PriceTable } from '../../storage/tables.ts'
import type { Target, Usage } from '../model-call.ts'
import { type Price, PriceList, builtInPriceRows, costMicroUsd, knowsTier } from './prices.ts'
import { priceTable } from './price-table.ts'
import { noUsage } from '../endpoints/usage.ts'

const vendors = new Map([
  ['p-openai', 'openai'],
  ['p-groq', 'groq'],
  ['p-ollama', 'ollama'],
  ['p-proxy', 'acme-proxy'],
])

function priceList(...overrides: PriceTable[]): PriceList {
  return new PriceList({ overrides, vendors })
}

function target(model: string, providerId = 'p-openai'): Target {
  return {
    id: `${providerId}/${model}`,
    providerId,
    providerName: providerId,
    dialect: 'openai',
    model,
  }
}

function override(model: string, changes: Partial<PriceTable> = {}): PriceTable {
  return {
    model,
    input: 1_000_000,
    cached_input: null,
    output: 2_000_000,
    media: null,
    source: 'contract',
    as_of: '2026-11-01',
    ...changes,
  }
}

function listedAs(model: string, providerId?: string): string | null {
  return priceList().find(target(model, providerId))?.model ?? null
}

describe('Finding a price', () => {
  it('resolves the dated snapshots of a model to its family', () => {
    assert.equal(listedAs('gpt-4o-2024-08-06'), 'gpt-4o')
    assert.equal(listedAs('gpt-4o-mini-2024-07-18'), 'gpt-4o-mini')
    assert.equal(listedAs('gpt-4-0613'), 'gpt-4')
    assert.equal(listedAs('gpt-3.5-turbo-0125'), 'gpt-3.5-turbo')
    assert.equal(listedAs('claude-sonnet-4-5-20250929'), 'claude-sonnet-4-5')
    assert.equal(listedAs('claude-3-5-haiku-latest'), 'claude-3-5-haiku')
  })

  it('prefers the own row of a snapshot to that of its family', () => {
    const [snapshot, family] = [
      priceList().find(target('gpt-4o-2024-05-13')),
      priceList().find(target('gpt-4o')),
    ]
    assert.equal(snapshot?.inputMicroUsdPerMillion, 5_000_000)
    assert.equal(family?.inputMicroUsdPerMillion, 2_500_000)
  })

  it('never prices a model by the beginning of its name', () => {
    for (const model of ['gpt-4o-super', 'gpt-4o-', 'gpt-4o-2024', 'gpt-4o-9999-99-99', 'gpt']) {
      assert.equal(listedAs(model), null, model)
    }
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', 'z', '.', ':', '@'), minLength: 1 }),
        (tail) => {
          assert.equal(listedAs(`gpt-4o-mini-${tail}`), null)
        },
      ),
    )
  })

  it('gives the simulator away, whatever its model is called', () => {
    const price = priceList(override('gpt-4o')).find({ ...target('gpt-4o'), dialect: 'sim' })
    assert.equal(price?.source, 'simulator')
    assert.equal(costMicroUsd({ ...noUsage, inputTokens: 9_999, outputTokens: 9_999 }, price), 0)
  })

  it('knows no price for a local server until the operator names one', () => {
    assert.equal(listedAs('gpt-4o', 'p-ollama'), null)
    const free = override('llama3.2', { input: 0, output: 0 })
    const price = priceList(free).find(target('llama3.2', 'p-ollama'))
    assert.equal(price?.outputMicroUsdPerMillion, 0)
    assert.equal(price?.isOverride, true)
  })

  it('holds the price of a hosted open model at its host only', () => {
    assert.equal(listedAs('openai/gpt-oss-120b', 'p-groq'), 'openai/gpt-oss-120b')
    assert.equal(listedAs('openai/gpt-oss-120b', 'p-proxy'), null)
  })

  it('takes a maker’s list price where the model is sold through somebody else', () => {
    assert.equal(listedAs('gpt-4o-mini', 'p-proxy'), 'gpt-4o-mini')
    assert.equal(listedAs('gpt-4o-mini', 'p-unheard-of'), 'gpt-4o-mini')
  })

  it('lets the operator’s price win, and keeps what it does not speak of', () => {
    const list = priceList().find(target('gpt-6-sol'))
    const price = priceList(override('gpt-6-sol')).find(target('gpt-6-sol'))
    assert.equal(price?.inputMicroUsdPerMillion, 1_000_000)
    assert.equal(price?.cachedInputMicroUsdPerMillion, 1_000_000)
    assert.equal(price?.cacheWriteMicroUsdPerMillion, list?.cacheWriteMicroUsdPerMillion)
    assert.equal(price?.maxOutputTokens, list?.maxOutputTokens)
    assert.equal(price?.source, 'contract')
  })

  it('applies the operator’s price of a family to its snapshots', () => {
    const prices = priceList(override('gpt-4o'), override('house-model'))
    assert.equal(prices.find(target('gpt-4o-2024-11-20'))?.isOverride, true)
    assert.equal(prices.find(target('house-model-2026-01-31'))?.model, 'house-model')
  })

  it('prefers the more specific name to the operator’s price of the family', () => {
    const prices = priceList(override('gpt-4o'))
    assert.equal(prices.find(target('gpt-4o-2024-05-13'))?.isOverride, false)
  })

  it('answers the same when asked again, for a price and for none', () => {
    const prices = priceList()
    assert.equal(prices.find(target('gpt-4o')), prices.find(target('gpt-4o')))
    assert.equal(prices.find(target('nobody')), null)
    assert.equal(prices.find(target('nobody')), null)
    assert.equal(prices.find(target('gpt-4o', 'p-ollama')), null)
  })

  it('shows the built-in table as an operator would write it', () => {
    assert.deepEqual(
      builtInPriceRows().find((price) => price.model === 'gpt-4o-mini'),
      {
        model: 'gpt-4o-mini',
        input: 150_000,
        cached_input: 75_000,
        output: 600_000,
        source: priceList().find(target('gpt-4o-mini'))?.source,
        as_of: priceList().find(target('gpt-4o-mini'))?.asOf,
        media: null,
      },
    )
  })

  it('shows what is not charged by tokens in the unit that it is charged in', () => {
    const mediaOf = (model: string) => builtInPriceRows().find((row) => row.model === model)?.media
    assert.equal(mediaOf('whisper-1')?.usd_per_audio_minute, 0.006)
    assert.equal(mediaOf('gpt-transcribe')?.usd_per_audio_minute, 0.0045)
    assert.equal(mediaOf('tts-1')?.usd_per_million_characters, 15)
    assert.equal(mediaOf('dall-e-3')?.usd_per_image['hd 1024x1792'], 0.12)
    assert.equal(mediaOf('gpt-image-1.5')?.image_output_usd_per_million, 32)
  })
})

function known(model: string): Price {
  const price = priceList().find(target(model)) ?? priceList().find(target(model, 'p-groq'))
  assert.ok(price !== null)
  return price
}

describe('The cost of a call', () => {
  it('is what the vendor’s price page says', () => {
    // 1,000 fresh at 2.50, 9,000 cached at 1.25 and 500 out at 10.00 USD per million.
    const usage = { ...noUsage, inputTokens: 10_000, cachedInputTokens: 9_000, outputTokens: 500 }
    assert.equal(costMicroUsd(usage, known('gpt-4o')), 2_500 + 11_250 + 5_000)
  })

  it('rounds a part of a micro-dollar up, once', () => {
    // 0.15 + 0.60 micro-dollars.
    const usage = { ...noUsage, inputTokens: 1, outputTokens: 1 }
    assert.equal(costMicroUsd(usage, known('gpt-4o-mini')), 1)
  })

  it('counts reasoning as output, not beside it', () => {
    const usage = { ...noUsage, outputTokens: 1_000, reasoningTokens: 900 }
    assert.equal(costMicroUsd(usage, known('gpt-5')), 10_000)
  })

  it('counts audio and cache writes at their own rates', () => {
    const spoken = { ...noUsage, inputTokens: 1_100, audioInputTokens: 1_000 }
    assert.equal(costMicroUsd(spoken, known('gpt-audio')), 32_000 + 250)
    const answered = { ...noUsage, outputTokens: 1_100, audioOutputTokens: 1_000 }
    assert.equal(costMicroUsd(answered, known('gpt-audio')), 64_000 + 1_000)
    const written = { ...noUsage, inputTokens: 1_100, cacheWriteTokens: 1_000 }
    assert.equal(costMicroUsd(written, known('gpt-6-sol')), 2_500 + 200)
  })

  it('charges all of a long prompt at the long rate, from the threshold on', () => {
    const price = known('gpt-5.4')
    assert.equal(costMicroUsd({ ...noUsage, inputTokens: 271_999 }, price), 679_998)
    const long = { ...noUsage, inputTokens: 272_000, outputTokens: 1_000 }
    assert.equal(costMicroUsd(long, price), 272_000 * 5 + 22_500)
  })

  it('is exact where floating point is not', () => {
    const usage = { ...noUsage, inputTokens: 900_719_925_474, outputTokens: 1 }
    const price = { ...known('gpt-4'), inputMicroUsdPerMillion: 30_000_001 }
    const exact = 900_719_925_474n * 30_000_001n + 60_000_000n
    assert.equal(BigInt(costMicroUsd(usage, price)), (exact + 999_999n) / 1_000_000n)
  })
})

describe('The tiers of a model', () => {
  const million: Usage = { ...noUsage, inputTokens: 100_000, outputTokens: 100_000 }
  const costIn = (serviceTier: Usage['serviceTier'], price: Price) =>
    costMicroUsd({ ...million, serviceTier }, price)

  it('cost what the vendor lists for them', () => {
    assert.equal(costIn('standard', known('gpt-5.5')), 3_500_000)
    assert.equal(costIn('flex', known('gpt-5.5')), 1_750_000)
    assert.equal(costIn('fast', known('gpt-5.5')), 8_750_000)
    assert.equal(costIn('fast', known('gpt-5-mini')), 45_000 + 360_000)
    assert.equal(costIn('fast', known('gpt-4o')), 425_000 + 1_700_000)
    assert.equal(costIn('fast', known('gpt-4o-mini')), 25_000 + 100_000)
    assert.equal(costIn('fast', known('o4-mini')), 200_000 + 800_000)
    const cached: Usage = { ...noUsage, inputTokens: 1_000_000, cachedInputTokens: 1_000_000 }
    assert.equal(costMicroUsd({ ...cached, serviceTier: 'fast' }, known('gpt-4.1')), 875_000)
  })

  it('keep their multiple for a long prompt', () => {
    const long: Usage = { ...noUsage, inputTokens: 300_000, serviceTier: 'fast' }
    assert.equal(costMicroUsd(long, known('gpt-5.4')), 300_000 * 5 * 2)
  })

  it('err on the expensive side where nobody knows their price', () => {
    const price = known('gpt-6-astra')
    assert.deepEqual([knowsTier(price, 'flex'), knowsTier(price, 'fast')], [false, false])
    assert.equal(costIn('flex', price), costIn('standard', price))
    assert.equal(costIn('fast', price), 2.5 * costIn('standard', price))
    assert.ok(knowsTier(price, 'standard'))
  })

  it('follow an operator’s own price, by the multiples of the list', () => {
    const own = priceList(override('gpt-5.4')).find(target('gpt-5.4'))
    assert.ok(own !== null && knowsTier(own, 'flex'))
    assert.deepEqual(
      [costIn('standard', own), costIn('flex', own), costIn('fast', own)],
      [300_000, 150_000, 600_000],
    )
    const unlisted = priceList(override('house-model')).find(target('house-model'))
    assert.ok(unlisted !== null && !knowsTier(unlisted, 'fast'))
  })

  it('cost half in a batch where the vendor gives that, and else as much as a call', () => {
    const at = (vendor: string) =>
      new PriceList({ overrides: [], vendors: new Map([['p-openai', vendor]]) }).find(
        target('gpt-6-astra'),
      )
    const [given, unknown] = [at('openai'), at('azure')]
    assert.ok(given !== null && unknown !== null)
    assert.equal(costIn('batch', given), costIn('standard', given) / 2)
    assert.equal(costIn('batch', unknown), costIn('standard', unknown))
    assert.ok(knowsTier(unknown, 'batch'), 'a budget may be used for it')
  })

  it('are all free at the simulator', () => {
    const price = priceList().find({ ...target('sim-mini'), dialect: 'sim' })
    assert.ok(price !== null && knowsTier(price, 'fast'))
    assert.equal(costIn('fast', price), 0)
  })

  it('are ordered for every model and every usage', () => {
    fc.assert(
      fc.property(usages, listedPrices, (usage, price) => {
        const cost = (serviceTier: Usage['serviceTier']) =>
          costMicroUsd({ ...usage, serviceTier }, price)
        assert.ok(cost('flex') <= cost('standard') && cost('standard') <= cost('fast'))
      }),
    )
  })
})

const tokens = fc.nat({ max: 2_000_000 })
const rate = fc.nat({ max: 600_000_000 })

/** A usage whose parts are parts of their wholes. */
const usages: fc.Arbitrary<Usage> = fc
  .tuple(tokens, tokens, tokens, tokens, tokens, tokens)
  .map(([fresh, cached, written, audio, text, speech]) => ({
    ...noUsage,
    inputTokens: fresh + cached + written + audio,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    audioInputTokens: audio,
    outputTokens: text + speech,
    audioOutputTokens: speech,
  }))

const flatPrices: fc.Arbitrary<Price> = fc
  .tuple(rate, rate, rate, rate, rate, rate)
  .map(([input, cached, written, output, heard, spoken]) => ({
    ...known('gpt-4o'),
    inputMicroUsdPerMillion: input,
    cachedInputMicroUsdPerMillion: cached,
    cacheWriteMicroUsdPerMillion: written,
    outputMicroUsdPerMillion: output,
    audioInputMicroUsdPerMillion: heard,
    audioOutputMicroUsdPerMillion: spoken,
  }))

const listedPrices = fc.constantFrom(...priceTable.map((row) => known(row.model)))

function add(left: Usage, right: Usage): Usage {
  return {
    ...noUsage,
    inputTokens: left.inputTokens + right.inputTokens,
    cachedInputTokens: left.cachedInputTokens + right.cachedInputTokens,
    cacheWriteTokens: left.cacheWriteTokens + right.cacheWriteTokens,
    audioInputTokens: left.audioInputTokens + right.audioInputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    audioOutputTokens: left.audioOutputTokens + right.audioOutputTokens,
  }
}

describe('The cost of any call', () => {
  it('is nothing for no tokens', () => {
    fc.assert(fc.property(flatPrices, (price) => costMicroUsd(noUsage, price) === 0))
  })

  it('is the exact sum rounded up to a whole micro-dollar', () => {
    fc.assert(
      fc.property(usages, flatPrices, (usage, price) => {
        const part = (count: number, microUsd: number) => BigInt(count) * BigInt(microUsd)
        const fresh =
          usage.inputTokens -
          usage.cachedInputTokens -
          usage.cacheWriteTokens -
          usage.audioInputTokens
        const exact =
          part(fresh, price.inputMicroUsdPerMillion) +
          part(usage.cachedInputTokens, price.cachedInputMicroUsdPerMillion) +
          part(usage.cacheWriteTokens, price.cacheWriteMicroUsdPerMillion) +
          part(usage.audioInputTokens, price.audioInputMicroUsdPerMillion) +
          part(usage.outputTokens - usage.audioOutputTokens, price.outputMicroUsdPerMillion) +
          part(usage.audioOutputTokens, price.audioOutputMicroUsdPerMillion)
        const whole = (exact + 999_999n) / 1_000_000n
        assert.equal(BigInt(costMicroUsd(usage, price)), whole)
      }),
    )
  })

  it('never falls when tokens are added', () => {
    fc.assert(
      fc.property(usages, usages, listedPrices, (usage, more, price) => {
        assert.ok(costMicroUsd(add(usage, more), price) >= costMicroUsd(usage, price))
      }),
    )
  })

  it('is, in two calls, at most the one micro-dollar of rounding more than in one', () => {
    fc.assert(
      fc.property(usages, usages, flatPrices, (left, right, price) => {
        const apart = costMicroUsd(left, price) + costMicroUsd(right, price)
        const together = costMicroUsd(add(left, right), { ...price, longContext: null })
        assert.ok(apart - together === 0 || apart - together === 1)
      }),
    )
  })
})

describe('A price of the operator', () => {
  const media = (rates: object) => JSON.stringify({ ...noMedia, ...rates })
  const noMedia = {
    image_input_usd_per_million: 0,
    image_output_usd_per_million: 0,
    usd_per_million_characters: 0,
    usd_per_audio_minute: 0,
    usd_per_image: {},
  }
  const costOf = (model: string, rates: object, usage: Partial<Usage>) => {
    const row = override(model, { input: 0, output: 0, media: media(rates) })
    const price = priceList(row).find(target(model))
    return price && costMicroUsd({ ...noUsage, ...usage }, price)
  }

  it('may be for the picture, the character, the second and tokens of images', () => {
    const pictures = { usd_per_image: { 'hd 1024x1024': 0.08, 'low 1024x1024': 0.01 } }
    const two = { images: 2, imageKind: 'low 1024x1024' }
    assert.equal(costOf('house', pictures, two), 20_000)
    assert.equal(costOf('house', pictures, { ...two, imageKind: 'other' }), 160_000)
    assert.equal(costOf('house', { usd_per_million_characters: 15 }, { characters: 1_000 }), 15_000)
    assert.equal(costOf('house', { usd_per_audio_minute: 0.006 }, { audioMs: 30_000 }), 3_000)
    const tokens = { imageOutputTokens: 1_000, outputTokens: 1_000 }
    assert.equal(costOf('house', { image_output_usd_per_million: 30 }, tokens), 30_000)
  })

  it('wins over the list in every unit that it speaks of', () => {
    assert.equal(costOf('tts-1', { usd_per_million_characters: 1 }, { characters: 1_000 }), 1_000)
    const silent = priceList(override('tts-1', { input: 0, output: 0 })).find(target('tts-1'))
    assert.equal(silent && costMicroUsd({ ...noUsage, characters: 1_000 }, silent), 15_000)
  })
})
