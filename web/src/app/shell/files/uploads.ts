import { DestroyRef, inject, Injectable, signal } from '@angular/core'
import type { FileObject, UploadPurpose } from '@llavero/protocol/openai/files.ts'
import { injectTranslate } from '../../language/language'
import { ToastService } from '../../ui/toast-service'
import { ApiClient, type ApiError, type ApiResult } from '../api/api-client'
import { ErrorText } from '../error-text'

/** A file on its way to the server. */
export interface RunningUpload {
  readonly id: number
  readonly name: string
  readonly bytes: number
  /** Between 0 and 1. */
  readonly share: number
  /** Why it did not arrive. */
  readonly error: ApiError | null
  readonly stop: () => void
}

/** How a file is to be kept. */
export interface UploadWish {
  readonly purpose: UploadPurpose
  /** Null: as long as it is not deleted. */
  readonly expiresAfterSeconds: number | null
}

let lastId = 0
/** Of all components. */
const underWay = new Set<number>()

/** Makes the browser ask whether the page may really be closed. */
function askFirst(event: Event): void {
  event.preventDefault()
}

/**
 * The uploads of one component: each with its progress, and with what went wrong until that is dismissed. One that is
 * under way when the component goes is finished, and a toast tells of its end; the page is not closed without a question.
 */
@Injectable()
export class Uploads {
  readonly #api = inject(ApiClient)
  readonly #toasts = inject(ToastService)
  readonly #errors = inject(ErrorText)
  readonly #t = injectTranslate()
  readonly #component = inject(DestroyRef)
  readonly #running = signal<readonly RunningUpload[]>([])
  readonly running = this.#running.asReadonly()

  /** The file as the server keeps it; null where it did not arrive, and where the component is gone. */
  async send(file: File, wish: UploadWish): Promise<FileObject | null> {
    const id = ++lastId
    underWay.add(id)
    const abort = new AbortController()
    const stop = () => {
      abort.abort()
      this.#running.update((running) => running.filter((upload) => upload.id !== id))
    }
    const { name, size: bytes } = file
    this.#running.update((running) => [
      ...running,
      { id, name, bytes, share: 0, error: null, stop },
    ])
    addEventListener('beforeunload', askFirst)
    const result = await this.#api.post<FileObject>('/v1/files', formOf(file, wish), {
      signal: abort.signal,
      onProgress: (share) => this.#change(id, { share }),
    })
    underWay.delete(id)
    if (underWay.size === 0) removeEventListener('beforeunload', askFirst)
    if (this.#component.destroyed) return this.#tell(name, result)
    if (result.ok) stop()
    else this.#change(id, { error: result.error })
    return result.ok ? result.value : null
  }

  #tell(name: string, result: ApiResult<FileObject>): null {
    if (result.ok) this.#toasts.done(this.#t('shell.files.arrived', { name }))
    else this.#toasts.failed(this.#t('shell.files.lost', { name }), this.#errors.of(result.error))
    return null
  }

  #change(id: number, change: Partial<RunningUpload>): void {
    this.#running.update((running) =>
      running.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)),
    )
  }
}

function formOf(file: File, { purpose, expiresAfterSeconds }: UploadWish): FormData {
  const form = new FormData()
  form.set('purpose', purpose)
  if (expiresAfterSeconds !== null) {
    form.set('expires_after[anchor]', 'created_at')
    form.set('expires_after[seconds]', String(expiresAfterSeconds))
  }
  // Last, so that the server knows what it is for before it comes.
  form.set('file', file)
  return form
}
