import type { ChatUsage } from './chat-completion.ts'

/** What `POST /v1/completions` answers, and each event of its stream, as this server writes it. */
export interface TextCompletion {
  readonly id: string
  readonly object: 'text_completion'
  /** Unix seconds. */
  readonly created: number
  readonly model: string
  readonly choices: readonly TextChoice[]
  /** In a stream with `include_usage`: null on every event but the last. */
  readonly usage?: ChatUsage | null
  readonly system_fingerprint?: string
}

export interface TextChoice {
  readonly text: string
  /** Of all prompts together: those of the second prompt follow those of the first. */
  readonly index: number
  readonly logprobs: TextLogprobs | null
  readonly finish_reason: 'stop' | 'length' | null
}

export interface TextLogprobs {
  readonly tokens: readonly string[]
  readonly token_logprobs: readonly number[]
  readonly top_logprobs: readonly Readonly<Record<string, number>>[]
  /** Where each token begins in the text, in UTF-16 units. */
  readonly text_offset: readonly number[]
}
