import {
  CSP_NONCE,
  Component,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  output,
  untracked,
} from '@angular/core'
import { Compartment, EditorState, type Extension, Transaction } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder as placeholderOf,
} from '@codemirror/view'
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { classHighlighter } from '@lezer/highlight'
import { type CodeLanguage, plainText } from './code-language'
import { editorTheme } from './editor-theme'

/**
 * An editor for code (CodeMirror 6). The document stays inside: it may have a megabyte, so it is asked for by
 * `text()` and not bound. Tab leaves the editor, as everywhere in the page; Ctrl+] and Ctrl+[ indent.
 */
@Component({
  selector: 'llv-code-editor',
  template: '',
  host: { class: 'block min-h-0' },
})
export class CodeEditor {
  readonly label = input.required<string>()
  readonly language = input<CodeLanguage>(plainText)
  readonly placeholder = input('')
  /** What it begins with; later changes of the input replace the document. */
  readonly initialText = input('')
  /** The document has changed: by the reader, or by `replace`. */
  readonly edited = output()

  readonly #view: EditorView
  readonly #language = new Compartment()
  readonly #words = new Compartment()

  constructor() {
    this.#view = new EditorView({
      parent: inject<ElementRef<HTMLElement>>(ElementRef).nativeElement,
      state: EditorState.create({ extensions: this.#extensions(inject(CSP_NONCE)) }),
    })
    effect(() => void this.#useLanguage(this.language()))
    effect(() => this.#useWords(this.label(), this.placeholder()))
    effect(() => {
      const text = this.initialText()
      untracked(() => this.#begin(text))
    })
    inject(DestroyRef).onDestroy(() => this.#view.destroy())
  }

  text(): string {
    return this.#view.state.doc.toString()
  }

  get length(): number {
    return this.#view.state.doc.length
  }

  /** Replaces the whole document; Ctrl+Z takes it back. */
  replace(text: string): void {
    const { doc } = this.#view.state
    this.#view.dispatch({
      changes: { from: 0, to: doc.length, insert: text },
      selection: { anchor: 0 },
      scrollIntoView: true,
    })
  }

  focus(): void {
    this.#view.focus()
  }

  get hasFocus(): boolean {
    return this.#view.hasFocus
  }

  /** Shows a line, from 1, and puts the cursor there. */
  goToLine(line: number): void {
    const { doc } = this.#view.state
    const { from } = doc.line(Math.min(Math.max(line, 1), doc.lines))
    this.#view.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    })
    this.#view.focus()
  }

  #extensions(nonce: string | null): Extension {
    return [
      nonce === null ? [] : EditorView.cspNonce.of(nonce),
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      highlightActiveLine(),
      syntaxHighlighting(classHighlighter),
      keymap.of([
        ...defaultKeymap.filter(({ key }) => !takenKeys.has(key ?? '')),
        ...historyKeymap,
      ]),
      editorTheme,
      // A file that is dropped is the page's to read.
      EditorView.domEventHandlers({
        drop: ({ dataTransfer }) => (dataTransfer?.files.length ?? 0) > 0,
      }),
      this.#language.of([]),
      this.#words.of([]),
      EditorView.updateListener.of(({ docChanged }) => {
        if (docChanged) this.edited.emit()
      }),
    ]
  }

  async #useLanguage({ load }: CodeLanguage): Promise<void> {
    // Code without colours is code all the same.
    const language = await load?.().catch(() => null)
    if (load !== untracked(this.language).load) return
    this.#view.dispatch({ effects: this.#language.reconfigure(language ?? []) })
  }

  #useWords(label: string, placeholder: string): void {
    this.#view.dispatch({
      effects: this.#words.reconfigure([
        // What can be edited can be reached by Tab; said for those who look for `tabindex`.
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        placeholder === '' ? [] : placeholderOf(placeholder),
      ]),
    })
  }

  #begin(text: string): void {
    const { doc } = this.#view.state
    if (text === '' && doc.length === 0) return
    this.#view.dispatch({
      changes: { from: 0, to: doc.length, insert: text },
      annotations: Transaction.addToHistory.of(false),
    })
  }
}

/** What the page has a meaning for. */
const takenKeys: ReadonlySet<string> = new Set(['Mod-Enter', 'Escape'])
