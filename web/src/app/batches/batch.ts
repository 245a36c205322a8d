import { Component, computed, inject, input } from '@angular/core'
import { LucideCircleStop } from '@lucide/angular'
import type { BatchObject } from '@llavero/protocol/openai/batches.ts'
import { RouterLink } from '@angular/router'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ApiClient, unwrap } from '../shell/api/api-client'
import { keptResource } from '../shell/api/kept-resource'
import { modelCards } from '../shell/api/model-cards'
import { refreshWhile } from '../shell/api/refresh-while'
import { ErrorText } from '../shell/error-text'
import { oneAtATime } from '../shell/one-at-a-time'
import { Button } from '../ui/button'
import { Failure } from '../ui/failure'
import { PageHeader } from '../ui/page-header'
import { Provenance } from '../ui/provenance'
import { Skeleton } from '../ui/skeleton'
import { Tabs } from '../ui/tabs'
import { ToastService } from '../ui/toast-service'
import { untilSet } from '../ui/until-set'
import { BatchResults } from './batch-results'
import { BatchState, isUnderWay, shareDone } from './batch-state'

/** One batch: how far it is, what came of it, and what was wrong with its file. */
@Component({
  selector: 'llv-batch',
  imports: [
    BatchResults,
    BatchState,
    Button,
    Failure,
    LucideCircleStop,
    PageHeader,
    Provenance,
    RouterLink,
    Skeleton,
    Tabs,
  ],
  templateUrl: './batch.html',
})
export class Batch {
  /** From the address. */
  readonly id = input.required<string>()

  readonly #api = inject(ApiClient)
  readonly #toasts = inject(ToastService)
  readonly #cancelling = oneAtATime()
  protected readonly errorText = inject(ErrorText)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()

  protected readonly batch = keptResource(
    () => this.id(),
    async (id, signal) => unwrap(await this.#api.get<BatchObject>(`/v1/batches/${id}`, { signal })),
  )
  protected readonly known = computed(() => this.batch.value() ?? null)
  protected readonly isUnderWay = computed(() => {
    const batch = this.known()
    return batch !== null && isUnderWay(batch)
  })
  readonly #models = modelCards().all
  protected readonly card = computed(() => {
    const model = this.known()?.model
    return this.#models().find(({ id }) => id === model) ?? null
  })
  /**
   * At the price of calls one by one, in US dollars; a provider may give batches a discount. Null where unknown, and where
   * tokens of text are not all that is charged.
   */
  protected readonly cost = computed(() => {
    const usage = this.known()?.usage
    const price = this.card()?.price
    if (usage === undefined || !price || price.media !== null) return null
    const { input_usd_per_million, cached_input_usd_per_million, output_usd_per_million } = price
    const cached = usage.input_tokens_details.cached_tokens
    const micro =
      (usage.input_tokens - cached) * input_usd_per_million +
      cached * cached_input_usd_per_million +
      usage.output_tokens * output_usd_per_million
    return micro / 1e6
  })
  protected readonly done = computed(() => {
    const batch = this.known()
    return batch === null ? 0 : Math.round(shareDone(batch) * 100)
  })
  protected readonly tabs = computed(() => {
    const batch = this.known()
    const output = { id: batch?.output_file_id ?? '', label: this.t('batches.results.output') }
    const errors = { id: batch?.error_file_id ?? '', label: this.t('batches.results.errors') }
    return [output, errors].filter(({ id }) => id !== '')
  })
  /** The id of the file that is shown. */
  protected readonly tab = untilSet<string | undefined>(() => this.tabs()[0]?.id)

  constructor() {
    refreshWhile(() => this.isUnderWay(), this.batch)
  }

  /** What is under way is finished first, so there is nothing to lose and nothing to confirm. */
  protected async cancel(): Promise<void> {
    const path = `/v1/batches/${this.id()}/cancel`
    const result = await this.#cancelling.run(() => this.#api.post<BatchObject>(path))
    if (result === null) return
    if (!result.ok) this.#toasts.failed(this.errorText.of(result.error))
    this.batch.reload()
  }
}
