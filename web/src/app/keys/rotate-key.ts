import { Component, inject, input, output, signal } from '@angular/core'
import type { CreatedKeyObject, KeyObject } from '@llavero/protocol/control/keys.ts'
import { injectTranslate } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { oneAtATime } from '../shell/one-at-a-time'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field, Input } from '../ui/field'

/** Gives a key a new secret, and the former one time to be replaced where it is in use. */
@Component({
  selector: 'llv-rotate-key',
  imports: [Button, Dialog, Field, Input],
  template: `
    <llv-dialog
      [title]="t('keys.rotateNamed', { name: key().name })"
      [open]="true"
      [isBusy]="isBusy()"
      (openChange)="closed.emit()"
    >
      <p class="text-ink-soft">{{ t('keys.rotation.text') }}</p>
      <llv-field class="mt-4" [label]="t('keys.rotation.grace')">
        <select
          llvInput
          [value]="graceHours()"
          (change)="graceHours.set(+$any($event.target).value)"
        >
          @for (hours of choices; track hours) {
            <option [value]="hours" [selected]="hours === graceHours()">
              {{ t('keys.rotation.hours', { hours }) }}
            </option>
          }
        </select>
      </llv-field>
      @if (error(); as error) {
        <p class="mt-3 text-sm text-danger-ink" role="alert">{{ error }}</p>
      }
      <ng-container dialogActions>
        <button llvButton [disabled]="isBusy()" (click)="closed.emit()">
          {{ t('ui.cancel') }}
        </button>
        <button llvButton="primary" [disabled]="isBusy()" (click)="rotate()">
          {{ t('keys.rotate') }}
        </button>
      </ng-container>
    </llv-dialog>
  `,
})
export class RotateKey {
  readonly key = input.required<KeyObject>()
  readonly rotated = output<CreatedKeyObject>()
  readonly closed = output()

  readonly #api = inject(ApiClient)
  readonly #errorText = inject(ErrorText)
  protected readonly t = injectTranslate()
  protected readonly choices = [0, 1, 8, 24]
  protected readonly graceHours = signal(24)
  readonly #rotating = oneAtATime()
  protected readonly isBusy = this.#rotating.isBusy
  protected readonly error = signal<string | null>(null)

  protected async rotate(): Promise<void> {
    const path = `/api/keys/${this.key().id}/rotate`
    const body = { grace_seconds: this.graceHours() * 3_600 }
    const result = await this.#rotating.run(() => this.#api.post<CreatedKeyObject>(path, body))
    if (result === null) return
    if (result.ok) this.rotated.emit(result.value)
    else this.error.set(this.#errorText.of(result.error))
  }
}
