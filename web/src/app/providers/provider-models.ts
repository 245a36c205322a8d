import { Component, computed, inject, input, resource, signal } from '@angular/core'
import type { ModelTrade } from '@llavero/protocol/control/models.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { PriceObject } from '@llavero/protocol/control/prices.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ApiClient, unwrap } from '../shell/api/api-client'
import { modelCards } from '../shell/api/model-cards'
import { Button } from '../ui/button'
import { type KnownPrice, unitOf } from './price-draft'
import { PriceForm } from './price-form'

const shownAtFirst = 6

interface Model {
  readonly name: string
  readonly price: KnownPrice | null
  readonly trade: ModelTrade
}

/** The models of one provider with what they cost; a price that is unknown or wrong can be set. */
@Component({
  selector: 'llv-provider-models',
  imports: [Button, PriceForm],
  templateUrl: './provider-models.html',
})
export class ProviderModels {
  readonly provider = input.required<ProviderObject>()

  readonly #api = inject(ApiClient)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly showsAll = signal(false)
  protected readonly priced = signal<Model | null>(null)
  readonly #cards = modelCards()
  /** What was set here, also for models that no name of ours leads to yet. */
  protected readonly prices = resource({
    loader: async ({ abortSignal }) =>
      unwrap(await this.#api.get<Page<PriceObject>>('/api/prices', { signal: abortSignal })),
  })
  readonly #ownPrices = computed(() => {
    const prices = this.prices.hasValue() ? this.prices.value().data : []
    return new Map(prices.filter((price) => price.is_override).map((price) => [price.model, price]))
  })
  readonly #cardOf = computed(() => {
    const cards = this.#cards.all()
    const ours = cards.filter(({ provider }) => provider?.id === this.provider().id)
    return new Map(ours.map((card) => [card.id, card]))
  })
  protected readonly models = computed(() =>
    this.provider().models.map((name): Model => {
      const card = this.#cardOf().get(name)
      return {
        name,
        price: card?.price ?? this.#ownPrices().get(name) ?? null,
        trade: card?.trade ?? 'text',
      }
    }),
  )
  protected readonly shown = computed(() =>
    this.showsAll() ? this.models() : this.models().slice(0, shownAtFirst),
  )

  /** What is not charged by tokens alone, in its own units; null where tokens are all. */
  protected unitPriceOf(price: KnownPrice): string | null {
    if (unitOf(price) === 'tokens' || price.media === null) return null
    const {
      usd_per_image: pictures,
      usd_per_million_characters: characters,
      usd_per_audio_minute: minute,
    } = price.media
    const ofPictures = Object.values(pictures)
    const { input_usd_per_million: input, output_usd_per_million: output } = price
    return [
      ofPictures.length > 0 &&
        this.t('providers.price.perPicture', { price: this.#rangeOf(ofPictures) }),
      characters > 0 &&
        this.t('providers.price.perCharacters', { price: this.format.money(characters) }),
      minute > 0 && this.t('providers.price.perMinute', { price: this.format.money(minute) }),
      input + output > 0 &&
        this.t('providers.price.perTokens', {
          input: this.format.money(input),
          output: this.format.money(output),
        }),
    ]
      .filter((text) => text !== false)
      .join(' · ')
  }

  #rangeOf(prices: readonly number[]): string {
    const ends = new Set([Math.min(...prices), Math.max(...prices)])
    return Array.from(ends, (usd) => this.format.money(usd)).join(' – ')
  }

  protected priceSaved(): void {
    this.priced.set(null)
    this.#cards.reload()
    this.prices.reload()
  }
}
