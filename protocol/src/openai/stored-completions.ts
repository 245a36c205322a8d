import * as z from 'zod'
import type { ChatUsage } from './chat-completion.ts'
import { metadata } from './metadata.ts'

const page = {
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
}

/**
 * `GET /v1/chat/completions`; filters on metadata are parameters of their own, `metadata[name]=value`.
 * Parameters that are not known are ignored. Newest first, as the service answers it.
 */
export const listCompletionsQuery = z.object({
  ...page,
  model: z.string().optional(),
  order: z.enum(['asc', 'desc']).default('desc'),
})
export type ListCompletionsQuery = z.output<typeof listCompletionsQuery>

/** `GET /v1/chat/completions/{id}/messages`, in the order of the conversation. */
export const listMessagesQuery = z.object({
  ...page,
  order: z.enum(['asc', 'desc']).default('asc'),
})

/** `POST /v1/chat/completions/{id}`: replaces the metadata as a whole. */
export const updateCompletionBody = z.strictObject({ metadata: metadata.nullable() })

/** A chat completion that was kept because its request said `store: true`. */
export interface StoredCompletion {
  readonly object: 'chat.completion'
  readonly id: string
  /** Unix seconds. */
  readonly created: number
  readonly model: string
  readonly request_id: string
  readonly choices: readonly unknown[]
  readonly usage: ChatUsage | null
  readonly metadata: Readonly<Record<string, string>>
  readonly service_tier: string | null
  readonly system_fingerprint: string | null
  /** What follows was asked for. */
  readonly input_user: string | null
  readonly frequency_penalty: number
  readonly presence_penalty: number
  readonly response_format: unknown
  readonly seed: number
  readonly temperature: number
  readonly tool_choice: unknown
  readonly tools: unknown
  readonly top_p: number
}

/** A message of the request of a stored completion. */
export interface StoredMessage {
  /** The completion's id, a hyphen and the place of the message. */
  readonly id: string
  readonly role: string
  /** Where it was given in parts, their texts; null where there was none. */
  readonly content: string | null
  readonly content_parts: readonly unknown[] | null
  readonly name: string | null
}

export interface CompletionDeleted {
  readonly object: 'chat.completion.deleted'
  readonly id: string
  readonly deleted: true
}
