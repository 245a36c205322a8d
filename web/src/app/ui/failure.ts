import { Component, input, output } from '@angular/core'
import { LucideRotateCw, LucideTriangleAlert } from '@lucide/angular'
import { injectTranslate } from '../language/language'
import { Button } from './button'

/** Where something could not be shown: why, and another try. */
@Component({
  selector: 'llv-failure',
  imports: [Button, LucideRotateCw, LucideTriangleAlert],
  template: `
    <div
      class="flex flex-wrap items-center gap-3 rounded-lg bg-danger-soft p-4 text-danger-ink"
      role="alert"
    >
      <svg lucideTriangleAlert class="size-5 flex-none"></svg>
      <p class="min-w-48 flex-1">
        {{ text() }}
        @if (requestId(); as id) {
          <span class="block text-xs">{{ t('ui.requestId', { id }) }}</span>
        }
      </p>
      <button llvButton (click)="retry.emit()">
        <svg lucideRotateCw></svg>
        {{ t('ui.tryAgain') }}
      </button>
    </div>
  `,
})
export class Failure {
  readonly text = input.required<string>()
  readonly requestId = input<string | null>(null)
  readonly retry = output()

  protected readonly t = injectTranslate()
}
