import { Component, computed, inject, input, resource } from '@angular/core'
import { LucideDownload } from '@lucide/angular'
import { injectTranslate } from '../language/language'
import { ApiClient, unwrap } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { Button } from '../ui/button'
import { Failure } from '../ui/failure'
import { Skeleton } from '../ui/skeleton'
import { firstLines } from './first-lines'
import { resultRow } from './result-row'

const mostLines = 100

/** The beginning of an output or error file as a table, and the way to all of it. */
@Component({
  selector: 'llv-batch-results',
  imports: [Button, Failure, LucideDownload, Skeleton],
  templateUrl: './batch-results.html',
})
export class BatchResults {
  readonly fileId = input.required<string>()

  readonly #api = inject(ApiClient)
  protected readonly errorText = inject(ErrorText)
  protected readonly t = injectTranslate()

  protected readonly rows = resource({
    params: () => this.content(),
    loader: async ({ params: path, abortSignal: signal }) => {
      const { body } = unwrap(await this.#api.open('GET', path, undefined, { signal }))
      return body === null ? [] : (await firstLines(body, mostLines)).map(resultRow)
    },
  })

  /** All of a short file; of a long one its beginning. */
  protected readonly shown = computed(() => {
    const count = this.rows.hasValue() ? this.rows.value().length : 0
    return count < mostLines
      ? this.t('ui.rows', { count })
      : this.t('batches.results.first', { count })
  })

  protected content(): string {
    return `/v1/files/${this.fileId()}/content`
  }
}
