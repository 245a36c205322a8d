import { Component, computed, inject, signal } from '@angular/core'
import { LucideDownload, LucideFiles, LucideTrash2 } from '@lucide/angular'
import type {
  FileDeleted,
  FileObject,
  FilePurpose,
  UploadPurpose,
} from '@llavero/protocol/openai/files.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { ListFrame } from '../shell/api/list-frame'
import { listOfV1 } from '../shell/api/list-page'
import { ErrorText } from '../shell/error-text'
import { FileDrop } from '../shell/files/file-drop'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Field, Input } from '../ui/field'
import { PageHeader } from '../ui/page-header'
import { ToastService } from '../ui/toast-service'

const uploadPurposes: readonly UploadPurpose[] = [
  'batch',
  'fine-tune',
  'user_data',
  'vision',
  'assistants',
  'evals',
]
const purposes: readonly FilePurpose[] = [
  ...uploadPurposes,
  'batch_output',
  'fine-tune-results',
  'assistants_output',
]

/** The files of the API: what was uploaded, and what batches and fine-tuning have made. */
@Component({
  selector: 'llv-files',
  imports: [
    Button,
    ConfirmDialog,
    Field,
    FileDrop,
    Input,
    ListFrame,
    LucideDownload,
    LucideTrash2,
    PageHeader,
  ],
  templateUrl: './files.html',
})
export class Files {
  readonly #api = inject(ApiClient)
  readonly #toasts = inject(ToastService)
  readonly #errorText = inject(ErrorText)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly icon = LucideFiles.icon
  protected readonly purposes = purposes
  protected readonly uploadPurposes = uploadPurposes
  /** In days; 0 keeps a file until it is deleted. */
  protected readonly lifetimes = [0, 1, 7, 30]

  protected readonly filter = signal('')
  protected readonly purpose = signal<UploadPurpose>('batch')
  protected readonly lifetimeDays = signal(0)
  protected readonly expiresAfterSeconds = computed(() =>
    this.lifetimeDays() === 0 ? null : this.lifetimeDays() * 86_400,
  )
  protected readonly deleted = signal<FileObject | null>(null)
  protected readonly isAskingToDelete = signal(false)

  protected readonly list = listOfV1<FileObject>('/v1/files', () => ({
    purpose: this.filter() === '' ? null : this.filter(),
  }))

  protected uploaded({ filename }: FileObject): void {
    this.#toasts.done(this.t('files.uploaded', { name: filename }))
    this.list.reload()
  }

  protected nameOf(purpose: FilePurpose): string {
    return this.t(`files.purpose.${purpose}`)
  }

  protected contentOf({ id }: FileObject): string {
    return `/v1/files/${id}/content`
  }

  protected askToDelete(file: FileObject): void {
    this.deleted.set(file)
    this.isAskingToDelete.set(true)
  }

  /** The API knows no way back, so the name has to be typed first. */
  protected async delete(): Promise<void> {
    const file = this.deleted()
    if (file === null) return
    const result = await this.#api.delete<FileDeleted>(`/v1/files/${file.id}`)
    if (result.ok) this.#toasts.done(this.t('files.deleted', { name: file.filename }))
    else this.#toasts.failed(this.#errorText.of(result.error))
    this.list.reload()
  }
}
