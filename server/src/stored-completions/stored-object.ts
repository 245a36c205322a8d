import { randomInt } from 'node:crypto'
import type { ChatUsage } from '@llavero/protocol/openai/chat-completion.ts'
import type { ChatRequest } from '@llavero/protocol/openai/chat.ts'
import type {
  StoredCompletion,
  StoredMessage,
} from '@llavero/protocol/openai/stored-completions.ts'
import type { StoredCompletionRow } from '../storage/stored-completions.ts'
import type { AnsweredCompletion } from './stream-assembly.ts'

/** A call whose answer is kept. */
export interface StoredCall {
  readonly projectId: string
  readonly requestId: string
  readonly body: ChatRequest
  readonly nowMs: number
}

/** What is written down of an answer; null for one that has no id or no choices: it is none. */
export function rowOf(call: StoredCall, answer: AnsweredCompletion): StoredCompletionRow | null {
  const { id, choices } = answer
  if (typeof id !== 'string' || id === '' || id.length > 256 || !Array.isArray(choices)) return null
  const { body } = call
  const model = typeof answer.model === 'string' ? answer.model : body.model
  const { metadata: _metadata, ...completion } = completionOf(call, {
    ...answer,
    id,
    choices,
    model,
  })
  return {
    project_id: call.projectId,
    id,
    created_at: call.nowMs,
    model,
    model_asked: body.model,
    completion: JSON.stringify(completion),
    messages: JSON.stringify(body.messages),
    metadata: body.metadata ?? {},
  }
}

function completionOf(
  { requestId, body, nowMs }: StoredCall,
  answer: AnsweredCompletion & { id: string; model: string; choices: readonly unknown[] },
): StoredCompletion {
  return {
    object: 'chat.completion',
    id: answer.id,
    model: answer.model,
    created: typeof answer.created === 'number' ? answer.created : Math.floor(nowMs / 1000),
    request_id: requestId,
    tool_choice: body.tool_choice ?? null,
    usage: (answer.usage ?? null) as ChatUsage | null,
    seed: body.seed ?? someSeed(),
    top_p: body.top_p ?? 1,
    temperature: body.temperature ?? 1,
    presence_penalty: body.presence_penalty ?? 0,
    frequency_penalty: body.frequency_penalty ?? 0,
    system_fingerprint: textOrNull(answer.system_fingerprint),
    input_user: body.user ?? null,
    service_tier: textOrNull(answer.service_tier),
    tools: body.tools ?? null,
    metadata: {},
    choices: answer.choices.map(withCalls),
    response_format: body.response_format ?? null,
  }
}

/** The service tells the seed that it drew. Which one a provider drew is not told; this fills its place. */
function someSeed(): number {
  return randomInt(2 ** 31)
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** The service names both kinds of calls in a stored answer, also where there are none. */
function withCalls(choice: unknown): unknown {
  if (typeof choice !== 'object' || choice === null || !('message' in choice)) return choice
  const message = choice.message as object
  return { ...choice, message: { tool_calls: null, function_call: null, ...message } }
}

/** A row as the API tells it. */
export function storedCompletion(row: StoredCompletionRow): StoredCompletion {
  const completion = JSON.parse(row.completion) as StoredCompletion
  return { ...completion, metadata: row.metadata }
}

/** The messages of its request. */
export function storedMessages(row: StoredCompletionRow): StoredMessage[] {
  const messages = JSON.parse(row.messages) as ChatRequest['messages']
  return messages.map((message, index) => {
    const { content } = message
    return {
      ...message,
      id: `${row.id}-${index}`,
      content: Array.isArray(content) ? joinTexts(content) : (content ?? null),
      content_parts: Array.isArray(content) ? content.map(storedPart) : null,
      name: typeof message.name === 'string' ? message.name : null,
    }
  })
}

type Part = Readonly<Record<string, unknown>>

/** As the service puts it: the texts of all parts, those of pictures being empty. */
function joinTexts(parts: readonly Part[]): string {
  return parts.map(({ text }) => (typeof text === 'string' ? text : '')).join(' ')
}

/** Every part has the keys of all kinds. */
function storedPart(part: Part): Part {
  const image = part['image_url']
  const imageUrl = typeof image === 'object' && image !== null ? { detail: null, ...image } : null
  return { text: null, input_audio: null, file: null, ...part, image_url: imageUrl }
}
