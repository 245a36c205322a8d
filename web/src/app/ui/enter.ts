import { booleanAttribute, Directive, input, output } from '@angular/core'

/**
 * `(llvEnter)` on a text field or a form: Enter sends, once, with the whole text. While a Hangul syllable is being
 * composed, Enter first ends the composition: then it sends after that, without being pressed again. Shift+Enter
 * breaks the line. With `enterWithMod`, Ctrl or Command must be held instead. In a form a `<textarea>` keeps its Enter.
 */
@Directive({
  selector: '[llvEnter]',
  host: {
    '(keydown)': 'onKeydown($event)',
    '(keyup)': 'onKeyup($event)',
    '(compositionend)': 'onCompositionEnd($event)',
  },
})
export class Enter {
  readonly enterWithMod = input(false, { transform: booleanAttribute })
  readonly llvEnter = output()

  /** Enter was pressed in the middle of a syllable. */
  #isWaiting = false
  /** The press that ended the syllable has sent already; some browsers tell of it a second time. */
  #hasSent = false

  protected onKeydown(event: KeyboardEvent): void {
    if (!this.#isOurs(event)) return
    if (event.isComposing) {
      this.#isWaiting = true
      return
    }
    event.preventDefault()
    if (!this.#hasSent && !event.repeat) this.llvEnter.emit()
  }

  protected onKeyup(event: KeyboardEvent): void {
    if (isEnter(event)) this.#hasSent = false
  }

  protected onCompositionEnd({ data }: CompositionEvent): void {
    if (!this.#isWaiting) return
    this.#isWaiting = false
    // Where Enter chooses among candidates (Japanese, Chinese), it only chooses.
    if (!/\p{Script=Hangul}/u.test(data)) return
    this.#hasSent = true
    // The field's own listeners take the text first.
    setTimeout(() => this.llvEnter.emit())
  }

  #isOurs(event: KeyboardEvent): boolean {
    const { target, currentTarget, ctrlKey, metaKey, altKey, shiftKey } = event
    if (!isEnter(event) || altKey || shiftKey || (ctrlKey || metaKey) !== this.enterWithMod())
      return false
    if (!(currentTarget instanceof HTMLFormElement)) return true
    return (
      target instanceof HTMLInputElement &&
      !['button', 'submit', 'checkbox', 'radio'].includes(target.type)
    )
  }
}

/** During a composition Windows calls every key `Process`. */
function isEnter({ key, code }: KeyboardEvent): boolean {
  return key === 'Enter' || (key === 'Process' && (code === 'Enter' || code === 'NumpadEnter'))
}
