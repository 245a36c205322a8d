import { signal } from '@angular/core'
import { GrowingText } from '../../ui/markdown/growing-text'
import {
  type Chunk,
  ResponseAssembly,
  type TokenLogprob,
} from '../../ui/response/response-assembly'

/** One answer while it comes: a text for each of its choices, and what is known of it in the end. */
export class LiveAnswer {
  readonly #assembly = new ResponseAssembly()
  readonly #texts = signal<readonly GrowingText[]>([])
  readonly #response = signal<Readonly<Record<string, unknown>> | null>(null)
  readonly texts = this.#texts.asReadonly()
  /** As a call without `stream` would have answered; null until it has ended. */
  readonly response = this.#response.asReadonly()

  /** Takes the data of one event. Returns what is wrong where the event is an error. */
  take(data: string): string | null {
    if (data === '[DONE]') return null
    const chunk = JSON.parse(data) as Chunk & { readonly error?: { readonly message?: string } }
    if (chunk.error !== undefined) return chunk.error.message ?? ''
    this.#assembly.add(chunk)
    for (const { index, delta } of chunk.choices ?? []) this.#text(index).push(delta?.content ?? '')
    return null
  }

  end(): void {
    for (const text of this.#texts()) text.end()
    if (!this.#assembly.isEmpty) this.#response.set(this.#assembly.whole())
  }

  /** How likely each token of a choice was; empty until the answer has ended, and where nobody asked. */
  logprobsOf(index: number): readonly TokenLogprob[] {
    return this.#response() === null ? [] : this.#assembly.logprobsOf(index)
  }

  #text(index: number): GrowingText {
    const known = this.#texts()[index]
    if (known !== undefined) return known
    const missing = Array.from(
      { length: index + 1 - this.#texts().length },
      () => new GrowingText(),
    )
    this.#texts.update((texts) => [...texts, ...missing])
    return this.#texts()[index] ?? new GrowingText()
  }
}
