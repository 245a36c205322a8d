import { inject, Injectable, signal } from '@angular/core'
import type { FileObject, UploadPurpose } from '@llavero/protocol/openai/files.ts'
import { ApiClient, type ApiError } from '../api/api-client'

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

/** The uploads of one component: each with its progress, and with what went wrong until that is dismissed. */
@Injectable()
export class Uploads {
  readonly #api = inject(ApiClient)
  readonly #running = signal<readonly RunningUpload[]>([])
  readonly running = this.#running.asReadonly()

  /** The file as the server keeps it; null where it did not arrive. */
  async send(file: File, wish: UploadWish): Promise<FileObject | null> {
    const id = ++lastId
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
    const result = await this.#api.post<FileObject>('/v1/files', formOf(file, wish), {
      signal: abort.signal,
      onProgress: (share) => this.#change(id, { share }),
    })
    if (result.ok) stop()
    else this.#change(id, { error: result.error })
    return result.ok ? result.value : null
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
