import { Component, computed, inject, input, signal } from '@angular/core'
import { LucideCheck, LucideCopy } from '@lucide/angular'
import { injectTranslate } from '../language/language'
import { Button } from './button'
import { ToastService } from './toast-service'

const thanksMs = 2_000

/** Copies a text and says so. With a label it shows it, without one only the icon. */
@Component({
  selector: 'llv-copy-button',
  imports: [Button, LucideCheck, LucideCopy],
  template: `
    <button
      [llvButton]="label() === null ? 'quiet' : 'secondary'"
      [iconOnly]="label() === null"
      [attr.aria-label]="label() === null ? name() : null"
      [title]="name()"
      (click)="copy()"
    >
      @if (isCopied()) {
        <svg lucideCheck></svg>
      } @else {
        <svg lucideCopy></svg>
      }
      {{ label() === null ? '' : isCopied() ? t('ui.copied') : label() }}
    </button>
    <span class="sr-only" role="status">{{ isCopied() ? t('ui.copied') : '' }}</span>
  `,
})
export class CopyButton {
  readonly text = input.required<string>()
  readonly label = input<string | null>(null)

  readonly #toasts = inject(ToastService)
  protected readonly t = injectTranslate()
  protected readonly isCopied = signal(false)
  protected readonly name = computed(() => this.t(this.isCopied() ? 'ui.copied' : 'ui.copy'))

  protected async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text())
    } catch {
      // Over plain HTTP from another machine a browser has no clipboard for us.
      this.#toasts.failed(this.t('ui.copyFailed'))
      return
    }
    this.isCopied.set(true)
    setTimeout(() => this.isCopied.set(false), thanksMs)
  }
}
