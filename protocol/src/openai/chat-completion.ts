/** What `POST /v1/chat/completions` answers, as this server writes it. */
export interface ChatCompletion {
  readonly id: string
  readonly object: 'chat.completion'
  /** Unix seconds. */
  readonly created: number
  readonly model: string
  readonly choices: readonly ChatChoice[]
  readonly usage: ChatUsage
  readonly service_tier?: string
  readonly system_fingerprint?: string
}

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'function_call'

export interface ChatChoice {
  readonly index: number
  readonly message: ChatReplyMessage
  readonly logprobs: ChatLogprobs | null
  readonly finish_reason: FinishReason
}

export interface ChatReplyMessage {
  readonly role: 'assistant'
  readonly content: string | null
  readonly refusal: string | null
  readonly tool_calls?: readonly ChatToolCall[]
  readonly function_call?: { readonly name: string; readonly arguments: string }
  readonly annotations?: readonly unknown[]
}

export type ChatToolCall =
  | {
      readonly id: string
      readonly type: 'function'
      readonly function: { readonly name: string; readonly arguments: string }
    }
  | {
      readonly id: string
      readonly type: 'custom'
      readonly custom: { readonly name: string; readonly input: string }
    }

export interface ChatLogprobs {
  readonly content: readonly ChatTokenLogprob[] | null
  readonly refusal: readonly ChatTokenLogprob[] | null
}

export interface TokenLogprob {
  readonly token: string
  readonly logprob: number
  /** The token's UTF-8 bytes: one character may be split over several tokens. */
  readonly bytes: readonly number[] | null
}

export interface ChatTokenLogprob extends TokenLogprob {
  readonly top_logprobs: readonly TokenLogprob[]
}

/** One event of a streamed answer. */
export interface ChatCompletionChunk {
  readonly id: string
  readonly object: 'chat.completion.chunk'
  readonly created: number
  readonly model: string
  readonly choices: readonly ChatChunkChoice[]
  /** With `include_usage`: null on every chunk but the last. */
  readonly usage?: ChatUsage | null
  readonly service_tier?: string
  readonly system_fingerprint?: string
  /** Random letters that make all chunks of about one length. */
  readonly obfuscation?: string
}

export interface ChatChunkChoice {
  readonly index: number
  readonly delta: ChatDelta
  readonly logprobs: ChatLogprobs | null
  readonly finish_reason: FinishReason | null
}

export interface ChatDelta {
  readonly role?: 'assistant'
  readonly content?: string | null
  readonly refusal?: string | null
  readonly tool_calls?: readonly ChatToolCallDelta[]
  readonly function_call?: { readonly name?: string; readonly arguments?: string }
}

export interface ChatToolCallDelta {
  readonly index: number
  readonly id?: string
  readonly type?: 'function' | 'custom'
  readonly function?: { readonly name?: string; readonly arguments?: string }
  readonly custom?: { readonly name?: string; readonly input?: string }
}

/** Tokens of one call. Providers leave out what they do not count, so every detail may be absent. */
export interface ChatUsage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
  readonly prompt_tokens_details?: {
    readonly cached_tokens?: number
    readonly cache_write_tokens?: number
    readonly audio_tokens?: number
  } | null
  readonly completion_tokens_details?: {
    readonly reasoning_tokens?: number
    readonly audio_tokens?: number
    readonly accepted_prediction_tokens?: number
    readonly rejected_prediction_tokens?: number
  } | null
}
