import { Component, computed, HostListener, inject, signal } from '@angular/core'
import { LucidePlay, LucideSquare } from '@lucide/angular'
import { matchesShortcut } from '../browser/shortcut'
import { injectTranslate } from '../language/language'
import { ErrorText } from '../shell/error-text'
import { Button } from '../ui/button'
import { type ChatBody, copyAs, type CopyTarget } from '../ui/copy-as/copy-as'
import { CodeBlock } from '../ui/code-block'
import { EmptyState } from '../ui/empty-state'
import { Failure } from '../ui/failure'
import { Markdown } from '../ui/markdown/markdown'
import { PageHeader } from '../ui/page-header'
import { originOf } from '../ui/receipt/origin'
import { Receipt } from '../ui/receipt/receipt'
import { ResponseExplained } from '../ui/response/response-explained'
import { Tabs } from '../ui/tabs'
import { Messages } from './messages'
import { ParametersPanel } from './parameters/parameters-panel'
import { PlaygroundStore } from './playground-store'
import { TokenOdds } from './run/token-odds'

/** Every parameter of a request, explained where it is set and shown at work. */
@Component({
  selector: 'llv-playground',
  imports: [
    Button,
    CodeBlock,
    EmptyState,
    Failure,
    LucidePlay,
    LucideSquare,
    Markdown,
    Messages,
    PageHeader,
    ParametersPanel,
    Receipt,
    ResponseExplained,
    Tabs,
    TokenOdds,
  ],
  providers: [PlaygroundStore],
  templateUrl: './playground.html',
})
export class Playground {
  readonly #errorText = inject(ErrorText)
  protected readonly store = inject(PlaygroundStore)
  protected readonly t = injectTranslate()
  protected readonly icon = LucidePlay.icon
  protected readonly tab = signal<string | undefined>('answer')
  protected readonly tabs = computed(() => [
    { id: 'answer', label: this.t('playground.tab.answer') },
    { id: 'response', label: this.t('playground.tab.response') },
    { id: 'curl', label: 'curl' },
    { id: 'node', label: 'Node.js' },
    { id: 'python', label: 'Python' },
  ])
  protected readonly origin = computed(() =>
    originOf(this.store.receipt(), this.store.card() ?? undefined),
  )
  protected readonly code = computed(() => {
    const body: ChatBody = this.store.body()
    return copyAs(this.tab() as CopyTarget, { origin: location.origin, body })
  })
  protected readonly errorOf = computed(() => {
    const error = this.store.error()
    return error === null ? null : this.#errorText.of(error)
  })

  @HostListener('window:keydown', ['$event'])
  protected onKey(event: KeyboardEvent): void {
    // A text field sends by itself, because it knows of compositions.
    if (event.defaultPrevented) return
    if (matchesShortcut(event, 'mod+Enter')) {
      event.preventDefault()
      void this.store.send()
    } else if (event.key === 'Escape' && this.store.isRunning()) this.store.stop()
  }
}
