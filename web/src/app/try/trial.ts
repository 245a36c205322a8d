import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core'
import { ApiFailure } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { originOf } from '../ui/receipt/origin'
import { TryStore } from './try-store'

/** The calls of one tab: by which model, whether one is under way, and what became of the last. */
@Injectable()
export class Trial {
  readonly #store = inject(TryStore)
  readonly #errorText = inject(ErrorText)
  readonly #leaving = new AbortController()
  readonly model = signal('')
  /** The model of the last call: another one may be chosen since. */
  readonly asked = signal('')
  readonly isRunning = signal(false)
  readonly error = signal<string | null>(null)
  /** Opens the receipt of the last call that was answered. */
  readonly requestId = signal<string | null>(null)
  /** Of every call; it ends with the screen, because nobody could see what comes. */
  readonly options = { headers: { 'x-llavero-feature': 'try' }, signal: this.#leaving.signal }
  readonly card = computed(() => this.#store.models().find(({ id }) => id === this.asked()))
  readonly origin = computed(() => originOf(null, this.card()))

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#leaving.abort())
  }

  /** Runs a call; what it throws is told. The headers of its answer name the receipt. */
  async run(call: () => Promise<Headers>): Promise<void> {
    if (this.isRunning()) return
    this.isRunning.set(true)
    this.asked.set(this.model())
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
