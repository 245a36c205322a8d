import { booleanAttribute, computed, Directive, ElementRef, inject, input } from '@angular/core'

/** `<button llvButton="primary">`, also on links. An icon alone wants `iconOnly` and an `aria-label`. */
@Directive({
  selector: 'button[llvButton], a[llvButton]',
  host: { '[class]': 'classes()', '[attr.type]': 'buttonType()' },
})
export class Button {
  readonly kind = input<'primary' | 'secondary' | 'quiet' | 'danger' | ''>('', {
    alias: 'llvButton',
  })
  readonly iconOnly = input(false, { transform: booleanAttribute })
  /** HTML's default would send the form around it. */
  readonly type = input<'button' | 'submit'>('button')

  readonly #isButton = inject(ElementRef).nativeElement instanceof HTMLButtonElement

  protected readonly buttonType = computed(() => (this.#isButton ? this.type() : null))
  protected readonly classes = computed(
    () => `button button-${this.kind() || 'secondary'}${this.iconOnly() ? ' button-icon' : ''}`,
  )
}
