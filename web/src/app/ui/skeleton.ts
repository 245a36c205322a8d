import { Component, computed, input } from '@angular/core'
import { injectTranslate } from '../language/language'

/** The shape of what is on its way, instead of a spinner. */
@Component({
  selector: 'llv-skeleton',
  template: `
    <span class="sr-only">{{ t('ui.loading') }}</span>
    @for (line of list(); track line) {
      <span class="skeleton" [style.width.%]="width(line)"></span>
    }
  `,
  host: { class: 'flex flex-col gap-3', 'aria-busy': 'true', role: 'status' },
})
export class Skeleton {
  readonly lines = input(3)

  protected readonly t = injectTranslate()
  protected readonly list = computed(() =>
    Array.from({ length: this.lines() }, (_, index) => index),
  )

  /** Ragged like text. */
  protected width(line: number): number {
    return [96, 78, 88, 64][line % 4] ?? 100
  }
}
