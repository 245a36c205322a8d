import { Component, input, output } from '@angular/core'
import { injectTranslate } from '../language/language'
import { Button } from './button'

/** The foot of a list that comes in pages: how much is shown, and the next page. */
@Component({
  selector: 'llv-more-rows',
  imports: [Button],
  template: `
    <div class="flex flex-wrap items-center justify-center gap-4 py-4 text-sm text-ink-faint">
      <span role="status">{{ t('ui.rows', { count: count() }) }}</span>
      @if (hasMore()) {
        <button
          llvButton
          [attr.aria-disabled]="isLoading() || null"
          (click)="isLoading() || more.emit()"
        >
          {{ isLoading() ? t('ui.loading') : t('ui.more') }}
        </button>
      }
    </div>
  `,
})
export class MoreRows {
  readonly count = input.required<number>()
  readonly hasMore = input.required<boolean>()
  readonly isLoading = input(false)
  readonly more = output()

  protected readonly t = injectTranslate()
}
