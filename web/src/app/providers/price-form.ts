import { Component, inject, input, output, signal } from '@angular/core'
import { FormsModule } from '@angular/forms'
import { injectTranslate } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Enter } from '../ui/enter'
import { Field, Input } from '../ui/field'

/** Sets the price of one model; it wins over the built-in table. */
@Component({
  selector: 'llv-price-form',
  imports: [Button, Dialog, Enter, Field, FormsModule, Input],
  template: `
    <llv-dialog
      [title]="t('providers.price.setNamed', { model: model() })"
      [open]="true"
      (openChange)="closed.emit()"
    >
      <form class="flex flex-col gap-5" (submit)="$event.preventDefault()" (llvEnter)="save()">
        <p class="text-sm text-ink-soft">{{ t('providers.price.hint') }}</p>
        <div class="grid gap-5 sm:grid-cols-2">
          <llv-field [label]="t('providers.price.input')">
            <input
              llvInput
              name="input"
              type="number"
              min="0"
              step="0.01"
              inputmode="decimal"
              [ngModel]="inputUsd()"
              (ngModelChange)="inputUsd.set($event)"
            />
          </llv-field>
          <llv-field [label]="t('providers.price.output')">
            <input
              llvInput
              name="output"
              type="number"
              min="0"
              step="0.01"
              inputmode="decimal"
              [ngModel]="outputUsd()"
              (ngModelChange)="outputUsd.set($event)"
            />
          </llv-field>
        </div>
        <llv-field
          [label]="t('providers.price.source')"
          [hint]="t('providers.price.sourceHint')"
          [error]="error()"
        >
          <input llvInput name="source" [ngModel]="source()" (ngModelChange)="source.set($event)" />
        </llv-field>
      </form>
      <button dialogActions llvButton (click)="closed.emit()">{{ t('ui.cancel') }}</button>
      <button dialogActions llvButton="primary" [disabled]="!isReady()" (click)="save()">
        {{ t('providers.price.save') }}
      </button>
    </llv-dialog>
  `,
})
export class PriceForm {
  readonly model = input.required<string>()
  readonly saved = output()
  readonly closed = output()

  readonly #api = inject(ApiClient)
  readonly #errorText = inject(ErrorText)
  protected readonly t = injectTranslate()
  protected readonly inputUsd = signal<number | null>(null)
  protected readonly outputUsd = signal<number | null>(null)
  protected readonly source = signal('')
  protected readonly error = signal<string | null>(null)

  protected isReady(): boolean {
    return this.inputUsd() !== null && this.outputUsd() !== null && this.source().trim() !== ''
  }

  protected async save(): Promise<void> {
    if (!this.isReady()) return
    const result = await this.#api.put('/api/prices', {
      model: this.model(),
      input_usd_per_million: this.inputUsd(),
      output_usd_per_million: this.outputUsd(),
      source: this.source().trim(),
      as_of: new Date().toISOString().slice(0, 10),
    })
    if (result.ok) this.saved.emit()
    else this.error.set(this.#errorText.of(result.error))
  }
}
