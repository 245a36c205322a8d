import { Component, inject } from '@angular/core'
import { LucideCheck, LucideTriangleAlert, LucideX } from '@lucide/angular'
import { injectTranslate } from '../language/language'
import { Button } from './button'
import { ToastService, type Toast } from './toast-service'

@Component({
  selector: 'llv-toasts',
  imports: [Button, LucideCheck, LucideTriangleAlert, LucideX],
  template: `
    <div
      class="pointer-events-none fixed inset-x-0 bottom-0 z-50 flex flex-col items-center gap-2 p-4 pb-20 sm:items-end md:pb-4"
      role="status"
    >
      @for (toast of toasts(); track toast.id) {
        <div class="toast" [class.toast-failed]="toast.kind === 'failed'">
          @if (toast.kind === 'failed') {
            <svg lucideTriangleAlert class="mt-0.5 size-4.5 flex-none text-danger-ink"></svg>
          } @else {
            <svg lucideCheck class="mt-0.5 size-4.5 flex-none text-success-ink"></svg>
          }
          <div class="min-w-0 flex-1">
            <p>{{ toast.text }}</p>
            @if (toast.detail; as detail) {
              <p class="text-xs text-ink-faint">{{ detail }}</p>
            }
          </div>
          @if (toast.action; as action) {
            <button class="link text-sm font-semibold" type="button" (click)="run(toast)">
              {{ action.label }}
            </button>
          }
          <button
            llvButton="quiet"
            iconOnly
            class="-my-1.5 -mr-2"
            [attr.aria-label]="t('ui.dismiss')"
            (click)="dismiss(toast)"
          >
            <svg lucideX></svg>
          </button>
        </div>
      }
    </div>
  `,
})
export class Toasts {
  readonly #service = inject(ToastService)
  protected readonly t = injectTranslate()
  protected readonly toasts = this.#service.toasts

  protected run(toast: Toast): void {
    this.dismiss(toast)
    toast.action?.run()
  }

  protected dismiss({ id }: Toast): void {
    this.#service.dismiss(id)
  }
}
