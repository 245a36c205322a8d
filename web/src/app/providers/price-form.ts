import {
  afterNextRender,
  Component,
  computed,
  type ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  output,
  signal,
  viewChildren,
} from '@angular/core'
import { FormsModule } from '@angular/forms'
import { LucideX } from '@lucide/angular'
import type { ModelTrade } from '@llavero/protocol/control/models.ts'
import { injectTranslate } from '../language/language'
import { ApiClient, type ApiError } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { oneAtATime } from '../shell/one-at-a-time'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Enter } from '../ui/enter'
import { Field, Input } from '../ui/field'
import {
  draftOf,
  isComplete,
  type KnownPrice,
  type PicturePrice,
  type PriceDraft,
  priceUnits,
  ratesOf,
} from './price-draft'
import type { PriceUnit } from '../ui/price-text'
import { UsdField } from './usd-field'

/** Sets the price of one model, in the unit that it is charged by; it wins over the built-in table. */
@Component({
  selector: 'llv-price-form',
  imports: [Button, Dialog, Enter, Field, FormsModule, Input, LucideX, UsdField],
  templateUrl: './price-form.html',
})
export class PriceForm {
  readonly model = input.required<string>()
  readonly trade = input.required<ModelTrade>()
  /** What is known so far, to start from. */
  readonly known = input.required<KnownPrice | null>()
  readonly saved = output()
  /** What was set here is not to hold any more. */
  readonly takenBack = output<KnownPrice>()
  readonly closed = output()

  readonly #api = inject(ApiClient)
  readonly #errorText = inject(ErrorText)
  readonly #injector = inject(Injector)
  protected readonly t = injectTranslate()
  protected readonly kindFields = viewChildren<ElementRef<HTMLInputElement>>('kind')
  protected readonly units = priceUnits
  protected readonly exampleKind = 'standard 1024x1024'
  protected readonly unitNames = computed((): Readonly<Record<PriceUnit, string>> => ({
    tokens: this.t('providers.price.unit.tokens'),
    pictures: this.t('providers.price.unit.pictures'),
    characters: this.t('providers.price.unit.characters'),
    minutes: this.t('providers.price.unit.minutes'),
  }))
  protected readonly own = computed(() =>
    this.known()?.is_override === true ? this.known() : null,
  )
  protected readonly draft = linkedSignal(() => draftOf(this.known(), this.trade()))
  readonly #saving = oneAtATime()
  protected readonly isBusy = this.#saving.isBusy
  protected readonly isReady = computed(() => isComplete(this.draft()) && !this.isBusy())
  protected readonly error = signal<ApiError | null>(null)

  protected change(change: Partial<PriceDraft>): void {
    this.draft.update((draft) => ({ ...draft, ...change }))
  }

  protected changePicture(index: number, change: Partial<PicturePrice>): void {
    const { pictures } = this.draft()
    this.change({
      pictures: pictures.map((each, at) => (at === index ? { ...each, ...change } : each)),
    })
  }

  protected addPicture(): void {
    this.change({ pictures: [...this.draft().pictures, { kind: '', usd: null }] })
    afterNextRender(() => this.kindFields().at(-1)?.nativeElement.focus(), {
      injector: this.#injector,
    })
  }

  protected removePicture(index: number): void {
    this.change({ pictures: this.draft().pictures.filter((_, at) => at !== index) })
  }

  /** What is wrong with one field, as the server says it; of null, with the price. */
  protected faultOf(field: 'source' | null): string | null {
    const error = this.error()
    const isOfSource = error?.param === 'source'
    return error !== null && isOfSource === (field === 'source') ? this.#errorText.of(error) : null
  }

  protected async save(): Promise<void> {
    if (!this.isReady()) return
    const draft = this.draft()
    const price = {
      model: this.model(),
      ...ratesOf(draft, this.known()),
      source: draft.source.trim(),
      as_of: new Date().toISOString().slice(0, 10),
    }
    const result = await this.#saving.run(() => this.#api.put('/api/prices', price))
    if (result === null) return
    if (result.ok) this.saved.emit()
    else this.error.set(result.error)
  }
}
