import {
  afterNextRender,
  Component,
  type ElementRef,
  inject,
  output,
  signal,
  viewChild,
  ViewEncapsulation,
} from '@angular/core'
import { RouterLink } from '@angular/router'
import { LucideRotateCw, LucideTrash2, LucideX } from '@lucide/angular'
import type { RunSummaryObject } from '@llavero/protocol/control/runs.ts'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { keysetList } from '../../shell/api/keyset-list'
import { ErrorText } from '../../shell/error-text'
import { oneAtATime } from '../../shell/one-at-a-time'
import { Button } from '../../ui/button'
import { CostText } from '../../ui/cost-text'
import { Failure } from '../../ui/failure'
import { MoreRows } from '../../ui/more-rows'
import { ToastService } from '../../ui/toast-service'
import { Skeleton } from '../../ui/skeleton'
import { WorkbenchApi } from '../workbench-api'
import { WorkbenchStore } from '../workbench-store'

const pageSize = 30
const settleMs = 250

/** All runs, newest first: searched, opened, run again, deleted and brought back. */
@Component({
  selector: 'llv-history',
  imports: [Button, Failure, LucideRotateCw, LucideTrash2, LucideX, MoreRows, RouterLink, Skeleton],
  templateUrl: './history-drawer.html',
  styleUrl: './history-drawer.css',
  encapsulation: ViewEncapsulation.None,
})
export class HistoryDrawer {
  readonly closed = output()

  readonly #api = inject(WorkbenchApi)
  readonly #store = inject(WorkbenchStore)
  readonly #toasts = inject(ToastService)
  readonly #rerunning = oneAtATime()
  protected readonly errors = inject(ErrorText)
  protected readonly costs = inject(CostText)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog')
  protected readonly letters = ['A', 'B', 'C', 'D']
  protected readonly query = signal('')
  protected readonly list = keysetList(this.query, (query, before, abort) =>
    this.#api.runs(
      { limit: pageSize, ...(query !== '' && { q: query }), ...(before !== null && { before }) },
      abort,
    ),
  )
  protected readonly deleted = signal<ReadonlySet<string>>(new Set())
  #settling: ReturnType<typeof setTimeout> | undefined

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal())
  }

  protected addressOf({ id, group }: RunSummaryObject): string {
    return group ? `/workbench/compare/${group.id}` : `/workbench/runs/${id}`
  }

  protected search({ target }: Event): void {
    const query = (target as HTMLInputElement).value.trim()
    clearTimeout(this.#settling)
    this.#settling = setTimeout(() => this.query.set(query), settleMs)
  }

  protected async rerun(id: string): Promise<void> {
    const result = await this.#rerunning.run(() => this.#api.run(id))
    if (result === null) return
    if (!result.ok) {
      this.#toasts.failed(this.t('workbench.history.notFound'), this.errors.of(result.error))
      return
    }
    this.#store.show([result.value])
    this.#store.start()
    this.dialog().nativeElement.close()
  }

  /** The row stays where it was, with the way back: the drawer covers the toasts. */
  protected async remove({ id }: RunSummaryObject): Promise<void> {
    const result = await this.#api.deleteRun(id)
    if (result.ok) this.#mark(id, true)
    else this.#toasts.failed(this.errors.of(result.error))
  }

  protected async restore({ id }: RunSummaryObject): Promise<void> {
    const result = await this.#api.restoreRun(id)
    if (result.ok) this.#mark(id, false)
    else this.#toasts.failed(this.errors.of(result.error))
  }

  protected closeOutside({ target, currentTarget }: Event): void {
    if (target === currentTarget) this.dialog().nativeElement.close()
  }

  #mark(id: string, isDeleted: boolean): void {
    this.deleted.update((before) => {
      const after = new Set(before)
      if (isDeleted) after.add(id)
      else after.delete(id)
      return after
    })
  }
}
