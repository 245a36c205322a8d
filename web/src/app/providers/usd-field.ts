import { Component, input, model } from '@angular/core'
import { FormsModule } from '@angular/forms'
import { Field, Input } from '../ui/field'

/** A rate in US dollars; null while it is empty. */
@Component({
  selector: 'llv-usd-field',
  imports: [Field, FormsModule, Input],
  template: `
    <llv-field [label]="label()" [hint]="hint()">
      <input
        llvInput
        type="number"
        min="0"
        step="any"
        inputmode="decimal"
        [ngModel]="usd()"
        (ngModelChange)="usd.set($event)"
      />
    </llv-field>
  `,
})
export class UsdField {
  readonly label = input.required<string>()
  readonly hint = input<string | null>(null)
  readonly usd = model.required<number | null>()
}
