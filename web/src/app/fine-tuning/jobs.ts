import { Component, inject, viewChild } from '@angular/core'
import { Router, RouterLink } from '@angular/router'
import { LucideGraduationCap, LucidePlus } from '@lucide/angular'
import type { FineTuningJobObject } from '@llavero/protocol/openai/fine-tuning.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { addressedForm } from '../shell/addressed-form'
import { ListFrame } from '../shell/api/list-frame'
import { listOfV1, pageSize } from '../shell/api/list-page'
import { refreshWhile } from '../shell/api/refresh-while'
import { Button } from '../ui/button'
import { PageHeader } from '../ui/page-header'
import { JobForm } from './job-form'
import { isUnderWay, JobState } from './job-state'

/** Every job of fine-tuning, newest first, and the model that came of it. */
@Component({
  selector: 'llv-jobs',
  imports: [Button, JobForm, JobState, ListFrame, LucidePlus, PageHeader, RouterLink],
  templateUrl: './jobs.html',
})
export class Jobs {
  readonly #router = inject(Router)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly icon = LucideGraduationCap.icon
  protected readonly shownForm = viewChild(JobForm)
  protected readonly form = addressedForm(() => this.shownForm()?.isBusy() === true)

  protected readonly list = listOfV1<FineTuningJobObject>('/v1/fine_tuning/jobs')

  constructor() {
    // A refresh reads every page that is shown: one of them is no load, many are.
    refreshWhile(
      () => this.list.rows().length <= pageSize && this.list.rows().some(isUnderWay),
      this.list,
    )
  }

  protected created({ id }: FineTuningJobObject): void {
    void this.#router.navigate(['/fine-tuning', id])
  }
}
