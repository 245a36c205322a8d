import { Component, computed, input } from '@angular/core'

/** How deep each of the four teeth is cut, in units of the drawing. */
const depths = [6, 10, 5, 8]
const toothWidth = 17
const firstTooth = 88
/** Uncut metal on both sides of a notch. */
const ridge = 2
const bladeTop = 31
const bladeBottom = 51

/** A key whose teeth are cut one by one, as steps are done. */
@Component({
  selector: 'llv-key-progress',
  template: `
    <svg viewBox="-8 0 192 82" class="size-full" aria-hidden="true">
      <circle cx="13" cy="41" r="18" fill="none" stroke="oklch(0.78 0.02 170)" stroke-width="3.5" />
      <g fill="none" stroke="currentColor" stroke-width="9">
        <circle cx="36" cy="41" r="25" />
      </g>
      <path [attr.d]="blade()" fill="currentColor" />
    </svg>
  `,
  host: { class: 'block' },
})
export class KeyProgress {
  /** From 0, a blank, to 4, a key. */
  readonly cut = input.required<number>()

  protected readonly blade = computed(() => {
    const edge = depths.map((depth, index) => tooth(index, index < this.cut() ? depth : 0))
    return `M60 ${bladeTop}H172l8 ${(bladeBottom - bladeTop) / 2}-8 ${(bladeBottom - bladeTop) / 2}H${firstTooth + 4 * toothWidth}${edge.toReversed().join('')}H60Z`
  })
}

/** One notch in the lower edge, drawn from right to left. */
function tooth(index: number, depth: number): string {
  const left = firstTooth + index * toothWidth + ridge
  const right = left + toothWidth - 2 * ridge
  const slope = Math.min(3.5, depth)
  return `H${right}L${right - slope} ${bladeBottom - depth}H${left + slope}L${left} ${bladeBottom}`
}
