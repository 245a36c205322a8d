import { computed, Injectable } from '@angular/core'
import type { ModelCardObject } from '@llavero/protocol/control/models.ts'
import { injectTranslate } from '../../language/language'

type Reason = NonNullable<ModelCardObject['parameters']['temperature']['reason']>

/** Why a model cannot take a parameter, in the reader's words. */
@Injectable({ providedIn: 'root' })
export class Refusals {
  readonly #t = injectTranslate()

  readonly all = computed((): Readonly<Record<Reason, string>> => ({
    reasoning_model: this.#t('playground.refusal.reasoningModel'),
    only_without_reasoning: this.#t('playground.refusal.onlyWithoutReasoning'),
    unknown_to_vendor: this.#t('playground.refusal.unknownToVendor'),
    rule_based: this.#t('playground.refusal.ruleBased'),
    no_reasoning_model: this.#t('playground.refusal.noReasoningModel'),
  }))
}
