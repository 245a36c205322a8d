import { Component, ElementRef, inject, input, viewChild } from '@angular/core'
import { placeBeside } from './popover-place'

let lastId = 0

/**
 * A word that explains itself: on hover, on focus and on tap, and to a screen reader. It can be hovered over itself
 * and closes with Esc (WCAG 1.4.13). `<llv-explain [text]="why">word</llv-explain>`
 */
@Component({
  selector: 'llv-explain',
  template: `
    <button
      class="explained"
      type="button"
      [attr.aria-describedby]="id"
      (focus)="show()"
      (blur)="hide()"
      (click)="show()"
      (keydown.escape)="hide()"
    >
      <ng-content />
    </button>
    <span #bubble class="bubble" popover="manual" role="tooltip" [id]="id">{{ text() }}</span>
  `,
  host: { '(mouseenter)': 'show()', '(mouseleave)': 'hide()' },
})
export class Explain {
  readonly text = input.required<string>()

  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement
  protected readonly id = `llv-explain-${++lastId}`
  protected readonly bubble = viewChild.required<ElementRef<HTMLElement>>('bubble')

  protected show(): void {
    const bubble = this.bubble().nativeElement
    if (bubble.matches(':popover-open')) return
    bubble.showPopover()
    placeBeside(this.#host, bubble)
  }

  protected hide(): void {
    const bubble = this.bubble().nativeElement
    if (bubble.matches(':popover-open')) bubble.hidePopover()
  }
}
