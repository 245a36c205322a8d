import { Component, input } from '@angular/core'

/** The head of a screen: its name, one sentence about it, and its main actions as content. */
@Component({
  selector: 'llv-page-header',
  template: `
    <header class="flex flex-wrap items-end gap-x-6 gap-y-4 px-5 pt-8 pb-6 sm:px-8">
      <div class="min-w-0 flex-1 basis-72">
        <h1 class="text-2xl">{{ title() }}</h1>
        @if (lead(); as lead) {
          <p class="mt-1 max-w-prose text-ink-soft">{{ lead }}</p>
        }
      </div>
      <div class="flex flex-wrap gap-2"><ng-content /></div>
    </header>
  `,
})
export class PageHeader {
  readonly title = input.required<string>()
  readonly lead = input<string | null>(null)
}
