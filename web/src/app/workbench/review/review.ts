import { computed, signal } from '@angular/core'
import type { AnswerWithCode } from '../answer/read-answer'
import { type AttachedReasons, attachReasons } from './attach-reasons'
import { type Comparison, compareTexts, composeResult, type Decision, type Hunk } from './hunks'

const undecided: Decision = { verdict: 'open' }

/** The review of one result: what was decided about each hunk, and what comes of it. */
export class Review {
  readonly comparison: Comparison
  readonly reasons: AttachedReasons
  readonly #decisions = signal<readonly Decision[]>([])
  readonly #current = signal(0)

  readonly current = this.#current.asReadonly()
  readonly counts = computed(() => {
    const verdicts = this.hunks.map((hunk) => this.decisionOf(hunk).verdict)
    const count = (verdict: Decision['verdict']): number =>
      verdicts.filter((one) => one === verdict).length
    return { open: count('open'), accepted: count('accepted'), rejected: count('rejected') }
  })
  /** The original with all that was not rejected. */
  readonly result = computed(() => composeResult(this.comparison, (hunk) => this.decisionOf(hunk)))

  constructor(original: string, answer: Pick<AnswerWithCode, 'code' | 'reasons'>) {
    this.comparison = compareTexts(original, answer.code ?? original)
    this.reasons = attachReasons(this.comparison.hunks, answer.reasons)
  }

  get hunks(): readonly Hunk[] {
    return this.comparison.hunks
  }

  decisionOf({ index }: Hunk): Decision {
    return this.#decisions()[index] ?? undecided
  }

  /** Decides, and goes on to the next hunk that is open; deciding the same again takes it back. */
  decide(index: number, verdict: 'accepted' | 'rejected'): void {
    const before = this.#decisions()[index] ?? undecided
    const isSame = before.verdict === verdict
    this.#set(index, { ...before, verdict: isSame ? 'open' : verdict })
    this.#current.set(isSame ? index : this.#nextOpen(index))
  }

  decideAll(verdict: 'accepted' | 'rejected'): void {
    this.#decisions.set(
      this.hunks.map((hunk) => ({ ...(this.#decisions()[hunk.index] ?? undecided), verdict })),
    )
  }

  /** Puts one's own lines in the place of the model's, which accepts them. */
  edit(index: number, text: string): void {
    const edited = text === '' ? [] : text.split(/\r?\n/)
    this.#set(index, { verdict: 'accepted', edited })
    this.#current.set(index)
  }

  goTo(index: number): void {
    this.#current.set(Math.min(Math.max(index, 0), Math.max(this.hunks.length - 1, 0)))
  }

  #nextOpen(index: number): number {
    const isOpen = ({ index: other }: Hunk): boolean =>
      (this.#decisions()[other] ?? undecided).verdict === 'open'
    const later = this.hunks.slice(index + 1).find(isOpen)
    return (later ?? this.hunks.find(isOpen))?.index ?? index
  }

  #set(index: number, decision: Decision): void {
    this.#decisions.update((decisions) =>
      this.hunks.map((hunk) =>
        hunk.index === index ? decision : (decisions[hunk.index] ?? undecided),
      ),
    )
  }
}
