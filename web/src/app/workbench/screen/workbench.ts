import {
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  signal,
  untracked,
  viewChild,
  ViewEncapsulation,
} from '@angular/core'
import { Router, RouterLink, RouterOutlet } from '@angular/router'
import {
  LucideColumns2,
  LucideFilePlus,
  LucideHistory,
  LucideListChecks,
  LucidePlay,
  LucideSquare,
} from '@lucide/angular'
import { isTyping, keyCaps, matchesShortcut } from '../../browser/shortcut'
import { injectTranslate, type Language, languageNames, languages } from '../../language/language'
import { Button } from '../../ui/button'
import { ToastService } from '../../ui/toast-service'
import { Comparison } from '../compare/comparison'
import type { Sample } from '../editor/samples'
import { SnippetEditor } from '../editor/snippet-editor'
import { HistoryDrawer } from '../history/history-drawer'
import { ResultPanel } from '../result/result-panel'
import type { ReviewPanel } from '../review/review-panel'
import { Estimate } from '../run/estimate'
import type { LiveRun } from '../run/live-run'
import { VariantSettings } from '../run/variant-settings'
import { WorkbenchStore } from '../workbench-store'
import { ActionBar } from './action-bar'
import { FirstSteps } from './first-steps'

/** Paste a snippet, choose an action, get an answer to review. */
@Component({
  selector: 'llv-workbench',
  imports: [
    ActionBar,
    Button,
    Comparison,
    Estimate,
    FirstSteps,
    HistoryDrawer,
    LucideColumns2,
    LucideFilePlus,
    LucideHistory,
    LucideListChecks,
    LucidePlay,
    LucideSquare,
    ResultPanel,
    RouterLink,
    RouterOutlet,
    SnippetEditor,
    VariantSettings,
  ],
  templateUrl: './workbench.html',
  styleUrl: './workbench.css',
  encapsulation: ViewEncapsulation.None,
  host: { '(document:keydown)': 'onKey($event)' },
})
export class Workbench {
  protected readonly store = inject(WorkbenchStore)
  readonly #router = inject(Router)
  readonly #toasts = inject(ToastService)
  protected readonly t = injectTranslate()
  protected readonly languages = languages
  protected readonly languageNames = languageNames
  protected readonly runKeys = keyCaps('mod+enter')
  protected readonly isHistoryOpen = signal(false)
  protected readonly snippet = viewChild.required(SnippetEditor)
  /** By name, and its class as a type only: it is loaded when there is something to show. */
  protected readonly result = viewChild<ResultPanel>('result')
  protected readonly results = viewChild.required<ElementRef<HTMLElement>>('results')
  protected readonly requests = computed(() =>
    this.store.usedVariants().flatMap((choices) => this.store.requestFor(choices) ?? []),
  )
  /** The run whose review takes the keyboard when it is there; null once the reader does something else. */
  #awaited: LiveRun | null = null
  #addressed: LiveRun | null = null

  constructor() {
    this.store.refresh()
    effect(() => this.#followAddress(this.store.runs()))
    // The review takes the keyboard as soon as it is drawn.
    effect(() => {
      const [live] = this.store.runs()
      const review = this.result()?.reviewPanel()
      if (review && live === this.#awaited) untracked(() => this.#leadTo(review))
    })
  }

  protected run(): void {
    this.snippet().flush()
    if (!this.store.canRun()) {
      this.snippet().focus()
      return
    }
    const [live] = this.store.start()
    this.#awaited = live ?? null
    this.results().nativeElement.scrollIntoView({ block: 'nearest', behavior: 'smooth' })
  }

  protected trySample(sample: Sample): void {
    const { store } = this
    store.chosenLanguage.set(null)
    store.fileName.set(sample.fileName)
    store.code.set(sample.code)
    const action = store.actions().find(({ slug }) => slug === sample.action)
    if (action) store.chosenActionId.set(action.id)
    this.snippet().focus()
  }

  protected startOver(): void {
    this.snippet().flush()
    this.store.clear()
    void this.#router.navigateByUrl('/workbench')
    this.snippet().focus()
  }

  protected apply(text: string): void {
    this.snippet().flush()
    const before = this.store.code()
    this.store.code.set(text)
    this.#toasts.done(this.t('workbench.result.wasApplied'), {
      label: this.t('workbench.undo'),
      run: () => this.store.code.set(before),
    })
  }

  protected chooseAnswerLanguage({ target }: Event): void {
    this.store.answerLanguage.set((target as HTMLSelectElement).value as Language)
  }

  protected onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return
    if (matchesShortcut(event, 'escape')) this.#escape(event)
    else if (matchesShortcut(event, 'mod+enter')) {
      event.preventDefault()
      this.run()
    } else if (!event.ctrlKey && !event.metaKey) {
      // Whoever goes on typing is not to be led away.
      if (isTyping(event)) this.#awaited = null
    }
  }

  /** Stops what runs; else leads out of the editor, to where letters are shortcuts. */
  #escape(event: KeyboardEvent): void {
    if (this.store.isRunning()) {
      event.preventDefault()
      this.store.stop()
    } else if (this.snippet().hasFocus) {
      event.preventDefault()
      this.result()?.reviewPanel()?.focusCurrent()
    }
  }

  #leadTo(review: ReviewPanel): void {
    this.#awaited = null
    review.focusCurrent()
  }

  /** A run has an address as soon as the server has given it an id. */
  #followAddress(runs: readonly LiveRun[]): void {
    const [first] = runs
    // Once for each run: later the reader may have gone elsewhere.
    if (!first || first === this.#addressed) return
    const groupId = first.request.group?.id
    const id = first.run()?.id
    const address = groupId ? `/workbench/compare/${groupId}` : id && `/workbench/runs/${id}`
    if (!address) return
    this.#addressed = first
    if (this.#router.url !== address) void this.#router.navigateByUrl(address)
  }
}
