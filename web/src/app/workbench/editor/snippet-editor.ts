import {
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core'
import { LucideEraser, LucideFolderOpen } from '@lucide/angular'
import { injectTranslate, LanguageService } from '../../language/language'
import { Button } from '../../ui/button'
import { CodeEditor } from '../../ui/code/code-editor'
import { codeLanguages } from '../../ui/code/code-language'
import { Enter } from '../../ui/enter'
import { ToastService } from '../../ui/toast-service'
import { WorkbenchStore } from '../workbench-store'
import { readCodeFile } from './read-file'
import { maxSnippetLength } from './snippet-limits'

// Reading a megabyte out of the editor at every key would be felt.
const settleMs = 120

/** Where the snippet is written, pasted, opened or dropped. */
@Component({
  selector: 'llv-snippet-editor',
  imports: [Button, CodeEditor, Enter, LucideEraser, LucideFolderOpen],
  templateUrl: './snippet-editor.html',
  host: { class: 'flex min-h-0 flex-col' },
})
export class SnippetEditor {
  /** Ctrl+Enter in the editor. */
  readonly submitted = output()

  protected readonly store = inject(WorkbenchStore)
  readonly #toasts = inject(ToastService)
  readonly #language = inject(LanguageService)
  protected readonly t = injectTranslate()
  protected readonly languages = codeLanguages
  protected readonly isDropping = signal(false)
  protected readonly initialText = this.store.code()
  protected readonly editor = viewChild.required(CodeEditor)
  /** The file that was opened last: a larger one may be read after it. */
  #reading: File | null = null
  #settling: ReturnType<typeof setTimeout> | undefined
  /** What of the store stands in the editor. */
  #known = this.initialText

  protected readonly size = computed(() => {
    const code = this.store.code()
    if (code === '') return ''
    const format = new Intl.NumberFormat(this.#language.current())
    const lines = code.split('\n').length - (code.endsWith('\n') ? 1 : 0)
    return this.t('workbench.editor.size', { lines, characters: format.format(code.length) })
  })

  constructor() {
    // A sample, a kept run or an accepted result replaces the document.
    effect(() => {
      const code = this.store.code()
      untracked(() => {
        if (code !== this.#known) this.#replace(code)
      })
    })
    inject(DestroyRef).onDestroy(() => this.flush())
  }

  /** Whether the reader is writing in it. */
  get hasFocus(): boolean {
    return this.editor().hasFocus
  }

  focus(): void {
    this.editor().focus()
  }

  goToLine(line: number): void {
    this.editor().goToLine(line)
  }

  /** Takes over what was written since the last time. */
  flush(): void {
    if (this.#settling === undefined) return
    clearTimeout(this.#settling)
    this.#settling = undefined
    this.#known = this.editor().text()
    this.store.code.set(this.#known)
  }

  protected onEdited(): void {
    clearTimeout(this.#settling)
    this.#settling = setTimeout(() => this.flush(), settleMs)
  }

  protected chooseLanguage({ target }: Event): void {
    const { value } = target as HTMLSelectElement
    this.store.chosenLanguage.set(value === '' ? null : value)
  }

  protected clear(): void {
    this.flush()
    const { store } = this
    const before = { code: store.code(), fileName: store.fileName() }
    store.code.set('')
    store.fileName.set(null)
    this.#toasts.done(this.t('workbench.editor.cleared'), {
      label: this.t('workbench.undo'),
      run: () => {
        store.code.set(before.code)
        store.fileName.set(before.fileName)
      },
    })
    this.focus()
  }

  protected async onFile({ target }: Event): Promise<void> {
    const input = target as HTMLInputElement
    const [file] = input.files ?? []
    if (file) await this.#take(file)
    input.value = ''
  }

  protected onDragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    this.isDropping.set(true)
  }

  protected async onDrop(event: DragEvent): Promise<void> {
    this.isDropping.set(false)
    const [file] = event.dataTransfer?.files ?? []
    if (!file) return
    event.preventDefault()
    event.stopPropagation()
    await this.#take(file)
  }

  async #take(file: File): Promise<void> {
    this.#reading = file
    const reading = await readCodeFile(file)
    if (this.#reading !== file) return
    if (!reading.ok) {
      const isTooLarge = reading.reason === 'tooLarge'
      this.#toasts.failed(
        isTooLarge
          ? this.t('workbench.editor.tooLarge', { name: file.name, limit: maxSnippetLength })
          : this.t('workbench.editor.notText', { name: file.name }),
      )
      return
    }
    this.store.fileName.set(reading.name)
    this.store.code.set(reading.text)
  }

  #replace(code: string): void {
    clearTimeout(this.#settling)
    this.#settling = undefined
    this.#known = code
    this.editor().replace(code)
    // Replacing is an edit, too; this one is known.
    clearTimeout(this.#settling)
    this.#settling = undefined
  }
}
