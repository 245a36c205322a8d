import { Component, computed, input, model, output, signal } from '@angular/core'
import { injectTranslate } from '../language/language'
import { Button } from './button'
import { Dialog } from './dialog'
import { Enter } from './enter'
import { Field, Input } from './field'

/**
 * Asks before what cannot be undone: erase, rotate, revoke. Everything else is done at once, with an undo in the
 * toast. With a `phrase` the reader has to type it first.
 */
@Component({
  selector: 'llv-confirm-dialog',
  imports: [Button, Dialog, Enter, Field, Input],
  template: `
    <llv-dialog [title]="title()" [(open)]="open" (closed)="typed.set('')">
      <p class="text-ink-soft">{{ text() }}</p>
      @if (phrase(); as phrase) {
        <llv-field class="mt-4" [label]="t('ui.typeToConfirm', { phrase })">
          <input
            llvInput
            autocomplete="off"
            spellcheck="false"
            [value]="typed()"
            (input)="typed.set($any($event.target).value)"
            (llvEnter)="confirm()"
          />
        </llv-field>
      }
      <ng-container dialogActions>
        <button llvButton (click)="open.set(false)">{{ t('ui.cancel') }}</button>
        <button llvButton="danger" [disabled]="!isReady()" (click)="confirm()">
          {{ action() }}
        </button>
      </ng-container>
    </llv-dialog>
  `,
})
export class ConfirmDialog {
  readonly title = input.required<string>()
  readonly text = input.required<string>()
  /** What the button says: the deed, not «OK». */
  readonly action = input.required<string>()
  readonly phrase = input<string | null>(null)
  readonly open = model.required<boolean>()
  readonly confirmed = output()

  protected readonly t = injectTranslate()
  protected readonly typed = signal('')
  protected readonly isReady = computed(() => {
    const phrase = this.phrase()
    return phrase === null || this.typed().trim() === phrase.trim()
  })

  protected confirm(): void {
    if (!this.open() || !this.isReady()) return
    this.open.set(false)
    this.confirmed.emit()
  }
}
