import { Component, computed, type ElementRef, effect, input, viewChild } from '@angular/core'
import { LucideDownload } from '@lucide/angular'
import { download } from '../../browser/download'
import { injectTranslate } from '../../language/language'
import { Button } from '../../ui/button'
import { GrowingCode } from '../../ui/code/growing-code'
import { CopyButton } from '../../ui/copy-button'
import { GrowingText } from '../../ui/markdown/growing-text'
import { Markdown } from '../../ui/markdown/markdown'
import type { AnswerWithCode } from '../answer/read-answer'
import { InlineCode } from '../review/inline-code'

/** A file of tests: how to run it, what it tests, and the code to take along. */
@Component({
  selector: 'llv-test-file',
  imports: [Button, CopyButton, InlineCode, LucideDownload, Markdown],
  template: `
    <llv-markdown [text]="before()" />
    @if (answer().reasons.length > 0) {
      <h3 class="mt-4 text-sm font-semibold">{{ t('workbench.tests.what') }}</h3>
      <ul class="mt-1.5 flex flex-col gap-1">
        @for (reason of answer().reasons; track $index) {
          <li class="flex gap-2 text-sm">
            <span class="tag mt-0.5 flex-none self-start">
              {{ reason.lines ? t('workbench.tests.line', { line: reason.lines[0] }) : '•' }}
            </span>
            <span><llv-inline-code [text]="reason.text" /></span>
          </li>
        }
      </ul>
    }
    <div class="mt-4 flex flex-wrap items-center gap-1.5">
      <code class="text-sm font-semibold">{{ fileName() }}</code>
      <span class="ml-auto flex gap-1.5">
        <llv-copy-button [text]="answer().code ?? ''" />
        <button llvButton="quiet" class="button-small" (click)="save()">
          <svg lucideDownload></svg>{{ t('workbench.result.download') }}
        </button>
      </span>
    </div>
    <div #code class="markdown mt-1.5"></div>
  `,
})
export class TestFile {
  readonly answer = input.required<AnswerWithCode>()
  readonly fileName = input.required<string>()

  protected readonly t = injectTranslate()
  protected readonly before = computed(() => new GrowingText(this.answer().before))
  protected readonly code = viewChild.required<ElementRef<HTMLElement>>('code')

  constructor() {
    effect((onCleanup) => {
      const { code, language } = this.answer()
      const words = { copy: this.t('ui.copy'), copied: this.t('ui.copied') }
      const block = new GrowingCode(language, words)
      const stop = new AbortController()
      block.append(code ?? '')
      block.finish(code ?? '', stop.signal)
      this.code().nativeElement.replaceChildren(block.element)
      onCleanup(() => stop.abort())
    })
  }

  protected save(): void {
    download(this.fileName(), this.answer().code ?? '')
  }
}
