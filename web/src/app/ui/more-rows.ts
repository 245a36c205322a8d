import { Component, computed, input, output } from '@angular/core'
import { LucideTriangleAlert } from '@lucide/angular'
import { injectTranslate } from '../language/language'
import { Button } from './button'

/** The foot of a list that comes in pages: how much is shown, the next page, and why that did not come. */
@Component({
  selector: 'llv-more-rows',
  imports: [Button, LucideTriangleAlert],
  template: `
    <div class="flex flex-wrap items-center justify-center gap-4 py-4 text-sm text-ink-faint">
      @if (count() !== null) {
        <span role="status">{{ t('ui.rows', { count: count() }) }}</span>
      }
      @if (error(); as text) {
        <span class="flex items-center gap-2 text-danger-ink" role="alert">
          <svg lucideTriangleAlert class="size-4 flex-none"></svg>{{ text }}
        </span>
      }
      @if (hasMore()) {
        <button
          llvButton
          [attr.aria-disabled]="isLoading() || null"
          (click)="isLoading() || more.emit()"
        >
          {{ action() }}
        </button>
      }
    </div>
  `,
})
export class MoreRows {
  /** Of the rows shown; null where it is not worth a word. */
  readonly count = input<number | null>(null)
  readonly hasMore = input.required<boolean>()
  readonly isLoading = input(false)
  /** Why the next page did not come. */
  readonly error = input<string | null>(null)
  readonly more = output()

  protected readonly t = injectTranslate()
  protected readonly action = computed(() => {
    if (this.isLoading()) return this.t('ui.loading')
    return this.error() === null ? this.t('ui.more') : this.t('ui.tryAgain')
  })
}
