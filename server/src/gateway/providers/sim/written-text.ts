import { tokenBytes } from '../../../tokens/o200k.ts'
import type { DrawnToken } from './sampled-answer.ts'
import { searchStops } from './stop-sequences.ts'

/** A part of an answer, ready to be shown, with the tokens that begin in it. */
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
  #tokens: { readonly drawn: DrawnToken; readonly begin: number }[] = []
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  add(drawn: DrawnToken): void {
    this.#tokens.push({ drawn, begin: this.text.length })
    this.text += this.#decoder.decode(tokenBytes(drawn.token), { stream: true })
  }

  /** Takes what is left; a character that stayed incomplete becomes U+FFFD. */
  *takeAll(): Generator<WrittenText> {
    this.text += this.#decoder.decode()
    yield* this.take(this.text.length)
  }

  /** Takes the first `length` UTF-16 units, with the tokens that begin in them. */
  *take(length: number): Generator<WrittenText> {
    if (length === 0) return
    const taken = this.#tokens.filter(({ begin }) => begin < length)
    const left = this.#tokens.filter(({ begin }) => begin >= length)
    this.#tokens = left.map(({ drawn, begin }) => ({ drawn, begin: begin - length }))
    const text = this.text.slice(0, length)
    this.text = this.text.slice(length)
    yield { text, tokens: taken.map(({ drawn }) => drawn) }
  }
}
