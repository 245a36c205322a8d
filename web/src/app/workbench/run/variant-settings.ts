import { Component, computed, inject, input, output, signal } from '@angular/core'
import { LucideSlidersHorizontal } from '@lucide/angular'
import type { ActionObject, RunParameters } from '@llavero/protocol/control/actions.ts'
import type { ModelCardObject } from '@llavero/protocol/control/models.ts'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { chatCards } from '../../shell/api/model-cards'
import { Button } from '../../ui/button'
import { PriceText } from '../../ui/price-text'
import { modelFor, type RunChoices } from './run-choices'
import { WorkbenchStore } from '../workbench-store'

type ParameterName = 'temperature' | 'top_p' | 'max_tokens' | 'seed'

interface ParameterRange {
  readonly name: ParameterName
  readonly min: number | null
  readonly max: number | null
  readonly step: number
  readonly note: string
}

const ranges: readonly ParameterRange[] = [
  { name: 'temperature', min: 0, max: 2, step: 0.1, note: 'workbench.parameters.temperature' },
  { name: 'top_p', min: 0, max: 1, step: 0.05, note: 'workbench.parameters.topP' },
  { name: 'max_tokens', min: 1, max: 1_000_000, step: 1, note: 'workbench.parameters.maxTokens' },
  { name: 'seed', min: null, max: null, step: 1, note: 'workbench.parameters.seed' },
]

const refusals: Readonly<Record<string, string>> = {
  reasoning_model: 'workbench.refusal.reasoningModel',
  only_without_reasoning: 'workbench.refusal.onlyWithoutReasoning',
  unknown_to_vendor: 'workbench.refusal.unknownToVendor',
  rule_based: 'workbench.refusal.ruleBased',
  no_reasoning_model: 'workbench.refusal.noReasoningModel',
}

let lastId = 0

/** The model and the parameters of one run; what is not touched is the action's. */
@Component({
  selector: 'llv-variant-settings',
  imports: [Button, LucideSlidersHorizontal],
  templateUrl: './variant-settings.html',
  host: { class: 'block min-w-0' },
})
export class VariantSettings {
  readonly action = input.required<ActionObject | undefined>()
  readonly choices = input.required<RunChoices>()
  readonly changed = output<RunChoices>()

  readonly #store = inject(WorkbenchStore)
  readonly #format = inject(Format)
  readonly #priceText = inject(PriceText)
  protected readonly t = injectTranslate()
  protected readonly id = `llv-variant-${++lastId}`
  protected readonly isOpen = signal(false)

  protected readonly model = computed(() =>
    modelFor(this.action(), this.choices(), this.#store.tierModels()),
  )
  readonly #card = computed(() => this.#store.models().find(({ id }) => id === this.model()))

  protected readonly automaticText = computed(() => {
    const action = this.action()
    const model = modelFor(action, { ...this.choices(), model: null }, this.#store.tierModels())
    return model === null
      ? this.t('workbench.model.automatic')
      : this.t('workbench.model.automaticWith', { model })
  })

  protected readonly groups = computed(() => {
    const byProvider = new Map<string, ModelCardObject[]>()
    for (const card of chatCards(this.#store.models(), this.choices().model)) {
      const name = card.provider?.name ?? this.t('workbench.model.routes')
      byProvider.set(name, [...(byProvider.get(name) ?? []), card])
    }
    return [...byProvider].map(([name, cards]) => ({
      name,
      options: cards.map((card) => ({ id: card.id, text: `${card.id} · ${this.#priceOf(card)}` })),
    }))
  })

  protected readonly changedCount = computed(
    () => Object.values(this.choices().parameters).filter((value) => value !== undefined).length,
  )
  protected readonly movesBoth = computed(() => {
    const { temperature, top_p } = { ...this.action()?.parameters, ...this.choices().parameters }
    return typeof temperature === 'number' && typeof top_p === 'number' && top_p < 1
  })

  protected readonly fields = computed(() =>
    ranges.map((range) => {
      const own = this.action()?.parameters[range.name]
      const support = this.#card()?.parameters[range.name]
      const reason = support?.is_allowed === false ? support.reason : null
      return {
        ...range,
        value: this.choices().parameters[range.name],
        placeholder:
          typeof own === 'number'
            ? this.#format.number(own)
            : this.t('workbench.parameters.ofModel'),
        refusal: reason === null ? null : (refusals[reason] ?? null),
      }
    }),
  )

  protected chooseModel({ target }: Event): void {
    const { value } = target as HTMLSelectElement
    this.changed.emit({ ...this.choices(), model: value === '' ? null : value })
  }

  protected setParameter(name: ParameterName, { target }: Event): void {
    const field = target as HTMLInputElement
    const { valueAsNumber } = field
    if (field.value !== '' && !field.validity.valid) {
      field.reportValidity()
      return
    }
    const value = Number.isNaN(valueAsNumber) ? undefined : valueAsNumber
    const parameters = { ...this.choices().parameters, [name]: value } as RunParameters
    this.changed.emit({ ...this.choices(), parameters })
  }

  protected resetParameters(): void {
    this.changed.emit({ ...this.choices(), parameters: {} })
  }

  #priceOf({ price, is_simulated }: ModelCardObject): string {
    if (is_simulated) return this.t('workbench.model.free')
    if (!price) return this.t('workbench.model.noPrice')
    return this.#priceText.of(price)
  }
}
