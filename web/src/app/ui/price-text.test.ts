import { TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { LanguageService } from '../language/language'
import { PriceText } from './price-text'

const tokens = { input_usd_per_million: 0, output_usd_per_million: 0, media: null }
const media = {
  image_input_usd_per_million: 0,
  image_output_usd_per_million: 0,
  usd_per_million_characters: 0,
  usd_per_audio_minute: 0,
  usd_per_image: {},
}

describe('what a model costs', () => {
  beforeEach(() => {
    const translate = (key: string, values?: object) =>
      [key, ...Object.values(values ?? {})].join(' ')
    TestBed.configureTestingModule({
      providers: [{ provide: LanguageService, useValue: { current: () => 'en', translate } }],
    })
  })
  const prices = () => TestBed.inject(PriceText)

  it('is told in its own unit', () => {
    expect(prices().of({ ...tokens, media: { ...media, usd_per_audio_minute: 0.006 } })).toBe(
      'ui.price.perMinute $0.006',
    )
    expect(prices().of({ ...tokens, media: { ...media, usd_per_million_characters: 15 } })).toBe(
      'ui.price.perCharacters $15.00',
    )
    expect(
      prices().of({ ...tokens, media: { ...media, usd_per_image: { hd: 0.08, standard: 0.04 } } }),
    ).toBe('ui.price.perPicture $0.04 – $0.08')
  })

  it('is told by tokens where nothing else is charged, be it free or not, and beside what else is', () => {
    const paid = { ...tokens, input_usd_per_million: 5, output_usd_per_million: 10 }
    expect(prices().of(tokens)).toBe('ui.price.perTokens $0.00 $0.00')
    expect(prices().of({ ...paid, media })).toBe('ui.price.perTokens $5.00 $10.00')
    expect(prices().of({ ...paid, media: { ...media, usd_per_image: { any: 0.04 } } })).toBe(
      'ui.price.perPicture $0.04 · ui.price.perTokens $5.00 $10.00',
    )
  })
})
