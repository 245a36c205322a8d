import type { ChatTool } from '@llavero/protocol/openai/chat-tools.ts'
import { encodeText } from '../../../tokens/o200k.ts'
import type { ChoicePiece } from './completion-piece.ts'
import { giveAnswer } from './given-answer.ts'
import { valueFromSchema } from './json-from-schema.ts'
import type { ValueSource } from './value-source.ts'
import { randomId } from './random-id.ts'
import { toolName } from './tool-selection.ts'
import { writeText } from './written-text.ts'

export interface ToolCallWriting {
  readonly choice: number
  readonly maxTokens: number
  readonly source: ValueSource
  /** Whether the tools are the request's deprecated functions. */
  readonly asFunctionCall: boolean
}

/** Writes calls of the tools, one after the other. Returns how many tokens they took. */
export function* writeToolCalls(
  tools: readonly ChatTool[],
  { choice, maxTokens, source, asFunctionCall }: ToolCallWriting,
): Generator<ChoicePiece, number> {
  let tokenCount = 0
  for (const [index, tool] of tools.entries()) {
    const name = toolName(tool)
    const form = asFunctionCall ? 'function_call' : tool.type
    const place = { choice, tool: index, form } as const
    yield { kind: 'tool-call', ...place, id: randomId('call_', 24), name }
    tokenCount += encodeText(name).length
    const input = giveAnswer(toolInput(tool, source), null)
    const writing = writeText(input, { maxTokens: maxTokens - tokenCount, stops: [] })
    let next = writing.next()
    for (; next.done !== true; next = writing.next()) {
      const { text, tokens } = next.value
      yield { kind: 'tool-input', ...place, text, tokenCount: tokens.length }
    }
    tokenCount += next.value.tokenCount
    if (next.value.reason === 'length') {
      yield { kind: 'finish', choice, reason: 'length' }
      return tokenCount
    }
  }
  yield { kind: 'finish', choice, reason: asFunctionCall ? 'function_call' : 'tool_calls' }
  return tokenCount
}

function toolInput(tool: ChatTool, source: ValueSource): string {
  if (tool.type === 'custom') return source.phrase()
  return JSON.stringify(valueFromSchema({ type: 'object', ...tool.function.parameters }, source))
}
