import { Component, computed, inject, input, resource, signal } from '@angular/core'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { PriceObject } from '@llavero/protocol/control/prices.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ApiClient, unwrap } from '../shell/api/api-client'
import { modelCards } from '../shell/api/model-cards'
import { Button } from '../ui/button'
import { PriceForm } from './price-form'

const shownAtFirst = 6

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
  protected readonly priced = signal<string | null>(null)
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
    this.provider().models.map((name) => ({
      name,
      price: this.#cardOf().get(name)?.price ?? this.#ownPrices().get(name) ?? null,
    })),
  )
  protected readonly shown = computed(() =>
    this.showsAll() ? this.models() : this.models().slice(0, shownAtFirst),
  )

  protected priceSaved(): void {
    this.priced.set(null)
    this.#cards.reload()
    this.prices.reload()
  }
}
