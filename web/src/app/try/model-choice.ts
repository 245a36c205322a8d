import { Component, computed, effect, inject, input } from '@angular/core'
import type { ModelTrade } from '@llavero/protocol/control/models.ts'
import { injectTranslate } from '../language/language'
import { Field, Input } from '../ui/field'
import { Trial } from './trial'
import { TryStore } from './try-store'

/** The models of one trade; before a choice the simulator's. */
@Component({
  selector: 'llv-model-choice',
  imports: [Field, Input],
  template: `
    <llv-field [label]="t('try.model')">
      <select llvInput (change)="trial.model.set($any($event.target).value)">
        @for (card of cards(); track card.id) {
          <option [value]="card.id" [selected]="card.id === trial.model()">{{ card.id }}</option>
        }
      </select>
    </llv-field>
  `,
})
export class ModelChoice {
  readonly trade = input.required<ModelTrade>()

  readonly #store = inject(TryStore)
  protected readonly trial = inject(Trial)
  protected readonly t = injectTranslate()
  protected readonly cards = computed(() => this.#store.modelsOf(this.trade()))

  constructor() {
    effect(() => {
      const [first] = this.cards()
      const usual = this.cards().find(({ is_simulated }) => is_simulated) ?? first
      if (this.trial.model() === '' && usual !== undefined) this.trial.model.set(usual.id)
    })
  }
}
