import * as z from 'zod'
import { metadata } from './metadata.ts'

const modality = z.enum(['text', 'audio'])
const maxOutputTokens = z.union([z.int().min(1).max(4096), z.literal('inf')])

const realtimeTool = z.looseObject({
  type: z.string(),
  name: z.string().min(1).max(64).optional(),
  description: z.string().nullish(),
  parameters: z.looseObject({}).nullish(),
})

const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.looseObject({ type: z.string(), name: z.string().optional() }),
])

const audioFormat = z.looseObject({ type: z.string(), rate: z.number().optional() })

/** What a session can be told of its sound: only the simulator and the log read any of it. */
const sessionAudio = z.looseObject({
  input: z
    .looseObject({
      format: audioFormat.nullish(),
      transcription: z.looseObject({ model: z.string().max(256).optional() }).nullish(),
    })
    .nullish(),
  output: z
    .looseObject({
      format: audioFormat.nullish(),
      speed: z.number().min(0.25).max(1.5).nullish(),
    })
    .nullish(),
})

/** `RealtimeSessionCreateRequestGA`. What is not known here goes to the provider as it is. */
export const realtimeSession = z.looseObject({
  type: z.enum(['realtime', 'transcription']).optional(),
  model: z.string().min(1).max(256).optional(),
  output_modalities: z.array(modality).min(1).max(2).optional(),
  instructions: z.string().optional(),
  audio: sessionAudio.nullish(),
  tools: z.array(realtimeTool).max(128).optional(),
  tool_choice: toolChoice.optional(),
  max_output_tokens: maxOutputTokens.optional(),
})
export type RealtimeSession = z.output<typeof realtimeSession>

/** `POST /v1/realtime/client_secrets`. */
export const clientSecretRequest = z.strictObject({
  expires_after: z
    .strictObject({
      anchor: z.literal('created_at').optional(),
      seconds: z.int().min(10).max(7200).optional(),
    })
    .nullish(),
  session: realtimeSession.nullish(),
})

/** An item of a realtime conversation: a message, a function call or its output. */
export const realtimeItem = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('message'),
    id: z.string().max(64).optional(),
    role: z.enum(['system', 'user', 'assistant']),
    content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  }),
  z.looseObject({
    type: z.literal('function_call'),
    id: z.string().max(64).optional(),
    call_id: z.string().max(64).optional(),
    name: z.string(),
    arguments: z.string(),
  }),
  z.looseObject({
    type: z.literal('function_call_output'),
    id: z.string().max(64).optional(),
    call_id: z.string().max(64),
    output: z.string(),
  }),
])
export type RealtimeItem = z.output<typeof realtimeItem>

const eventId = z.string().max(512).optional()

const responseParameters = z.looseObject({
  output_modalities: z.array(modality).min(1).max(2).optional(),
  instructions: z.string().optional(),
  tools: z.array(realtimeTool).max(128).optional(),
  tool_choice: toolChoice.optional(),
  max_output_tokens: maxOutputTokens.optional(),
  conversation: z.string().optional(),
  input: z.array(z.looseObject({ type: z.string() })).optional(),
  metadata: metadata.nullish(),
})
export type RealtimeResponseParameters = z.output<typeof responseParameters>

/** The eleven events that a client may send (`RealtimeClientEvent`). */
export const realtimeClientEvent = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('session.update'),
    event_id: eventId,
    session: realtimeSession,
  }),
  z.looseObject({
    type: z.literal('input_audio_buffer.append'),
    event_id: eventId,
    audio: z.string(),
  }),
  z.looseObject({ type: z.literal('input_audio_buffer.commit'), event_id: eventId }),
  z.looseObject({ type: z.literal('input_audio_buffer.clear'), event_id: eventId }),
  z.looseObject({ type: z.literal('output_audio_buffer.clear'), event_id: eventId }),
  z.looseObject({
    type: z.literal('conversation.item.create'),
    event_id: eventId,
    previous_item_id: z.string().nullish(),
    item: realtimeItem,
  }),
  z.looseObject({
    type: z.literal('conversation.item.retrieve'),
    event_id: eventId,
    item_id: z.string(),
  }),
  z.looseObject({
    type: z.literal('conversation.item.delete'),
    event_id: eventId,
    item_id: z.string(),
  }),
  z.looseObject({
    type: z.literal('conversation.item.truncate'),
    event_id: eventId,
    item_id: z.string(),
    content_index: z.int().min(0),
    audio_end_ms: z.int().min(0),
  }),
  z.looseObject({
    type: z.literal('response.create'),
    event_id: eventId,
    response: responseParameters.nullish(),
  }),
  z.looseObject({
    type: z.literal('response.cancel'),
    event_id: eventId,
    response_id: z.string().nullish(),
  }),
])
export type RealtimeClientEvent = z.output<typeof realtimeClientEvent>

/** The `usage` of `response.done`. */
export interface RealtimeUsage {
  readonly total_tokens: number
  readonly input_tokens: number
  readonly output_tokens: number
  readonly input_token_details: {
    readonly text_tokens: number
    readonly audio_tokens: number
    readonly image_tokens: number
    readonly cached_tokens: number
    readonly cached_tokens_details: {
      readonly text_tokens: number
      readonly audio_tokens: number
      readonly image_tokens: number
    }
  }
  readonly output_token_details: { readonly text_tokens: number; readonly audio_tokens: number }
}

/** A server event on its way: `event_id` is added when it is sent. */
export interface RealtimeServerEvent {
  readonly type: string
  readonly [field: string]: unknown
}
