import { Component, computed, inject, input, model, signal } from '@angular/core'
import type { FileObject, UploadPurpose } from '@llavero/protocol/openai/files.ts'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { Failure } from '../../ui/failure'
import { Field, Input } from '../../ui/field'
import { ApiClient, unwrap } from '../api/api-client'
import { keptResource } from '../api/kept-resource'
import type { ListAnswer } from '../api/list-page'
import { ErrorText } from '../error-text'
import { FileDrop } from './file-drop'

/** One of the newest files of a purpose, or a new one. */
@Component({
  selector: 'llv-file-choice',
  imports: [Failure, Field, FileDrop, Input],
  template: `
    <llv-field [label]="label()" [hint]="hint()" [error]="error()">
      <select llvInput [value]="fileId()" (change)="fileId.set($any($event.target).value)">
        <option value="" [selected]="fileId() === ''">{{ t('shell.files.choose') }}</option>
        @for (file of files(); track file.id) {
          <option [value]="file.id" [selected]="file.id === fileId()">
            {{ file.filename }} · {{ format.bytes(file.bytes) }} ·
            {{ format.dateTime(file.created_at) }}
          </option>
        }
      </select>
    </llv-field>
    @if (listed.error(); as error) {
      <llv-failure
        class="mt-3 block"
        [text]="errorText.ofThrown(error)"
        (retry)="listed.refresh()"
      />
    }
    <llv-file-drop
      class="mt-3 block"
      accept=".jsonl"
      [purpose]="purpose()"
      (uploaded)="take($event)"
    />
  `,
})
export class FileChoice {
  readonly label = input.required<string>()
  readonly hint = input<string | null>(null)
  readonly error = input<string | null>(null)
  readonly purpose = input.required<UploadPurpose>()
  /** Empty until one is chosen. */
  readonly fileId = model.required<string>()

  readonly #api = inject(ApiClient)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly errorText = inject(ErrorText)
  protected readonly listed = keptResource(
    () => ({ purpose: this.purpose(), limit: 100 }),
    async (query, signal) =>
      unwrap(await this.#api.get<ListAnswer<FileObject>>('/v1/files', { query, signal })).data,
  )
  /** Uploaded here, which may be before the list is there. */
  readonly #uploaded = signal<readonly FileObject[]>([])
  protected readonly files = computed(() => {
    const listed = this.listed.value() ?? []
    const known = new Set(listed.map(({ id }) => id))
    return [...this.#uploaded().filter(({ id }) => !known.has(id)), ...listed]
  })

  protected take(file: FileObject): void {
    this.#uploaded.update((files) => [file, ...files])
    this.fileId.set(file.id)
  }
}
