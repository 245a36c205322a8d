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

  /** The address that the reader is at: what is found for another one comes too late. */
  #wanted: string | null = null

  async openRun(id: string): Promise<void> {
    const isWanted = this.#want(id)
    if (this.#store.runs().some((run) => run.run()?.id === id)) return
    const result = await this.#api.run(id)
    if (!isWanted()) return
    if (result.ok) this.#store.show([result.value])
    else this.#toasts.failed(this.#t('workbench.history.notFound'), this.#errors.of(result.error))
  }

  async openGroup(id: string): Promise<void> {
    const isWanted = this.#want(id)
    if (this.#store.runs().some((run) => run.request.group?.id === id)) return
    const page = await this.#api.runs({ group_id: id, limit: 8 })
    const found = page.ok
      ? await Promise.all(page.value.data.map((run) => this.#api.run(run.id)))
      : []
    if (!isWanted()) return
    const runs = found.flatMap((result) => (result.ok ? result.value : []))
    if (runs.length === 0) this.#toasts.failed(this.#t('workbench.history.notFound'))
    else
      this.#store.show(runs.toSorted((a, b) => (a.group?.position ?? 0) - (b.group?.position ?? 0)))
  }

  /** The reader has left the address. */
  leave(id: string): void {
    if (this.#wanted === id) this.#wanted = null
  }

  /** Whether it still is: the reader has neither gone elsewhere nor run something meanwhile. */
  #want(id: string): () => boolean {
    this.#wanted = id
    const { runs } = this.#store
    const before = runs()
    return () => this.#wanted === id && runs() === before
  }
}

/** `/workbench/runs/:runId` */
@Component({ selector: 'llv-run-address', template: '' })
export class RunAddress {
  readonly runId = input.required<string>()

  constructor() {
    const kept = inject(KeptRuns)
    effect((onCleanup) => {
      const id = this.runId()
      void untracked(() => kept.openRun(id))
      onCleanup(() => kept.leave(id))
    })
  }
}

/** `/workbench/compare/:groupId` */
@Component({ selector: 'llv-group-address', template: '' })
export class GroupAddress {
  readonly groupId = input.required<string>()

  constructor() {
    const kept = inject(KeptRuns)
    effect((onCleanup) => {
      const id = this.groupId()
      void untracked(() => kept.openGroup(id))
      onCleanup(() => kept.leave(id))
    })
  }
}
