import { Component, inject, input, output, signal } from '@angular/core'
import { LucideUpload, LucideX } from '@lucide/angular'
import type { FileObject, UploadPurpose } from '@llavero/protocol/openai/files.ts'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { Button } from '../../ui/button'
import { ErrorText } from '../error-text'
import { type RunningUpload, Uploads } from './uploads'

/** A place to drop files on or to choose them by; uploads them at once and shows how far they are. */
@Component({
  selector: 'llv-file-drop',
  imports: [Button, LucideUpload, LucideX],
  providers: [Uploads],
  templateUrl: './file-drop.html',
})
export class FileDrop {
  readonly purpose = input.required<UploadPurpose>()
  /** Null: as long as they are not deleted. */
  readonly expiresAfterSeconds = input<number | null>(null)
  /** As in HTML, e.g. `.jsonl`. */
  readonly accept = input('')
  readonly uploaded = output<FileObject>()

  readonly #uploads = inject(Uploads)
  readonly #errorText = inject(ErrorText)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly running = this.#uploads.running
  protected readonly isOver = signal(false)

  protected onOver(event: DragEvent): void {
    event.preventDefault()
    this.isOver.set(true)
  }

  protected onDrop(event: DragEvent): void {
    event.preventDefault()
    this.isOver.set(false)
    this.#send(event.dataTransfer?.files ?? null)
  }

  protected onChosen(field: HTMLInputElement): void {
    this.#send(field.files)
    // So that the same file may be chosen again.
    field.value = ''
  }

  protected faultOf({ error }: RunningUpload): string | null {
    return error === null ? null : this.#errorText.of(error)
  }

  protected percentOf({ share }: RunningUpload): number {
    return Math.round(share * 100)
  }

  #send(files: FileList | null): void {
    const wish = { purpose: this.purpose(), expiresAfterSeconds: this.expiresAfterSeconds() }
    for (const file of files ?? []) {
      void this.#uploads.send(file, wish).then((sent) => sent && this.uploaded.emit(sent))
    }
  }
}
