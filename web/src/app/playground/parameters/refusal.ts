import { Component, computed, input } from '@angular/core'
import type { ModelCardObject } from '@llavero/protocol/control/models.ts'
import { injectTranslate } from '../../language/language'

type Reason = NonNullable<ModelCardObject['parameters']['temperature']['reason']>

/** Why the model cannot take a parameter, in the reader's words; nothing where it can. */
@Component({
  selector: 'llv-refusal',
  template: `
    @if (reason(); as reason) {
      <p class="mt-1 text-xs font-semibold text-brass-ink">{{ texts()[reason] }}</p>
    }
  `,
})
export class Refusal {
  readonly reason = input.required<Reason | null>()

  readonly #t = injectTranslate()
  protected readonly texts = computed((): Readonly<Record<Reason, string>> => ({
    reasoning_model: this.#t('playground.refusal.reasoningModel'),
    only_without_reasoning: this.#t('playground.refusal.onlyWithoutReasoning'),
    unknown_to_vendor: this.#t('playground.refusal.unknownToVendor'),
    rule_based: this.#t('playground.refusal.ruleBased'),
    no_reasoning_model: this.#t('playground.refusal.noReasoningModel'),
  }))
}
