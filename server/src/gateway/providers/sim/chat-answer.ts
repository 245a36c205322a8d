import type {
  ChatChoice,
  ChatCompletion,
  ChatReplyMessage,
  ChatTokenLogprob,
  ChatToolCall,
  FinishReason,
} from '@llavero/protocol/openai/chat-completion.ts'
import { answerMarks, chatUsage } from './chat-chunks.ts'
import type { AnswerFrame } from './chat-chunks.ts'
import type { ChoicePiece, Piece } from './completion-piece.ts'

/** All pieces of a call as one whole answer. */
export function assembleAnswer(frame: AnswerFrame, pieces: readonly Piece[]): ChatCompletion {
  const usage = pieces.find((piece) => piece.kind === 'usage')
  if (usage === undefined) throw new RangeError('An answer without its end cannot be assembled.')
  const choices = Map.groupBy(
    pieces.filter((piece) => piece.kind !== 'usage'),
    ({ choice }) => choice,
  )
  return {
    ...frame,
    object: 'chat.completion',
    choices: [...choices].map(([index, own]) => assembleChoice(index, own)),
    usage: chatUsage(usage),
    ...answerMarks,
  }
}

function assembleChoice(index: number, pieces: readonly ChoicePiece[]): ChatChoice {
  const texts = pieces.filter((piece) => piece.kind === 'text')
  const calls = assembleCalls(pieces)
  const content = texts.map(({ text }) => text).join('')
  return {
    index,
    message: {
      role: 'assistant',
      content: calls === null ? content : null,
      refusal: null,
      annotations: [],
      ...calls,
    },
    logprobs: assembleLogprobs(texts.map(({ logprobs }) => logprobs)),
    finish_reason: finishReason(pieces),
  }
}

function assembleCalls(
  pieces: readonly ChoicePiece[],
): Pick<ChatReplyMessage, 'tool_calls' | 'function_call'> | null {
  const toolCalls: ChatToolCall[] = []
  const inputs = pieces.filter((piece) => piece.kind === 'tool-input')
  for (const { tool, id, form, name } of pieces.filter((piece) => piece.kind === 'tool-call')) {
    const parts = inputs.filter((piece) => piece.tool === tool).map(({ text }) => text)
    const input = parts.join('')
    if (form === 'function_call') return { function_call: { name, arguments: input } }
    toolCalls.push(
      form === 'function'
        ? { id, type: form, function: { name, arguments: input } }
        : { id, type: form, custom: { name, input } },
    )
  }
  return toolCalls.length > 0 ? { tool_calls: toolCalls } : null
}

function assembleLogprobs(parts: readonly (readonly ChatTokenLogprob[] | null)[]) {
  const content = parts.filter((part) => part !== null).flat()
  return content.length > 0 ? { content, refusal: null } : null
}

function finishReason(pieces: readonly ChoicePiece[]): FinishReason {
  return pieces.find((piece) => piece.kind === 'finish')?.reason ?? 'stop'
}
