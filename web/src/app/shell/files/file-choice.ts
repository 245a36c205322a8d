import { Component, inject, input, model, resource } from '@angular/core'
import type { FileObject, UploadPurpose } from '@llavero/protocol/openai/files.ts'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { Field, Input } from '../../ui/field'
import { ApiClient, unwrap } from '../api/api-client'
import type { ListAnswer } from '../api/list-page'
import { FileDrop } from './file-drop'

/** One of the newest files of a purpose, or a new one. */
@Component({
  selector: 'llv-file-choice',
  imports: [Field, FileDrop, Input],
  template: `
    <llv-field [label]="label()" [hint]="hint()" [error]="error()">
      <select llvInput [value]="fileId()" (change)="fileId.set($any($event.target).value)">
        <option value="" [selected]="fileId() === ''">{{ t('shell.files.choose') }}</option>
        @for (file of files.value()?.data; track file.id) {
          <option [value]="file.id" [selected]="file.id === fileId()">
            {{ file.filename }} · {{ format.bytes(file.bytes) }} ·
            {{ format.dateTime(file.created_at) }}
          </option>
        }
      </select>
    </llv-field>
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
  protected readonly files = resource({
    params: () => ({ purpose: this.purpose(), limit: 100 }),
    loader: async ({ params: query, abortSignal: signal }) =>
      unwrap(await this.#api.get<ListAnswer<FileObject>>('/v1/files', { query, signal })),
  })

  protected take(file: FileObject): void {
    this.files.update((list) => ({
      has_more: list?.has_more ?? false,
      data: [file, ...(list?.data ?? [])],
    }))
    this.fileId.set(file.id)
  }
}
