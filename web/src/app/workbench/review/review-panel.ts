import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  resource,
} from '@angular/core'
import { LucideTriangleAlert } from '@lucide/angular'
import { isTyping, matchesShortcut } from '../../browser/shortcut'
import { injectTranslate } from '../../language/language'
import { Button } from '../../ui/button'
import { type CodeLanguage, plainText } from '../../ui/code/code-language'
import { DiffColours } from './diff-colours'
import { type DiffLine, gapBefore, hunkLines, sameLines } from './diff-lines'
import { HunkView } from './hunk-view'
import type { Hunk } from './hunks'
import { InlineCode } from './inline-code'
import type { Review } from './review'
import { newSyntaxProblem } from './syntax-check'

// Unchanged lines that are shown around a change.
const contextLines = 3

/** All changes of a result, to be decided one by one with the mouse or with j, k, a, r and e. */
@Component({
  selector: 'llv-review',
  imports: [Button, HunkView, InlineCode, LucideTriangleAlert],
  templateUrl: './review-panel.html',
  host: {
    class: 'block',
    '[class.review-many]': 'review().hunks.length > 60',
    '(document:keydown)': 'onKey($event)',
  },
})
export class ReviewPanel {
  readonly review = input.required<Review>()
  readonly language = input<CodeLanguage>(plainText)
  /** Whether the keys of the page are meant for it: of several reviews, one. */
  readonly takesKeys = input(true)

  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement
  readonly #injector = inject(Injector)
  protected readonly t = injectTranslate()
  protected readonly editing = linkedSignal<Review, number | null>({
    source: this.review,
    computation: () => null,
  })
  protected readonly openGaps = linkedSignal<Review, ReadonlySet<number>>({
    source: this.review,
    computation: () => new Set(),
  })
  protected readonly keys = [
    { text: 'workbench.review.key.move', caps: ['J', 'K'] },
    { text: 'workbench.review.key.accept', caps: ['A'] },
    { text: 'workbench.review.key.reject', caps: ['R'] },
    { text: 'workbench.review.key.edit', caps: ['E'] },
  ] as const

  readonly #checking = resource({
    params: () => ({
      review: this.review(),
      result: this.review().result(),
      language: this.language(),
    }),
    loader: ({ params: { review, result, language } }) =>
      newSyntaxProblem(review.comparison.original.join('\n'), result, language.id),
  })
  protected readonly problem = computed(() =>
    this.#checking.hasValue() ? this.#checking.value() : null,
  )

  readonly #colouring = resource({
    params: () => ({ comparison: this.review().comparison, language: this.language() }),
    loader: ({ params: { comparison, language }, abortSignal }) =>
      DiffColours.of(comparison, language.id, abortSignal),
  })
  readonly #colours = computed(() => (this.#colouring.hasValue() ? this.#colouring.value() : null))

  /** Unchanged lines before each hunk that are folded away. */
  protected readonly gaps = computed(() =>
    this.review().hunks.map(({ index }) => {
      const [from, to] = gapBefore(this.review().comparison, index)
      const start = index === 0 ? from : from + contextLines
      return { lines: sameLines(this.review().comparison, start, to - contextLines) }
    }),
  )

  protected linesOf(hunk: Hunk): readonly DiffLine[] {
    const { comparison } = this.review()
    const [gapStart, gapEnd] = gapBefore(comparison, hunk.index)
    const isOpen = this.openGaps().has(hunk.index)
    const from = isOpen ? gapStart : Math.max(gapStart, gapEnd - contextLines + 1)
    const [, nextEnd] = gapBefore(comparison, hunk.index + 1)
    const after = hunk.originalLine + hunk.removed.length
    // The lines between two near changes stand once, before the second one.
    const isLast = hunk.index === this.review().hunks.length - 1
    const shownAfter = isLast || nextEnd - after + 1 > 2 * contextLines ? contextLines : 0
    const to = Math.min(nextEnd, after + shownAfter - 1)
    const { edited } = this.review().decisionOf(hunk)
    const lines = [
      ...sameLines(comparison, from, gapEnd),
      ...hunkLines(hunk, edited),
      ...sameLines(comparison, after, to),
    ]
    const colours = this.#colours()
    // Edited lines stand in neither text.
    return colours
      ? lines.map((line) => (edited && line.kind === 'added' ? line : colours.of(line)))
      : lines
  }

  protected openGap(index: number): void {
    this.openGaps.update((open) => new Set([...open, index]))
  }

  protected decide(index: number, verdict: 'accepted' | 'rejected'): void {
    this.review().decide(index, verdict)
    this.focusCurrent()
  }

  protected edit(index: number, text: string): void {
    this.review().edit(index, text)
    this.endEdit(index)
  }

  protected endEdit(index: number): void {
    this.editing.set(null)
    this.review().goTo(index)
    this.focusCurrent()
  }

  protected onKey(event: KeyboardEvent): void {
    if (!this.takesKeys() || isTyping(event) || this.review().hunks.length === 0) return
    const act = this.#actionOf(event)
    if (!act) return
    event.preventDefault()
    act()
  }

  #actionOf(event: KeyboardEvent): (() => void) | undefined {
    const current = this.review().current()
    const actions: Readonly<Record<string, () => void>> = {
      j: () => this.#move(current + 1),
      k: () => this.#move(current - 1),
      a: () => this.decide(current, 'accepted'),
      r: () => this.decide(current, 'rejected'),
      e: () => this.editing.set(current),
    }
    return Object.entries(actions).find(([key]) => matchesShortcut(event, key))?.[1]
  }

  #move(index: number): void {
    const hasFocus = this.#host.contains(document.activeElement)
    // The first press leads in.
    this.review().goTo(hasFocus ? index : this.review().current())
    this.focusCurrent()
  }

  focusCurrent(): void {
    afterNextRender(
      () => {
        const hunk = this.#host.querySelector<HTMLElement>('.hunk-current')
        hunk?.focus({ preventScroll: true })
        // Above the first one stands what it is all about.
        const target = this.review().current() === 0 ? this.#host : hunk
        target?.scrollIntoView({
          block: target === this.#host ? 'start' : 'nearest',
          behavior: 'smooth',
        })
      },
      { injector: this.#injector },
    )
  }
}
