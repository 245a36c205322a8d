import { Component, computed, inject, input } from '@angular/core'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { Button } from '../../ui/button'
import { Input } from '../../ui/field'
import type { DraftParameters } from '../draft'
import { PlaygroundStore } from '../playground-store'
import { Refusal } from './refusal'

type NumberParameter = Exclude<keyof DraftParameters, 'stop' | 'response_format' | 'logit_bias'>

/** Up to so many steps are a slider, too; more are only a number. */
const mostSliderSteps = 200

/** One parameter that is a number: its name, a slider, the exact value, what it does, and an example as content. */
@Component({
  selector: 'llv-parameter',
  imports: [Button, Input, Refusal],
  template: `
    <div class="flex flex-wrap items-center gap-2">
      <label class="flex-1 font-mono text-sm font-semibold" [attr.for]="id()">{{ name() }}</label>
      @if (value() !== null) {
        <button
          llvButton="quiet"
          class="-my-1"
          [attr.aria-label]="t('playground.resetNamed', { name: name() })"
          (click)="set(null)"
        >
          {{ t('playground.reset') }}
        </button>
      }
      <input
        llvInput
        class="w-28! text-end tabular-nums"
        type="number"
        [id]="id()"
        [attr.min]="min()"
        [attr.max]="max()"
        [attr.step]="step()"
        [disabled]="refusal() !== null"
        [placeholder]="usual() === null ? t('playground.ofModel') : format.number(usual() ?? 0)"
        [value]="value() ?? ''"
        (change)="take($event)"
      />
    </div>
    @if (hasSlider()) {
      <input
        class="range mt-2"
        type="range"
        [attr.min]="min()"
        [attr.max]="max()"
        [attr.step]="step()"
        [attr.aria-label]="name()"
        [disabled]="refusal() !== null"
        [value]="value() ?? usual() ?? 0"
        (input)="take($event)"
      />
    }
    <p class="mt-1 text-xs text-ink-faint">{{ text() }}</p>
    <llv-refusal [reason]="refusal()" />
    @if (refusal() === null) {
      <div class="mt-2"><ng-content /></div>
    }
  `,
  host: { class: 'block', '[class.is-refused]': 'refusal() !== null' },
})
export class Parameter {
  readonly name = input.required<NumberParameter>()
  readonly min = input.required<number>()
  readonly max = input.required<number>()
  readonly step = input.required<number>()
  /** What the API takes when it is not sent; null where that is the model's own affair. */
  readonly usual = input.required<number | null>()
  readonly text = input.required<string>()

  readonly #store = inject(PlaygroundStore)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly id = computed(() => `playground-${this.name()}`)
  protected readonly value = computed(() => this.#store.parameters()[this.name()])
  protected readonly refusal = computed(() => {
    const name = this.name()
    return this.#store.refusalOf(name)
  })
  protected readonly hasSlider = computed(
    () => (this.max() - this.min()) / this.step() <= mostSliderSteps,
  )

  protected take({ target }: Event): void {
    const field = target as HTMLInputElement
    if (field.value === '') this.set(null)
    else if (field.validity.valid) this.set(field.valueAsNumber)
    else field.reportValidity()
  }

  protected set(value: number | null): void {
    this.#store.change({ [this.name()]: value })
  }
}
