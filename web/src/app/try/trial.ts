import { computed, inject, Injectable, signal } from '@angular/core'
import { ApiFailure } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { originOf } from '../ui/receipt/origin'
import { TryStore } from './try-store'

/** The calls of one tab: by which model, whether one is under way, and what became of the last. */
@Injectable()
export class Trial {
  readonly #store = inject(TryStore)
  readonly #errorText = inject(ErrorText)
  readonly model = signal('')
  readonly isRunning = signal(false)
  readonly error = signal<string | null>(null)
  /** Opens the receipt of the last call that was answered. */
  readonly requestId = signal<string | null>(null)
  readonly headers = { 'x-llavero-feature': 'try' }
  readonly card = computed(() => this.#store.models().find(({ id }) => id === this.model()))
  readonly origin = computed(() => originOf(null, this.card()))

  /** Runs a call; what it throws is told. The headers of its answer name the receipt. */
  async run(call: () => Promise<Headers>): Promise<void> {
    if (this.isRunning()) return
    this.isRunning.set(true)
    this.error.set(null)
    this.requestId.set(null)
    try {
      this.requestId.set((await call()).get('x-request-id'))
    } catch (error) {
      this.error.set(this.#told(error))
    }
    this.isRunning.set(false)
  }

  #told(error: unknown): string {
    if (error instanceof ApiFailure) return this.#errorText.of(error.error)
    return error instanceof Error ? error.message : String(error)
  }
}
