import { Component, computed, inject, input, linkedSignal } from '@angular/core'
import { RouterLink } from '@angular/router'
import { LucideCircleStop, LucideSlidersHorizontal } from '@lucide/angular'
import type {
  FineTuningEventObject,
  FineTuningJobObject,
} from '@llavero/protocol/openai/fine-tuning.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ApiClient, unwrap } from '../shell/api/api-client'
import { keptResource } from '../shell/api/kept-resource'
import type { ListAnswer } from '../shell/api/list-page'
import { refreshWhile } from '../shell/api/refresh-while'
import { ErrorText } from '../shell/error-text'
import { oneAtATime } from '../shell/one-at-a-time'
import { Button } from '../ui/button'
import { Failure } from '../ui/failure'
import { PageHeader } from '../ui/page-header'
import { Provenance } from '../ui/provenance'
import { Skeleton } from '../ui/skeleton'
import { ToastService } from '../ui/toast-service'
import { isUnderWay, JobState } from './job-state'
import { lossPoints } from './loss'
import { LossChart } from './loss-chart'
import { isSimulated } from './simulated'

const shownEvents = 30

interface Known {
  readonly job: FineTuningJobObject
  /** Newest first. */
  readonly events: readonly FineTuningEventObject[]
}

/** One job: how the training goes, what it said, and the model that came of it. */
@Component({
  selector: 'llv-job',
  imports: [
    Button,
    Failure,
    JobState,
    LossChart,
    LucideCircleStop,
    LucideSlidersHorizontal,
    PageHeader,
    Provenance,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './job.html',
})
export class Job {
  /** From the address. */
  readonly id = input.required<string>()

  readonly #api = inject(ApiClient)
  readonly #toasts = inject(ToastService)
  readonly #wishing = oneAtATime()
  protected readonly errorText = inject(ErrorText)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly isSimulated = isSimulated

  readonly #events = linkedSignal<string, readonly FineTuningEventObject[]>({
    source: this.id,
    computation: () => [],
  })
  protected readonly loaded = keptResource(
    () => this.id(),
    (id, abort) => this.#load(id, abort),
  )
  protected readonly job = computed(() => this.loaded.value()?.job ?? null)
  protected readonly events = computed(() => this.loaded.value()?.events ?? [])
  protected readonly points = computed(() => lossPoints(this.events()))
  protected readonly areAllShown = linkedSignal({ source: this.id, computation: () => false })
  protected readonly shown = computed(() =>
    this.areAllShown() ? this.events() : this.events().slice(0, shownEvents),
  )
  protected readonly isUnderWay = computed(() => {
    const job = this.job()
    return job !== null && isUnderWay(job)
  })

  constructor() {
    refreshWhile(() => this.isUnderWay(), this.loaded)
  }

  /** The server goes on from the last step that was written down, so there is nothing to confirm. */
  protected async wish(wish: 'cancel' | 'pause' | 'resume'): Promise<void> {
    const path = `/v1/fine_tuning/jobs/${this.id()}/${wish}`
    const result = await this.#wishing.run(() => this.#api.post<FineTuningJobObject>(path))
    if (result === null) return
    if (!result.ok) this.#toasts.failed(this.errorText.of(result.error))
    this.loaded.reload()
  }

  /** The job first: of one that has ended, no event can be missing then. */
  async #load(id: string, signal: AbortSignal): Promise<Known> {
    const path = `/v1/fine_tuning/jobs/${id}`
    const job = unwrap(await this.#api.get<FineTuningJobObject>(path, { signal }))
    const known = this.#events()
    const events = [...(await this.#newEvents(path, known[0]?.id, signal)), ...known]
    this.#events.set(events)
    return { job, events }
  }

  /** All events that are newer than a known one: a long job has thousands, and they are asked for again and again. */
  async #newEvents(
    path: string,
    knownId: string | undefined,
    signal: AbortSignal,
  ): Promise<FineTuningEventObject[]> {
    const events: FineTuningEventObject[] = []
    for (;;) {
      const query = { limit: 100, after: events.at(-1)?.id }
      const { data, has_more } = unwrap(
        await this.#api.get<ListAnswer<FineTuningEventObject>>(`${path}/events`, { query, signal }),
      )
      const end = data.findIndex(({ id }) => id === knownId)
      events.push(...(end === -1 ? data : data.slice(0, end)))
      if (end !== -1 || !has_more) return events
    }
  }
}
