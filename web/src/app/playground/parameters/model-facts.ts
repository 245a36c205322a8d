import { Component, computed, inject, input } from '@angular/core'
import type { ModelCardObject } from '@llavero/protocol/control/models.ts'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { PriceText } from '../../ui/price-text'
import { Provenance } from '../../ui/provenance'

type Ability = keyof ModelCardObject['abilities']

/** What a model costs, how much it can read and write, and what it can take. */
@Component({
  selector: 'llv-model-facts',
  imports: [Provenance],
  template: `
    <div class="flex flex-wrap gap-1.5">
      <llv-provenance [origin]="origin()" [provider]="card().provider?.name ?? null" />
      @for (ability of abilities(); track ability) {
        <span class="tag">{{ ability }}</span>
      }
    </div>
    <dl class="facts mt-3">
      <dt>{{ t('playground.model.price') }}</dt>
      <dd class="tabular-nums">
        @if (card().price; as price) {
          {{ priceText.of(price) }}
        } @else {
          {{ t('playground.model.unpriced') }}
        }
      </dd>
      @if (card().context_tokens; as tokens) {
        <dt>{{ t('playground.model.context') }}</dt>
        <dd class="tabular-nums">{{ format.number(tokens) }}</dd>
      }
      @if (card().max_output_tokens; as tokens) {
        <dt>{{ t('playground.model.longest') }}</dt>
        <dd class="tabular-nums">{{ format.number(tokens) }}</dd>
      }
    </dl>
  `,
})
export class ModelFacts {
  readonly card = input.required<ModelCardObject>()

  protected readonly format = inject(Format)
  protected readonly priceText = inject(PriceText)
  protected readonly t = injectTranslate()
  protected readonly origin = computed(() => {
    const { is_simulated: isSimulated, is_local: isLocal } = this.card()
    if (isSimulated) return 'simulated'
    return isLocal ? 'local' : 'provider'
  })
  protected readonly abilities = computed(() => {
    const names: Readonly<Record<Ability, string>> = {
      vision: this.t('playground.ability.vision'),
      audio: this.t('playground.ability.audio'),
      tools: this.t('playground.ability.tools'),
      json_object: 'JSON',
      json_schema: 'JSON Schema',
      reasoning: this.t('playground.ability.reasoning'),
    }
    const able = Object.entries(this.card().abilities).filter(([, support]) => support === 'yes')
    return able.map(([name]) => names[name as Ability])
  })
}
