import {
  Component,
  computed,
  DestroyRef,
  inject,
  input,
  linkedSignal,
  output,
  resource,
  signal,
} from '@angular/core'
import type { ModelCardObject, ModelTrade } from '@llavero/protocol/control/models.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { PriceObject } from '@llavero/protocol/control/prices.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ApiClient, unwrap } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { Button } from '../ui/button'
import { PriceText, unitOf } from '../ui/price-text'
import { Skeleton } from '../ui/skeleton'
import { ToastService } from '../ui/toast-service'
import type { KnownPrice } from './price-draft'
import { PriceForm } from './price-form'

const shownAtFirst = 6

interface Model {
  readonly name: string
  readonly price: KnownPrice | null
  readonly trade: ModelTrade
}

type Cards = ReadonlyMap<string, ModelCardObject>

/** The models of one provider with what they cost; a price that is unknown or wrong can be set. */
@Component({
  selector: 'llv-provider-models',
  imports: [Button, PriceForm, Skeleton],
  templateUrl: './provider-models.html',
})
export class ProviderModels {
  readonly provider = input.required<ProviderObject>()
  /** A price is one of a model's name: it may be another one at the other providers, too. */
  readonly priceChanged = output()

  readonly #api = inject(ApiClient)
  readonly #errorText = inject(ErrorText)
  readonly #toasts = inject(ToastService)
  readonly #component = inject(DestroyRef)
  protected readonly format = inject(Format)
  protected readonly priceText = inject(PriceText)
  protected readonly t = injectTranslate()
  protected readonly showsAll = signal(false)
  protected readonly priced = signal<Model | null>(null)
  readonly #loaded = resource({
    params: () => this.provider(),
    loader: async ({ params: { id }, abortSignal: signal }) =>
      unwrap(await this.#api.get<Page<ModelCardObject>>(`/api/providers/${id}/models`, { signal })),
  })
  /** What was known stays while it is asked for again, and where that fails. */
  readonly #told = linkedSignal<Cards | null, Cards | null>({
    source: () => (this.#loaded.hasValue() ? cardsById(this.#loaded.value().data) : null),
    computation: (cards, previous) => cards ?? previous?.value ?? null,
  })
  /** Null until they are known; none where they could not be told. */
  readonly #cards = computed(
    () => this.#told() ?? (this.#loaded.error() === undefined ? null : (new Map() as Cards)),
  )
  protected readonly isKnown = computed(() => this.#cards() !== null)
  protected readonly models = computed(() =>
    this.provider().models.map((name): Model => {
      const card = this.#cards()?.get(name)
      return { name, price: card?.price ?? null, trade: card?.trade ?? 'text' }
    }),
  )
  protected readonly shown = computed(() =>
    this.showsAll() ? this.models() : this.models().slice(0, shownAtFirst),
  )

  protected isByTokens(price: KnownPrice): boolean {
    return unitOf(price) === 'tokens'
  }

  protected priceSaved(): void {
    this.priced.set(null)
    this.#tellOfChange()
  }

  protected async takeBack(price: KnownPrice): Promise<void> {
    this.priced.set(null)
    const { model } = price
    const result = await this.#api.delete(`/api/prices/${encodeURIComponent(model)}`)
    if (result.ok) {
      this.#toasts.done(this.t('providers.price.takenBack', { model }), {
        label: this.t('providers.price.undo'),
        run: () => void this.#setAgain(price),
      })
    } else this.#toasts.failed(this.#errorText.of(result.error))
    this.#tellOfChange()
  }

  async #setAgain(known: KnownPrice): Promise<void> {
    const { is_override: _, ...price } = known
    const result = await this.#api.put<PriceObject>('/api/prices', price)
    if (!result.ok) this.#toasts.failed(this.#errorText.of(result.error))
    this.#tellOfChange()
  }

  /** An undo may be pressed on another screen. */
  #tellOfChange(): void {
    if (!this.#component.destroyed) this.priceChanged.emit()
  }
}

function cardsById(cards: readonly ModelCardObject[]): Cards {
  return new Map(cards.map((card) => [card.id, card]))
}
