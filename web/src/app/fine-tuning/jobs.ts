import { Component, inject, input, linkedSignal } from '@angular/core'
import { Router, RouterLink } from '@angular/router'
import { LucideGraduationCap, LucidePlus } from '@lucide/angular'
import type { FineTuningJobObject } from '@llavero/protocol/openai/fine-tuning.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { keysetList } from '../shell/api/keyset-list'
import { ListFrame } from '../shell/api/list-frame'
import { type ListAnswer, listPage } from '../shell/api/list-page'
import { refreshWhile } from '../shell/api/refresh-while'
import { Button } from '../ui/button'
import { PageHeader } from '../ui/page-header'
import { JobForm } from './job-form'
import { isUnderWay, JobState } from './job-state'

const pageSize = 50

/** Every job of fine-tuning, newest first, and the model that came of it. */
@Component({
  selector: 'llv-jobs',
  imports: [Button, JobForm, JobState, ListFrame, LucidePlus, PageHeader, RouterLink],
  templateUrl: './jobs.html',
})
export class Jobs {
  /** Whether the form for a new job is open: that has an address of its own, `?form=new`. */
  readonly form = input<string>()

  readonly #api = inject(ApiClient)
  readonly #router = inject(Router)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly icon = LucideGraduationCap.icon
  protected readonly isFormOpen = linkedSignal(() => this.form() === 'new')

  protected readonly list = keysetList(
    () => null,
    (_filter, after, abort) =>
      listPage(
        this.#api.get<ListAnswer<FineTuningJobObject>>('/v1/fine_tuning/jobs', {
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
    void this.#router.navigateByUrl('/fine-tuning', { replaceUrl: true })
  }

  protected created({ id }: FineTuningJobObject): void {
    void this.#router.navigate(['/fine-tuning', id])
  }
}
