import { Component, input, signal } from '@angular/core'
import { injectTranslate } from '../language/language'

/** A chart with its table twin behind a button: the `table` in its content is the twin, the rest is the chart. */
@Component({
  selector: 'llv-chart-frame',
  template: `
    <div class="flex items-center justify-between gap-4">
      <h2 class="text-lg">{{ title() }}</h2>
      <button
        class="link text-sm"
        type="button"
        [attr.aria-pressed]="isTable()"
        (click)="isTable.set(!isTable())"
      >
        {{ isTable() ? t('ui.asChart') : t('ui.asTable') }}
      </button>
    </div>
    @if (isTable()) {
      <div
        class="table-scroll mt-3 max-h-80 overflow-y-auto"
        tabindex="0"
        role="region"
        [attr.aria-label]="title()"
      >
        <ng-content select="table" />
      </div>
    } @else {
      <div class="mt-4"><ng-content /></div>
    }
  `,
  host: { class: 'block' },
})
export class ChartFrame {
  readonly title = input.required<string>()

  protected readonly t = injectTranslate()
  protected readonly isTable = signal(false)
}
