import {
  Component,
  DestroyRef,
  effect,
  type ElementRef,
  input,
  inject,
  model,
  output,
  viewChild,
} from '@angular/core'
import { LucideX } from '@lucide/angular'
import { injectTranslate } from '../language/language'
import { Button } from './button'

/**
 * A modal dialog on the browser's own `<dialog>`: it keeps the focus, gives it back, and closes with Esc. Its
 * actions are elements with the attribute `dialogActions`. Put what it shows behind `@if (open())` where it is costly.
 */
@Component({
  selector: 'llv-dialog',
  imports: [Button, LucideX],
  template: `
    <dialog
      #dialog
      class="dialog"
      [class.dialog-wide]="isWide()"
      [attr.aria-labelledby]="id"
      (cancel)="onCancel($event)"
      (close)="onClose()"
      (click)="onBackdrop($event)"
    >
      <div class="flex max-h-[inherit] flex-col">
        <header class="flex items-start gap-4 px-6 pt-5 pb-2">
          <h2 class="min-w-0 flex-1 text-xl" [id]="id">{{ title() }}</h2>
          <button
            llvButton="quiet"
            iconOnly
            class="-mt-1 -mr-3"
            [attr.aria-label]="t('ui.close')"
            [disabled]="isBusy()"
            (click)="open.set(false)"
          >
            <svg lucideX></svg>
          </button>
        </header>
        <div class="min-h-0 flex-1 overflow-y-auto px-6 pt-1 pb-5"><ng-content /></div>
        <footer class="dialog-actions"><ng-content select="[dialogActions]" /></footer>
      </div>
    </dialog>
  `,
})
export class Dialog {
  readonly title = input.required<string>()
  readonly isWide = input(false)
  /** It stays while what was asked for is being done: what comes of it is told here, and may be shown only once. */
  readonly isBusy = input(false)
  readonly open = model.required<boolean>()
  /** However it was closed. */
  readonly closed = output()

  protected readonly t = injectTranslate()
  protected readonly id = `llv-dialog-${++lastId}`
  protected readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog')
  /** What had the focus before. */
  #opener: Element | null = null

  constructor() {
    effect(() => {
      const element = this.dialog().nativeElement
      if (this.open() && !element.open) this.#show(element)
      if (!this.open() && element.open) element.close()
    })
    inject(DestroyRef).onDestroy(() => this.#giveFocusBack())
  }

  #show(element: HTMLDialogElement): void {
    this.#opener = document.activeElement
    element.showModal()
  }

  /** The browser does so only where a dialog is closed, and not where it is removed while it is open. */
  #giveFocusBack(): void {
    const isFree = document.activeElement === document.body
    if (isFree && this.#opener instanceof HTMLElement) this.#opener.focus({ preventScroll: true })
  }

  /** In words of its own: to Angular, a handler that comes to `false` in the template has prevented the default. */
  protected onCancel(event: Event): void {
    if (this.isBusy()) event.preventDefault()
  }

  protected onClose(): void {
    // Some browsers close at a second Esc, come what may.
    if (this.isBusy()) return this.dialog().nativeElement.showModal()
    this.open.set(false)
    this.closed.emit()
  }

  /** A press beside the dialog hits the dialog element itself, its content does not. */
  protected onBackdrop({ target, currentTarget }: Event): void {
    if (target === currentTarget && !this.isBusy()) this.open.set(false)
  }
}

let lastId = 0
