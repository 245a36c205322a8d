import { tokenBytes } from '../../../tokens/o200k.ts'
import type { DrawnToken } from './sampled-answer.ts'
import { searchStops } from './stop-sequences.ts'

/** A part of an answer, ready to be shown, with the tokens that it ended. */
export interface WrittenText {
  readonly text: string
  readonly tokens: readonly DrawnToken[]
}

export interface WritingLimits {
  readonly maxTokens: number
  readonly stops: readonly string[]
}

/** How the writing ended, and how many tokens were drawn, those of a stop sequence included. */
export interface WritingEnd {
  readonly reason: 'stop' | 'length'
  readonly tokenCount: number
}

/**
 * Turns tokens into text. Text is held back while a character is incomplete or a stop sequence may
 * have begun, so what was yielded never has to be taken back.
 */
export function* writeText(
  tokens: Iterator<DrawnToken>,
  limits: WritingLimits,
): Generator<WrittenText, WritingEnd> {
  const held = new HeldText()
  let tokenCount = 0
  for (;;) {
    if (tokenCount >= limits.maxTokens) {
      yield* held.takeAll()
      return { reason: 'length', tokenCount }
    }
    const next = tokens.next()
    if (next.done === true) {
      yield* held.takeAll()
      return { reason: 'stop', tokenCount }
    }
    tokenCount += 1
    held.add(next.value)
    const { stopAt, safeLength } = searchStops(held.text, limits.stops)
    yield* held.take(safeLength)
    if (stopAt !== null) return { reason: 'stop', tokenCount }
  }
}

class HeldText {
  text = ''
  #tokens: { readonly drawn: DrawnToken; end: number }[] = []
  readonly #decoder = new TextDecoder()

  add(drawn: DrawnToken): void {
    this.text += this.#decoder.decode(tokenBytes(drawn.token), { stream: true })
    this.#tokens.push({ drawn, end: this.text.length })
  }

  *takeAll(): Generator<WrittenText> {
    this.text += this.#decoder.decode()
    for (const token of this.#tokens) token.end = Math.min(token.end, this.text.length)
    yield* this.take(this.text.length)
  }

  /** Takes the first `length` units, with the tokens that end in them. */
  *take(length: number): Generator<WrittenText> {
    if (length === 0) return
    const taken = this.#tokens.filter((token) => token.end <= length)
    this.#tokens = this.#tokens.filter((token) => token.end > length)
    for (const token of this.#tokens) token.end -= length
    const text = this.text.slice(0, length)
    this.text = this.text.slice(length)
    yield { text, tokens: taken.map((token) => token.drawn) }
  }
}
