import { Component, input, model } from '@angular/core'

let lastName = 0

export interface Segment {
  readonly id: string
  readonly label: string
}

/** One of a few, side by side: radio buttons in a row. */
@Component({
  selector: 'llv-segments',
  template: `
    <fieldset class="segments">
      <legend class="sr-only">{{ label() }}</legend>
      @for (segment of segments(); track segment.id) {
        <label class="segment">
          <input
            class="sr-only"
            type="radio"
            [name]="name"
            [value]="segment.id"
            [checked]="segment.id === selected()"
            (change)="selected.set(segment.id)"
          />
          {{ segment.label }}
        </label>
      }
    </fieldset>
  `,
})
export class Segments {
  readonly label = input.required<string>()
  readonly segments = input.required<readonly Segment[]>()
  readonly selected = model.required<string>()

  protected readonly name = `llv-segments-${++lastName}`
}
