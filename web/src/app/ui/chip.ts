import { Component, input, output } from '@angular/core'
import { LucideX } from '@lucide/angular'
import { Button } from './button'

/** One of several things that hold, as its content, and the way to take it away. */
@Component({
  selector: '[llvChip]',
  imports: [Button, LucideX],
  template: `
    <ng-content />
    <button llvButton="quiet" iconOnly [attr.aria-label]="removeLabel()" (click)="removed.emit()">
      <svg lucideX></svg>
    </button>
  `,
  host: {
    class:
      'inline-flex items-center gap-1 rounded-md bg-accent-soft pl-2.5 text-sm text-accent-ink',
  },
})
export class Chip {
  readonly removeLabel = input.required<string>()
  readonly removed = output()
}
