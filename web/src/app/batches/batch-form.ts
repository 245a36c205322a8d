import { Component, computed, inject, output, signal } from '@angular/core'
import type { BatchObject, BatchPath } from '@llavero/protocol/openai/batches.ts'
import { injectTranslate } from '../language/language'
import { ApiClient, type ApiError } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { oneAtATime } from '../shell/one-at-a-time'
import { FileChoice } from '../shell/files/file-choice'
import { Button } from '../ui/button'
import { CodeBlock } from '../ui/code-block'
import { Dialog } from '../ui/dialog'
import { Field, Input } from '../ui/field'

const paths: readonly BatchPath[] = [
  '/v1/chat/completions',
  '/v1/completions',
  '/v1/embeddings',
  '/v1/moderations',
  '/v1/images/generations',
  '/v1/images/edits',
]

/** Makes a batch of a file. */
@Component({
  selector: 'llv-batch-form',
  imports: [Button, CodeBlock, Dialog, Field, FileChoice, Input],
  templateUrl: './batch-form.html',
})
export class BatchForm {
  readonly created = output<BatchObject>()
  readonly closed = output()

  readonly #api = inject(ApiClient)
  readonly #errorText = inject(ErrorText)
  protected readonly t = injectTranslate()
  protected readonly paths = paths
  protected readonly fileId = signal('')
  protected readonly path = signal<BatchPath>('/v1/chat/completions')
  readonly #creating = oneAtATime()
  readonly isBusy = this.#creating.isBusy
  protected readonly error = signal<ApiError | null>(null)
  protected readonly exampleLine = computed(() => JSON.stringify(exampleOf(this.path())))

  protected faultOf(param: string | null): string | null {
    const error = this.error()
    return error !== null && error.param === param ? this.#errorText.of(error) : null
  }

  protected async create(): Promise<void> {
    this.error.set(null)
    const body = {
      input_file_id: this.fileId(),
      endpoint: this.path(),
      completion_window: '24h',
    }
    const result = await this.#creating.run(() => this.#api.post<BatchObject>('/v1/batches', body))
    if (result === null) return
    if (result.ok) this.created.emit(result.value)
    else this.error.set(result.error)
  }
}

/** What a line of the file is to look like. */
function exampleOf(url: BatchPath): object {
  const bodies: Readonly<Record<BatchPath, object>> = {
    '/v1/chat/completions': {
      model: 'sim-mini',
      messages: [{ role: 'user', content: 'Hello' }],
    },
    '/v1/completions': { model: 'sim-mini', prompt: 'Hello' },
    '/v1/embeddings': { model: 'sim-embed', input: 'Hello' },
    '/v1/moderations': { model: 'sim-moderation', input: 'Hello' },
    '/v1/images/generations': { model: 'sim-image', prompt: 'A key' },
    '/v1/images/edits': {
      model: 'sim-image',
      prompt: 'A red key',
      images: [{ file_id: 'file-…' }],
    },
  }
  return { custom_id: '1', method: 'POST', url, body: bodies[url] }
}
