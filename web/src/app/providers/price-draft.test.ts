import type { MediaPrice } from '@llavero/protocol/control/prices.ts'
import { describe, expect, it } from 'vitest'
import { draftOf, isComplete, type KnownPrice, type PriceDraft, ratesOf } from './price-draft'

const noMedia: MediaPrice = {
  image_input_usd_per_million: 0,
  image_output_usd_per_million: 0,
  usd_per_million_characters: 0,
  usd_per_audio_minute: 0,
  usd_per_image: {},
}

function known(price: Partial<KnownPrice>): KnownPrice {
  return {
    model: 'house-painter',
    input_usd_per_million: 0,
    cached_input_usd_per_million: 0,
    output_usd_per_million: 0,
    media: null,
    source: 'the price page',
    as_of: '2026-11-20',
    is_override: true,
    ...price,
  }
}

function unknown(change: Partial<PriceDraft>): PriceDraft {
  return { ...draftOf(null, 'text'), source: 'the price page', ...change }
}

describe('the draft of a price', () => {
  it('begins with the unit that is usual for what the model makes', () => {
    const units = (['text', 'images', 'speech', 'transcription', 'embeddings'] as const).map(
      (trade) => draftOf(null, trade).unit,
    )
    expect(units).toEqual(['tokens', 'pictures', 'characters', 'minutes', 'tokens'])
  })

  it('comes back as it was sent, in every unit', () => {
    const prices = [
      known({
        input_usd_per_million: 2,
        cached_input_usd_per_million: 0.5,
        output_usd_per_million: 8,
      }),
      known({ media: { ...noMedia, usd_per_image: { 'hd 1024x1024': 0.08, any: 0.04 } } }),
      known({ media: { ...noMedia, usd_per_million_characters: 15 } }),
      known({ media: { ...noMedia, usd_per_audio_minute: 0.006 } }),
    ]
    const sent = prices.map((price) => ratesOf(draftOf(price, 'text'), price))
    expect(sent).toEqual([
      {
        input_usd_per_million: 2,
        cached_input_usd_per_million: 0.5,
        output_usd_per_million: 8,
        media: null,
      },
      {
        input_usd_per_million: 0,
        output_usd_per_million: 0,
        media: { usd_per_image: { 'hd 1024x1024': 0.08, any: 0.04 } },
      },
      {
        input_usd_per_million: 0,
        output_usd_per_million: 0,
        media: { usd_per_million_characters: 15 },
      },
      {
        input_usd_per_million: 0,
        output_usd_per_million: 0,
        media: { usd_per_audio_minute: 0.006 },
      },
    ])
  })

  it('takes the source along only where it is the reader’s own', () => {
    expect(draftOf(known({}), 'text').source).toBe('the price page')
    expect(draftOf(known({ is_override: false }), 'text').source).toBe('')
  })

  it('leaves the former unit behind, so that nothing is charged twice', () => {
    const listed = known({ media: { ...noMedia, usd_per_audio_minute: 0.006 } })
    const draft = unknown({ unit: 'tokens', inputUsd: 3, outputUsd: 0 })
    expect(ratesOf(draft, listed).media).toEqual({
      image_input_usd_per_million: null,
      image_output_usd_per_million: null,
    })
  })

  it('keeps what tokens of pictures cost, where that is not the price of text', () => {
    const listed = known({
      input_usd_per_million: 5,
      output_usd_per_million: 10,
      media: { ...noMedia, image_input_usd_per_million: 8, image_output_usd_per_million: 10 },
    })
    expect(ratesOf(unknown({ inputUsd: 4, outputUsd: 9 }), listed).media).toEqual({
      image_input_usd_per_million: 8,
      image_output_usd_per_million: null,
    })
  })

  it('is complete with what its unit needs and a source', () => {
    expect(isComplete(unknown({ inputUsd: 1 }))).toBe(false)
    expect(isComplete(unknown({ inputUsd: 1, outputUsd: 0 }))).toBe(true)
    expect(isComplete(unknown({ inputUsd: 1, outputUsd: 0, source: ' ' }))).toBe(false)
    expect(isComplete(unknown({ unit: 'minutes', inputUsd: 1, outputUsd: 1 }))).toBe(false)
    expect(isComplete(unknown({ unit: 'minutes', minuteUsd: 0.006 }))).toBe(true)
  })

  it('needs a name for each kind of picture, once there are several', () => {
    const ofPictures = (...kinds: string[]) =>
      isComplete(
        unknown({ unit: 'pictures', pictures: kinds.map((kind) => ({ kind, usd: 0.04 })) }),
      )
    expect(ofPictures('')).toBe(true)
    expect(ofPictures('hd 1024x1024', '')).toBe(false)
    expect(ofPictures('hd 1024x1024', 'hd 1024x1024 ')).toBe(false)
    expect(ofPictures('hd 1024x1024', 'standard 1024x1024')).toBe(true)
  })
})
