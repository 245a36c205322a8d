/** How likely a token was, as a natural logarithm, beside those that might have come instead. */
export interface TokenLogprob {
  readonly token: string
  readonly logprob: number
  readonly top_logprobs?: readonly { readonly token: string; readonly logprob: number }[]
}

/** What we read of a chunk of the chat API; a provider may send more, or less. */
export interface Chunk {
  readonly id?: string
  readonly object?: string
  readonly created?: number
  readonly model?: string
  readonly system_fingerprint?: string | null
  readonly service_tier?: string | null
  readonly choices?: readonly {
    readonly index: number
    readonly delta?: {
      readonly role?: string
      readonly content?: string | null
      readonly refusal?: string | null
    }
    readonly finish_reason?: string | null
    readonly logprobs?: { readonly content?: readonly TokenLogprob[] | null } | null
  }[]
  readonly usage?: Readonly<Record<string, unknown>> | null
}

interface ChoiceParts {
  readonly content: string[]
  readonly refusal: string[]
  readonly logprobs: TokenLogprob[]
  finishReason: string | null
}

/** The chunks of a stream as the one object that a call without `stream` would have answered. */
export class ResponseAssembly {
  #head: Chunk = {}
  #usage: Chunk['usage'] = null
  readonly #choices: ChoiceParts[] = []

  add(chunk: Chunk): void {
    if (this.#head.id === undefined) this.#head = chunk
    if (chunk.usage) this.#usage = chunk.usage
    for (const { index, delta, finish_reason: finishReason, logprobs } of chunk.choices ?? []) {
      const choice = (this.#choices[index] ??= emptyChoice())
      if (logprobs?.content) choice.logprobs.push(...logprobs.content)
      if (delta?.content) choice.content.push(delta.content)
      if (delta?.refusal) choice.refusal.push(delta.refusal)
      if (finishReason) choice.finishReason = finishReason
    }
  }

  /** How likely each token of a choice was; empty where nobody asked. */
  logprobsOf(index: number): readonly TokenLogprob[] {
    return this.#choices[index]?.logprobs ?? []
  }

  get isEmpty(): boolean {
    return this.#head.id === undefined
  }

  whole(): Readonly<Record<string, unknown>> {
    const { id, created, model, system_fingerprint, service_tier } = this.#head
    return {
      id,
      object: 'chat.completion',
      created,
      model,
      ...(system_fingerprint !== undefined && { system_fingerprint }),
      ...(service_tier !== undefined && { service_tier }),
      choices: Array.from(this.#choices, (choice, index) => ({
        index,
        message: {
          role: 'assistant',
          content: choice?.content.join('') ?? '',
          refusal: choice && choice.refusal.length > 0 ? choice.refusal.join('') : null,
        },
        ...(choice && choice.logprobs.length > 0 && { logprobs: { content: choice.logprobs } }),
        finish_reason: choice?.finishReason ?? null,
      })),
      usage: this.#usage,
    }
  }
}

function emptyChoice(): ChoiceParts {
  return { content: [], refusal: [], logprobs: [], finishReason: null }
}
