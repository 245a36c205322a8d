import { Component, computed, inject, input, resource } from '@angular/core'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { unwrap } from '../../shell/api/api-client'
import { WorkbenchApi } from '../workbench-api'
import type { RunRequest } from './live-run'

// While somebody types, nobody reads the cost.
const settleMs = 350

/** What a run is going to cost: a range, because nobody knows how much a model will write. */
@Component({
  selector: 'llv-estimate',
  template: `
    <p class="text-xs text-ink-faint tabular-nums" [title]="detail()" aria-live="off">
      {{ text() }}
      @if (detail() !== '') {
        <span class="sr-only">{{ detail() }}</span>
      }
    </p>
    @if (fits() === false) {
      <p class="text-xs text-danger-ink" role="alert">{{ t('workbench.estimate.tooLong') }}</p>
    }
  `,
})
export class Estimate {
  readonly requests = input.required<readonly RunRequest[]>()

  readonly #api = inject(WorkbenchApi)
  readonly #format = inject(Format)
  protected readonly t = injectTranslate()

  readonly #estimates = resource({
    params: () => (this.requests().length > 0 ? this.requests() : undefined),
    loader: async ({ params, abortSignal }) => {
      await settled(abortSignal)
      const results = params.map((request) => this.#api.estimate(request, abortSignal))
      return (await Promise.all(results)).map((result) => unwrap(result))
    },
  })
  readonly #found = computed(() => (this.#estimates.hasValue() ? this.#estimates.value() : []))

  protected readonly fits = computed(() =>
    this.#found().some(({ fits_context }) => fits_context === false) ? false : null,
  )

  protected readonly text = computed(() => {
    const found = this.#found()
    if (found.length === 0) return this.#estimates.error() ? this.t('workbench.estimate.none') : ' '
    const costs = found.flatMap(({ cost_usd }) => cost_usd ?? [])
    if (costs.length < found.length) return this.t('workbench.estimate.noPrice')
    if (costs.every(({ max }) => max === 0)) return this.t('workbench.estimate.free')
    const sum = (of: 'min' | 'likely' | 'max'): string =>
      this.#format.money(costs.reduce((total, cost) => total + cost[of], 0))
    return this.t('workbench.estimate.range', {
      likely: sum('likely'),
      min: sum('min'),
      max: sum('max'),
    })
  })

  protected readonly detail = computed(() => {
    const [first] = this.#found()
    if (!first) return ''
    return this.t('workbench.estimate.detail', {
      input: this.#format.number(first.input_tokens),
      likely: this.#format.number(first.output_tokens.likely),
      max: this.#format.number(first.output_tokens.max),
    })
  })
}

function settled(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, settleMs)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new DOMException('Superseded', 'AbortError'))
    })
  })
}
