import { Component, input } from '@angular/core'
import { LucideDynamicIcon, type LucideIconData } from '@lucide/angular'

/** Where nothing is yet: what would be here, and what to do next as content. */
@Component({
  selector: 'llv-empty-state',
  imports: [LucideDynamicIcon],
  template: `
    <div class="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-14 text-center">
      <span class="empty-icon"><svg [lucideIcon]="icon()"></svg></span>
      <h2 class="mt-2 text-lg">{{ title() }}</h2>
      <p class="text-ink-soft">{{ text() }}</p>
      <div class="mt-3 flex flex-wrap justify-center gap-2"><ng-content /></div>
    </div>
  `,
})
export class EmptyState {
  readonly icon = input.required<LucideIconData>()
  readonly title = input.required<string>()
  readonly text = input.required<string>()
}
