import { Component, inject, viewChild } from '@angular/core'
import { Router, RouterLink } from '@angular/router'
import { LucideListChecks, LucidePlus } from '@lucide/angular'
import type { BatchObject } from '@llavero/protocol/openai/batches.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { addressedForm } from '../shell/addressed-form'
import { ListFrame } from '../shell/api/list-frame'
import { listOfV1, pageSize } from '../shell/api/list-page'
import { refreshWhile } from '../shell/api/refresh-while'
import { Button } from '../ui/button'
import { PageHeader } from '../ui/page-header'
import { BatchForm } from './batch-form'
import { BatchState, isUnderWay, shareDone } from './batch-state'

/** Every batch, newest first, and how far it is. */
@Component({
  selector: 'llv-batches',
  imports: [BatchForm, BatchState, Button, ListFrame, LucidePlus, PageHeader, RouterLink],
  templateUrl: './batches.html',
})
export class Batches {
  readonly #router = inject(Router)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly icon = LucideListChecks.icon
  protected readonly shareDone = shareDone
  protected readonly shownForm = viewChild(BatchForm)
  protected readonly form = addressedForm(() => this.shownForm()?.isBusy() === true)

  protected readonly list = listOfV1<BatchObject>('/v1/batches')

  constructor() {
    // A refresh reads every page that is shown: one of them is no load, many are.
    refreshWhile(
      () => this.list.rows().length <= pageSize && this.list.rows().some(isUnderWay),
      this.list,
    )
  }

  protected created({ id }: BatchObject): void {
    void this.#router.navigate(['/batches', id])
  }
}
