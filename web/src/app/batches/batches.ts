import { Component, inject, input, linkedSignal } from '@angular/core'
import { Router, RouterLink } from '@angular/router'
import { LucideListChecks, LucidePlus } from '@lucide/angular'
import type { BatchObject } from '@llavero/protocol/openai/batches.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { keysetList } from '../shell/api/keyset-list'
import { ListFrame } from '../shell/api/list-frame'
import { type ListAnswer, listPage } from '../shell/api/list-page'
import { refreshWhile } from '../shell/api/refresh-while'
import { Button } from '../ui/button'
import { PageHeader } from '../ui/page-header'
import { BatchForm } from './batch-form'
import { BatchState, isUnderWay, shareDone } from './batch-state'

const pageSize = 50

/** Every batch, newest first, and how far it is. */
@Component({
  selector: 'llv-batches',
  imports: [BatchForm, BatchState, Button, ListFrame, LucidePlus, PageHeader, RouterLink],
  templateUrl: './batches.html',
})
export class Batches {
  /** Whether the form for a new batch is open: that has an address of its own, `?form=new`. */
  readonly form = input<string>()

  readonly #api = inject(ApiClient)
  readonly #router = inject(Router)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly icon = LucideListChecks.icon
  protected readonly shareDone = shareDone
  protected readonly isFormOpen = linkedSignal(() => this.form() === 'new')

  protected readonly list = keysetList(
    () => null,
    (_filter, after, abort) =>
      listPage(
        this.#api.get<ListAnswer<BatchObject>>('/v1/batches', {
          query: { after, limit: pageSize },
          signal: abort,
        }),
      ),
  )

  constructor() {
    // A refresh shows the first page again, so further pages are left alone.
    refreshWhile(
      () => this.list.rows().length <= pageSize && this.list.rows().some(isUnderWay),
      () => this.list.reload(),
    )
  }

  protected closeForm(): void {
    this.isFormOpen.set(false)
    void this.#router.navigateByUrl('/batches', { replaceUrl: true })
  }

  protected created({ id }: BatchObject): void {
    void this.#router.navigate(['/batches', id])
  }
}
