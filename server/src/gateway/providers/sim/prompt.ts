import type { ChatRequest } from '@llavero/protocol/openai/chat.ts'
import { computeChatCompletionTokenCount } from 'gpt-tokenizer/functionCalling'
import type { ChatCompletionFunctionDefinition } from 'gpt-tokenizer/functionCalling'
import { countText } from '../../../tokens/o200k.ts'

type ChatMessage = ChatRequest['messages'][number]

/** The text of a message; its images, sounds and files are left out. */
export function messageText(message: ChatMessage): string {
  const content = message.content ?? ''
  if (typeof content === 'string') return content
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

/** What the user said last; empty when there is no user. */
export function lastUserText(request: ChatRequest): string {
  const message = request.messages.findLast(({ role }) => role === 'user')
  return message === undefined ? '' : messageText(message)
}

/** What the API bills for an image at low detail. */
const tokensPerImage = 85

/** Tokens of the whole request as the API counts them: texts, the frame around them, tools, images. */
export function countPromptTokens(request: ChatRequest): number {
  const messages = request.messages.map((message) => ({
    role: message.role,
    content: messageText(message) + toolCallText(message),
    ...(typeof message.name === 'string' && { name: message.name }),
  }))
  const texts = computeChatCompletionTokenCount({ messages }, countText)
  return texts + countToolTokens(request) + countImages(request) * tokensPerImage
}

function toolCallText(message: ChatMessage): string {
  if (message.role !== 'assistant') return ''
  const { function_call: functionCall } = message
  const texts = (message.tool_calls ?? []).map((call) =>
    call.type === 'function'
      ? call.function.name + call.function.arguments
      : call.custom.name + call.custom.input,
  )
  if (functionCall) texts.push(functionCall.name + functionCall.arguments)
  return texts.join('')
}

function countToolTokens({ tools, functions: legacyFunctions }: ChatRequest): number {
  const functions = [
    ...(tools ?? []).map((tool) => (tool.type === 'function' ? tool.function : tool.custom)),
    ...(legacyFunctions ?? []),
  ]
  if (functions.length === 0) return 0
  const empty = computeChatCompletionTokenCount({ messages: [] }, countText)
  try {
    const request = { messages: [], functions: functions as ChatCompletionFunctionDefinition[] }
    return computeChatCompletionTokenCount(request, countText) - empty
  } catch {
    // The count follows the parameters' schema, and a client may send one that is none.
    return countText(JSON.stringify(functions))
  }
}

function countImages({ messages }: ChatRequest): number {
  return messages
    .flatMap(({ role, content }) => (role === 'user' && typeof content !== 'string' ? content : []))
    .filter(({ type }) => type === 'image_url').length
}
