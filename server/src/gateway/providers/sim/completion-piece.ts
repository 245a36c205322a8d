import type { ChatTokenLogprob, FinishReason } from '@llavero/protocol/openai/chat-completion.ts'
import type { ChatTool } from '@llavero/protocol/openai/chat-tools.ts'
import type { ChatRequest } from '@llavero/protocol/openai/chat.ts'

/** One call of a simulated model. */
export interface CompletionJob {
  readonly model: string
  readonly request: ChatRequest
  /** A limit of ours beside the client's own. */
  readonly outputCapTokens: number | null
  /** The exact length of a text answer in tokens; null for its natural end. */
  readonly tokens: number | null
  /** A text to answer with; null for the model's own. */
  readonly repeat: string | null
}

/** What happens next in a call. The usage is the last piece. */
export type Piece = ChoicePiece | UsagePiece

export type ChoicePiece = TextPiece | ToolCallPiece | ToolInputPiece | FinishPiece

interface TextPiece {
  readonly kind: 'text'
  readonly choice: number
  readonly text: string
  readonly tokenCount: number
  /** Null when the client did not ask. */
  readonly logprobs: readonly ChatTokenLogprob[] | null
}

/** `function_call` is a call of one of the request's deprecated `functions`: only its form differs. */
type CallForm = ChatTool['type'] | 'function_call'

interface ToolCallPiece {
  readonly kind: 'tool-call'
  readonly choice: number
  /** Index of the call within its choice. */
  readonly tool: number
  readonly id: string
  readonly form: CallForm
  readonly name: string
}

interface ToolInputPiece {
  readonly kind: 'tool-input'
  readonly choice: number
  readonly tool: number
  readonly form: CallForm
  readonly text: string
  readonly tokenCount: number
}

interface FinishPiece {
  readonly kind: 'finish'
  readonly choice: number
  readonly reason: FinishReason
}

/** What all choices took together. */
export interface UsagePiece {
  readonly kind: 'usage'
  readonly promptTokens: number
  readonly completionTokens: number
}
