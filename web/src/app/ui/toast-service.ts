import { Injectable, signal } from '@angular/core'

export interface Toast {
  readonly id: number
  readonly kind: 'done' | 'failed'
  readonly text: string
  /** What a second line says, e.g. a request id. */
  readonly detail?: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

/** Long enough to read and to reach for the undo button. */
const lifeMs = 8_000

/** Short news at the edge of the window, announced by screen readers. */
@Injectable({ providedIn: 'root' })
export class ToastService {
  #lastId = 0
  readonly #toasts = signal<readonly Toast[]>([])
  readonly toasts = this.#toasts.asReadonly()

  /** Says that something was done, and offers to undo it. Goes away by itself. */
  done(text: string, action?: Toast['action']): void {
    const id = this.#add({ kind: 'done', text, ...(action && { action }) })
    setTimeout(() => this.dismiss(id), lifeMs)
  }

  /** Says what failed. Stays until it is dismissed. */
  failed(text: string, detail?: string): void {
    this.#add({ kind: 'failed', text, ...(detail !== undefined && { detail }) })
  }

  dismiss(id: number): void {
    this.#toasts.update((toasts) => toasts.filter((toast) => toast.id !== id))
  }

  #add(toast: Omit<Toast, 'id'>): number {
    const id = ++this.#lastId
    this.#toasts.update((toasts) => [...toasts.slice(-3), { ...toast, id }])
    return id
  }
}
