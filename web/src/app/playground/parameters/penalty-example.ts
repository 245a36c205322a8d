import { Component, computed, inject, input } from '@angular/core'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'

const mostRepeats = 4

/**
 * What a penalty does to a word that was said already. As the API documents it, a token's logit is lowered by
 * `count × frequency_penalty`, and by `presence_penalty` once it was said at all; its odds change by the exponential.
 */
@Component({
  selector: 'llv-penalty-example',
  template: `
    <div class="rounded-md bg-sunken p-3 text-xs">
      <p class="text-ink-soft">{{ t('playground.penalty.caption') }}</p>
      <ol class="mt-2 flex flex-wrap gap-x-4 gap-y-1">
        @for (step of steps(); track step.count) {
          <li class="tabular-nums">
            {{ t('playground.penalty.said', { count: step.count }) }}
            <strong>{{ step.odds }}</strong>
          </li>
        }
      </ol>
    </div>
  `,
})
export class PenaltyExample {
  readonly kind = input.required<'frequency' | 'presence'>()
  readonly penalty = input.required<number>()

  readonly #format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly steps = computed(() =>
    Array.from({ length: mostRepeats }, (_, index) => {
      const count = index + 1
      const lowered = this.kind() === 'frequency' ? count * this.penalty() : this.penalty()
      const factor = Math.exp(-lowered)
      return { count, odds: `× ${this.#format.number(factor, { maximumSignificantDigits: 2 })}` }
    }),
  )
}
