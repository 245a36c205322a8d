import { Component, computed, inject, signal } from '@angular/core'
import { LucideShieldCheck } from '@lucide/angular'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { ApiClient, ApiFailure } from '../../shell/api/api-client'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Field, Input } from '../../ui/field'
import { untilSet } from '../../ui/until-set'
import { ModelChoice } from '../model-choice'
import { Outcome } from '../outcome'
import { Trial } from '../trial'

interface ModerationResult {
  readonly flagged: boolean
  readonly categories: Readonly<Record<string, boolean>>
  /** Between 0 and 1. */
  readonly category_scores: Readonly<Record<string, number>>
}

/** A text is judged: how likely it is harmful, in each category. */
@Component({
  selector: 'llv-moderation-panel',
  imports: [Button, EmptyState, Field, Input, ModelChoice, Outcome],
  providers: [Trial],
  templateUrl: './moderation-panel.html',
  host: { class: 'block' },
})
export class ModerationPanel {
  readonly #api = inject(ApiClient)
  protected readonly trial = inject(Trial)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly icon = LucideShieldCheck.icon

  protected readonly text = untilSet(() => this.t('try.moderation.example'))
  protected readonly result = signal<ModerationResult | null>(null)
  /** The likeliest first. */
  protected readonly rows = computed(() => {
    const result = this.result()
    if (result === null) return []
    return Object.entries(result.category_scores)
      .map(([id, score]) => ({ id, score, isFlagged: result.categories[id] === true }))
      .toSorted((one, other) => other.score - one.score)
  })

  protected nameOf(category: string): string {
    return this.t(`try.category.${category}`)
  }

  protected judge(): Promise<void> {
    return this.trial.run(async () => {
      this.result.set(null)
      const body = { model: this.trial.model(), input: this.text() }
      const path = '/v1/moderations'
      const answer = await this.#api.post<{ results: ModerationResult[] }>(
        path,
        body,
        this.trial.options,
      )
      if (!answer.ok) throw new ApiFailure(answer.error)
      this.result.set(answer.value.results[0] ?? null)
      return answer.headers
    })
  }
}
