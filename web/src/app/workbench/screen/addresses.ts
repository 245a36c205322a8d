import { Component, effect, inject, Injectable, input, untracked } from '@angular/core'
import { injectTranslate } from '../../language/language'
import { ErrorText } from '../../shell/error-text'
import { ToastService } from '../../ui/toast-service'
import { WorkbenchApi } from '../workbench-api'
import { WorkbenchStore } from '../workbench-store'

/** Brings kept runs into the workbench when their address is opened. */
@Injectable({ providedIn: 'root' })
class KeptRuns {
  readonly #api = inject(WorkbenchApi)
  readonly #store = inject(WorkbenchStore)
  readonly #toasts = inject(ToastService)
  readonly #errors = inject(ErrorText)
  readonly #t = injectTranslate()

  async openRun(id: string): Promise<void> {
    if (this.#store.runs().some((run) => run.run()?.id === id)) return
    const result = await this.#api.run(id)
    if (result.ok) this.#store.show([result.value])
    else this.#toasts.failed(this.#t('workbench.history.notFound'), this.#errors.of(result.error))
  }

  async openGroup(id: string): Promise<void> {
    if (this.#store.runs().some((run) => run.request.group?.id === id)) return
    const page = await this.#api.runs({ group_id: id, limit: 8 })
    const found = page.ok
      ? await Promise.all(page.value.data.map((run) => this.#api.run(run.id)))
      : []
    const runs = found.flatMap((result) => (result.ok ? result.value : []))
    if (runs.length === 0) this.#toasts.failed(this.#t('workbench.history.notFound'))
    else
      this.#store.show(runs.toSorted((a, b) => (a.group?.position ?? 0) - (b.group?.position ?? 0)))
  }
}

/** `/workbench/runs/:runId` */
@Component({ selector: 'llv-run-address', template: '' })
export class RunAddress {
  readonly runId = input.required<string>()

  constructor() {
    const kept = inject(KeptRuns)
    effect(() => {
      const id = this.runId()
      void untracked(() => kept.openRun(id))
    })
  }
}

/** `/workbench/compare/:groupId` */
@Component({ selector: 'llv-group-address', template: '' })
export class GroupAddress {
  readonly groupId = input.required<string>()

  constructor() {
    const kept = inject(KeptRuns)
    effect(() => {
      const id = this.groupId()
      void untracked(() => kept.openGroup(id))
    })
  }
}
