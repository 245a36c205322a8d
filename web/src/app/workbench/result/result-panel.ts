import { NgTemplateOutlet } from '@angular/common'
import { Tab, TabContent, TabList, TabPanel, Tabs } from '@angular/aria/tabs'
import {
  afterRenderEffect,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core'
import {
  LucideCheckCheck,
  LucideDownload,
  LucideOctagonPause,
  LucideRotateCw,
  LucideTriangleAlert,
} from '@lucide/angular'
import { download } from '../../browser/download'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { ErrorText } from '../../shell/error-text'
import { Button } from '../../ui/button'
import { codeLanguageNamed } from '../../ui/code/code-language'
import { CopyButton } from '../../ui/copy-button'
import { GrowingText } from '../../ui/markdown/growing-text'
import { Markdown } from '../../ui/markdown/markdown'
import { originOf } from '../../ui/receipt/origin'
import { Receipt } from '../../ui/receipt/receipt'
import { ResponseExplained } from '../../ui/response/response-explained'
import { Skeleton } from '../../ui/skeleton'
import { readAnswer } from '../answer/read-answer'
import { Review } from '../review/review'
import { ReviewPanel } from '../review/review-panel'
import type { LiveRun, RunFailure } from '../run/live-run'
import { WorkbenchStore } from '../workbench-store'
import { resultFileName } from './result-file'
import { RunAsCode } from './run-as-code'
import { TestFile } from './test-file'

type TabId = 'result' | 'answer' | 'response' | 'code'

const resultTabs: Readonly<Record<string, string>> = {
  patch: 'workbench.result.changes',
  docs: 'workbench.result.documentation',
  tests: 'workbench.result.tests',
  report: 'workbench.result.report',
}

// Nearer to the end than this, the reader follows the text.
const followWithin = 48

/** One run: its answer as its contract wants it shown, the response behind it, and what it cost. */
@Component({
  selector: 'llv-result',
  imports: [
    Button,
    CopyButton,
    LucideCheckCheck,
    LucideDownload,
    LucideOctagonPause,
    LucideRotateCw,
    LucideTriangleAlert,
    Markdown,
    NgTemplateOutlet,
    Receipt,
    ResponseExplained,
    ReviewPanel,
    RunAsCode,
    Tab,
    TabContent,
    TabList,
    TabPanel,
    Tabs,
    TestFile,
    Skeleton,
  ],
  templateUrl: './result-panel.html',
  host: { class: 'flex min-h-0 flex-col' },
})
export class ResultPanel {
  readonly run = input.required<LiveRun>()
  /** Whether the keys of a review are meant for this one. */
  readonly takesKeys = input(true)
  readonly applied = output<string>()
  readonly rerun = output()

  readonly #store = inject(WorkbenchStore)
  readonly #errors = inject(ErrorText)
  readonly #format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller')
  /** There as soon as an answer can be reviewed. */
  readonly reviewPanel = viewChild(ReviewPanel)
  #follows = true

  readonly #output = computed(() => {
    const { action_id: id } = this.run().request
    return (
      this.run().run()?.action.output ??
      this.#store.actions().find((action) => action.id === id)?.output ??
      'report'
    )
  })
  protected readonly answers = computed(() => this.run().answers())
  protected readonly choice = linkedSignal({ source: this.run, computation: () => 0 })
  protected readonly answer = computed(
    () => this.answers()[this.choice()] ?? this.answers()[0] ?? new GrowingText(''),
  )
  protected readonly isOver = computed(() => !this.run().isRunning())
  protected readonly language = computed(() => codeLanguageNamed(this.run().request.language))
  protected readonly fileName = computed(() =>
    resultFileName(
      this.#output(),
      this.run().request.file_name ?? null,
      this.run().request.language,
    ),
  )

  readonly #read = computed(() => {
    if (this.#output() === 'report' || !this.isOver()) return null
    const read = readAnswer(this.answer().whole())
    return read.code === null ? null : read
  })
  /** Null as long as the answer grows, and where there is nothing to review: half a file is no result. */
  protected readonly review = computed(() => {
    const read = this.#read()
    if (!read?.isWhole || this.#output() === 'tests') return null
    return new Review(this.run().request.code, read)
  })
  protected readonly testFile = computed(() =>
    this.#output() === 'tests' && this.#read()?.isWhole ? this.#read() : null,
  )

  /** Where the answer is shown as something else, it can be read as it came, too. */
  protected readonly hasAnswerTab = computed(
    () => this.review() !== null || this.testFile() !== null,
  )

  protected readonly tabs = computed<readonly { readonly id: TabId; readonly text: string }[]>(
    () => [
      { id: 'result', text: resultTabs[this.#output()] ?? 'workbench.result.report' },
      ...(this.hasAnswerTab() ? [{ id: 'answer', text: 'workbench.result.answer' } as const] : []),
      { id: 'response', text: 'workbench.result.response' },
      { id: 'code', text: 'workbench.result.asCode' },
    ],
  )
  protected readonly chosenTab = linkedSignal<LiveRun, string | null>({
    source: this.run,
    computation: () => null,
  })
  protected readonly tab = computed(() => {
    const chosen = this.chosenTab()
    return this.tabs().some(({ id }) => id === chosen) ? (chosen ?? 'result') : 'result'
  })

  protected readonly isCut = computed(() => {
    if (!this.isOver() || this.run().failure()) return false
    const reason = this.run().run()?.answers[this.choice()]?.finish_reason
    return this.run().isStopped() || reason === 'length'
  })
  protected readonly isSnippetChanged = computed(
    () => this.#store.code() !== this.run().request.code,
  )
  protected readonly origin = computed(() => {
    const run = this.run().run()
    const asked = run?.receipt?.model_used ?? run?.model
    const card = this.#store.models().find(({ id }) => id === asked || id === run?.model)
    return originOf(this.run().receipt(), card)
  })

  readonly #now = signal(0)
  protected readonly status = computed(() => {
    const run = this.run()
    if (run.phase() === 'waiting') return this.t('workbench.result.waiting')
    if (run.phase() === 'streaming') return this.t('workbench.result.streaming')
    if (run.phase() === 'settling') return this.t('workbench.result.settling')
    const ended = run.run()?.created_at
    return ended === undefined ? '' : this.#format.relative(ended, this.#now() || Date.now())
  })

  constructor() {
    // Follows the text as it grows, unless the reader has scrolled up.
    afterRenderEffect(() => {
      this.answer().count()
      if (this.run().isRunning()) this.#follow()
    })
    effect(() => {
      this.run()
      untracked(() => (this.#follows = true))
    })
  }

  protected onScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller().nativeElement
    this.#follows = scrollHeight - scrollTop - clientHeight < followWithin
  }

  protected failureText(failure: RunFailure): string {
    return this.#errors.of({
      status: 0,
      type: '',
      param: null,
      requestId: null,
      retryAfterMs: null,
      ...failure,
    })
  }

  protected apply(review: Review): void {
    this.applied.emit(review.result())
  }

  protected save(text: string): void {
    download(this.fileName(), text)
  }

  #follow(): void {
    const scroller = this.scroller().nativeElement
    if (this.#follows && this.tab() === 'result') scroller.scrollTop = scroller.scrollHeight
  }
}
