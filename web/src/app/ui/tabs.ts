import { Component, input, model } from '@angular/core'
import { Tab, TabList, Tabs as AriaTabs } from '@angular/aria/tabs'

export interface TabEntry {
  readonly id: string
  readonly label: string
}

/**
 * A row of tabs; the panel of the chosen one is content, e.g. `@switch (tab()) { … }`. Arrow keys move, as the ARIA
 * practices have it.
 */
@Component({
  selector: 'llv-tabs',
  imports: [AriaTabs, Tab, TabList],
  template: `
    <div ngTabs>
      <ul
        ngTabList
        class="tabs"
        selectionMode="follow"
        [(selectedTab)]="selected"
        [attr.aria-label]="label()"
      >
        @for (entry of entries(); track entry.id) {
          <li ngTab class="tab" [value]="entry.id">{{ entry.label }}</li>
        }
      </ul>
    </div>
  `,
})
export class Tabs {
  readonly label = input.required<string>()
  readonly entries = input.required<readonly TabEntry[]>()
  readonly selected = model.required<string | undefined>()
}
