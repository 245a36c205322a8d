import type {
  ChatChoice,
  ChatCompletion,
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
  const toolCalls = assembleToolCalls(pieces)
  const content = texts.map(({ text }) => text).join('')
  return {
    index,
    message: {
      role: 'assistant',
      content: toolCalls.length > 0 ? null : content,
      refusal: null,
      annotations: [],
      ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
    },
    logprobs: assembleLogprobs(texts.map(({ logprobs }) => logprobs)),
    finish_reason: finishReason(pieces),
  }
}

function assembleToolCalls(pieces: readonly ChoicePiece[]): ChatToolCall[] {
  const calls = pieces.filter((piece) => piece.kind === 'tool-call')
  const inputs = pieces.filter((piece) => piece.kind === 'tool-input')
  return calls.map(({ tool, id, type, name }) => {
    const input = inputs.filter((piece) => piece.tool === tool).map(({ text }) => text)
    return type === 'function'
      ? { id, type, function: { name, arguments: input.join('') } }
      : { id, type, custom: { name, input: input.join('') } }
  })
}

function assembleLogprobs(parts: readonly (readonly ChatTokenLogprob[] | null)[]) {
  const content = parts.filter((part) => part !== null).flat()
  return content.length > 0 ? { content, refusal: null } : null
}

function finishReason(pieces: readonly ChoicePiece[]): FinishReason {
  return pieces.find((piece) => piece.kind === 'finish')?.reason ?? 'stop'
}
