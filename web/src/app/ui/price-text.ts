import { inject, Injectable } from '@angular/core'
import type { PriceObject } from '@llavero/protocol/control/prices.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'

export type PriceUnit = 'tokens' | 'pictures' | 'characters' | 'minutes'

type Rates = Pick<PriceObject, 'input_usd_per_million' | 'output_usd_per_million' | 'media'>

/** What a model is charged by before all. */
export function unitOf({ media }: Pick<Rates, 'media'>): PriceUnit {
  if (media === null) return 'tokens'
  if (Object.keys(media.usd_per_image).length > 0) return 'pictures'
  if (media.usd_per_million_characters > 0) return 'characters'
  return media.usd_per_audio_minute > 0 ? 'minutes' : 'tokens'
}

/** What a model costs, in the units that it is charged by. */
@Injectable({ providedIn: 'root' })
export class PriceText {
  readonly #format = inject(Format)
  readonly #t = injectTranslate()

  of(price: Rates): string {
    const texts = [...this.#ofMedia(price.media), ...this.#ofTokens(price)]
    return texts.join(' · ')
  }

  #ofMedia(media: Rates['media']): readonly string[] {
    if (media === null) return []
    const pictures = Object.values(media.usd_per_image)
    const { usd_per_million_characters: characters, usd_per_audio_minute: minute } = media
    return [
      ...(pictures.length > 0
        ? [this.#t('ui.price.perPicture', { price: this.#rangeOf(pictures) })]
        : []),
      ...(characters > 0
        ? [this.#t('ui.price.perCharacters', { price: this.#format.money(characters) })]
        : []),
      ...(minute > 0 ? [this.#t('ui.price.perMinute', { price: this.#format.money(minute) })] : []),
    ]
  }

  /** None where it is charged by something else alone. */
  #ofTokens(price: Rates): readonly string[] {
    const { input_usd_per_million: input, output_usd_per_million: output } = price
    if (unitOf(price) !== 'tokens' && input + output === 0) return []
    return [
      this.#t('ui.price.perTokens', {
        input: this.#format.money(input),
        output: this.#format.money(output),
      }),
    ]
  }

  #rangeOf(prices: readonly number[]): string {
    const ends = new Set([Math.min(...prices), Math.max(...prices)])
    return Array.from(ends, (usd) => this.#format.money(usd)).join(' – ')
  }
}
