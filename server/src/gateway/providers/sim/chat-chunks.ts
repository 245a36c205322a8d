import type {
  ChatChunkChoice,
  ChatCompletionChunk,
  ChatDelta,
  ChatUsage,
} from '@llavero/protocol/openai/chat-completion.ts'
import type { ChoicePiece, Piece, UsagePiece } from './completion-piece.ts'
import { randomId } from './random-id.ts'

/** What all chunks of an answer, and an answer as a whole, have in common. */
export interface AnswerFrame {
  readonly id: string
  /** Unix seconds. */
  readonly created: number
  readonly model: string
  /** The one that served the call. */
  readonly service_tier: string
}

export const answerMarks = { system_fingerprint: 'sim' } as const

export interface ChunkOptions {
  readonly includesUsage: boolean
  /** `stream_options.include_obfuscation`, which is on unless it is switched off. */
  readonly hidesLengths: boolean
}

/** A text and its padding are of a multiple of this length, as the service has it. */
const paddedLength = 16

/** Turns the pieces of one answer into its chunks. */
export class ChunkWriter {
  readonly #frame: Omit<ChatCompletionChunk, 'choices'>
  readonly #begun = new Set<number>()
  readonly #hidesLengths: boolean

  constructor(frame: AnswerFrame, { includesUsage, hidesLengths }: ChunkOptions) {
    this.#hidesLengths = hidesLengths
    this.#frame = {
      ...frame,
      object: 'chat.completion.chunk',
      ...answerMarks,
      ...(includesUsage && { usage: null }),
    }
  }

  /**
   * The chunks for a piece: the first of a choice is preceded by one that names the role, and the usage
   * comes in a chunk without choices.
   */
  write(piece: Piece): ChatCompletionChunk[] {
    if (piece.kind === 'usage') {
      return [{ ...this.#frame, choices: [], usage: chatUsage(piece), ...this.#padding('') }]
    }
    const { choice } = piece
    if (this.#begun.has(choice)) return [this.#chunk(chunkChoice(piece))]
    this.#begun.add(choice)
    const content = piece.kind === 'tool-call' ? null : ''
    const delta: ChatDelta = { role: 'assistant', content, refusal: null }
    const opening = { index: choice, delta, logprobs: null, finish_reason: null }
    return [this.#chunk(opening), this.#chunk(chunkChoice(piece))]
  }

  #chunk(choice: ChatChunkChoice): ChatCompletionChunk {
    return { ...this.#frame, choices: [choice], ...this.#padding(choice.delta.content ?? '') }
  }

  /** Whoever watches the encrypted line cannot tell from its length what token went over it. */
  #padding(text: string): { readonly obfuscation?: string } {
    if (!this.#hidesLengths) return {}
    return { obfuscation: randomId('', paddedLength - (text.length % paddedLength)) }
  }
}

function chunkChoice(piece: ChoicePiece): ChatChunkChoice {
  const hasLogprobs = piece.kind === 'text' && piece.logprobs !== null
  return {
    index: piece.choice,
    delta: deltaOf(piece),
    logprobs: hasLogprobs ? { content: piece.logprobs, refusal: null } : null,
    finish_reason: piece.kind === 'finish' ? piece.reason : null,
  }
}

function deltaOf(piece: ChoicePiece): ChatDelta {
  switch (piece.kind) {
    case 'text':
      return { content: piece.text }
    case 'tool-call': {
      const { tool: index, id, form, name } = piece
      if (form === 'function_call') return { function_call: { name, arguments: '' } }
      const opening =
        form === 'function'
          ? { function: { name, arguments: '' } }
          : { custom: { name, input: '' } }
      return { tool_calls: [{ index, id, type: form, ...opening }] }
    }
    case 'tool-input': {
      const { tool: index, form, text } = piece
      if (form === 'function_call') return { function_call: { arguments: text } }
      const input =
        form === 'function' ? { function: { arguments: text } } : { custom: { input: text } }
      return { tool_calls: [{ index, ...input }] }
    }
    case 'finish':
      return {}
  }
}

export function chatUsage({ promptTokens, completionTokens }: UsagePiece): ChatUsage {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}
