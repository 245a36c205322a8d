import { NgTemplateOutlet } from '@angular/common'
import {
  afterNextRender,
  Component,
  computed,
  effect,
  inject,
  Injector,
  input,
  output,
  signal,
  viewChild,
  ViewEncapsulation,
} from '@angular/core'
import { keyCaps } from '../../browser/shortcut'
import { injectTranslate } from '../../language/language'
import { Button } from '../../ui/button'
import { CodeEditor } from '../../ui/code/code-editor'
import { type CodeLanguage, plainText } from '../../ui/code/code-language'
import { Enter } from '../../ui/enter'
import type { DiffLine } from './diff-lines'
import type { Decision, Hunk } from './hunks'
import { InlineCode } from './inline-code'

// A hunk that replaces a whole file is shown in part, so that it costs no more than its decision.
const mostLines = 120

/** One change: its lines, the reason beside them, and what can be decided about it. */
@Component({
  selector: 'llv-hunk',
  imports: [Button, CodeEditor, Enter, InlineCode, NgTemplateOutlet],
  templateUrl: './hunk-view.html',
  styleUrl: './hunk-view.css',
  encapsulation: ViewEncapsulation.None,
  host: { class: 'hunk', '[attr.data-verdict]': 'decision().verdict' },
})
export class HunkView {
  readonly hunk = input.required<Hunk>()
  readonly total = input.required<number>()
  readonly lines = input.required<readonly DiffLine[]>()
  readonly reasons = input.required<readonly string[]>()
  readonly decision = input.required<Decision>()
  readonly language = input<CodeLanguage>(plainText)
  readonly isEditing = input(false)
  readonly decided = output<'accepted' | 'rejected'>()
  readonly editBegun = output()
  readonly editEnded = output()
  readonly edited = output<string>()

  readonly #injector = inject(Injector)
  protected readonly t = injectTranslate()
  protected readonly editor = viewChild(CodeEditor)
  protected readonly showsAll = signal(false)
  protected readonly signs = { same: '', removed: '−', added: '+' } as const
  protected readonly saveKeys = keyCaps('mod+enter').join(' ')
  protected readonly initialText = computed(() =>
    (this.decision().edited ?? this.hunk().added).join('\n'),
  )
  protected readonly shownLines = computed(() =>
    this.showsAll() ? this.lines() : this.lines().slice(0, mostLines),
  )
  protected readonly hiddenCount = computed(() => this.lines().length - this.shownLines().length)

  constructor() {
    effect(() => {
      if (!this.isEditing()) return
      afterNextRender(() => this.editor()?.focus(), { injector: this.#injector })
    })
  }

  protected save(): void {
    const editor = this.editor()
    if (editor) this.edited.emit(editor.text())
  }

  protected cancel(event: Event): void {
    event.stopPropagation()
    this.editEnded.emit()
  }
}
