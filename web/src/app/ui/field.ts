import {
  Component,
  computed,
  contentChild,
  Directive,
  effect,
  ElementRef,
  inject,
  input,
} from '@angular/core'

let lastId = 0

/** An `<input>`, `<textarea>` or `<select>` in the look of the page; inside `llv-field` it is labelled by it. */
@Directive({ selector: '[llvInput]', host: { class: 'input' } })
export class Input {
  readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement
}

/** A label above an input, what helps below it, and what is wrong with it instead of that. */
@Component({
  selector: 'llv-field',
  template: `
    <label class="mb-1.5 block text-sm font-semibold" [attr.for]="id">{{ label() }}</label>
    <ng-content />
    @if (error(); as error) {
      <p class="mt-1.5 text-sm text-danger-ink" [id]="id + '-note'" role="alert">{{ error }}</p>
    } @else if (hint(); as hint) {
      <p class="mt-1.5 text-sm text-ink-faint" [id]="id + '-note'">{{ hint }}</p>
    }
  `,
  host: { class: 'block' },
})
export class Field {
  readonly label = input.required<string>()
  readonly hint = input<string | null>(null)
  readonly error = input<string | null>(null)

  protected readonly id = `llv-field-${++lastId}`
  protected readonly control = contentChild.required(Input)
  readonly #hasNote = computed(() => this.error() !== null || this.hint() !== null)

  constructor() {
    effect(() => {
      const { element } = this.control()
      element.id = this.id
      element.toggleAttribute('aria-describedby', false)
      if (this.#hasNote()) element.setAttribute('aria-describedby', `${this.id}-note`)
      element.setAttribute('aria-invalid', String(this.error() !== null))
    })
  }
}
