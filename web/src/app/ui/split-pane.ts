import { Component, ElementRef, inject, input, linkedSignal } from '@angular/core'
import { remember, remembered } from '../browser/remembered'

const smallest = 20
const largest = 80
const stepPercent = 2

/**
 * Two panes side by side with a bar between them that is moved by pointer and by arrow keys, and stays where it was
 * put. Below 1024 px they stand one above the other. Content: elements with the attributes `firstPane`, `secondPane`.
 */
@Component({
  selector: 'llv-split-pane',
  template: `
    <div class="min-h-0 min-w-0 overflow-auto"><ng-content select="[firstPane]" /></div>
    <div
      class="split-bar"
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-valuemin="20"
      aria-valuemax="80"
      [attr.aria-valuenow]="percent()"
      [attr.aria-label]="label()"
      (keydown)="onKey($event)"
      (pointerdown)="onPress($event)"
      (pointermove)="onDrag($event)"
      (pointerup)="isDragged = false"
      (lostpointercapture)="isDragged = false"
    ></div>
    <div class="min-h-0 min-w-0 overflow-auto"><ng-content select="[secondPane]" /></div>
  `,
  host: { class: 'split-pane', '[style.--first]': 'percent() + "%"' },
})
export class SplitPane {
  readonly label = input.required<string>()
  /** Under which its place is remembered. */
  readonly name = input.required<string>()

  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement
  protected isDragged = false
  protected readonly percent = linkedSignal(() => {
    const kept = Number(remembered(`split.${this.name()}`) ?? Number.NaN)
    return Number.isNaN(kept) ? 50 : within(kept)
  })

  protected onKey(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -stepPercent,
      ArrowRight: stepPercent,
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    this.#put(this.percent() + step)
  }

  protected onPress(event: PointerEvent): void {
    this.isDragged = true
    ;(event.target as HTMLElement).setPointerCapture(event.pointerId)
  }

  protected onDrag({ clientX }: PointerEvent): void {
    if (!this.isDragged) return
    const { left, width } = this.#host.getBoundingClientRect()
    this.#put(((clientX - left) / width) * 100)
  }

  #put(percent: number): void {
    this.percent.set(within(percent))
    remember(`split.${this.name()}`, String(this.percent()))
  }
}

function within(percent: number): number {
  return Math.round(Math.min(largest, Math.max(smallest, percent)))
}
