import { GatewayError } from '@llavero/protocol/errors.ts'
import { parse } from '@llavero/protocol/parse.ts'
import type { ChatRequest } from '@llavero/protocol/openai/chat.ts'
import { describeSession } from '@llavero/protocol/openai/realtime-session.ts'
import {
  type RealtimeClientEvent,
  realtimeClientEvent,
  realtimeItem,
  type RealtimeResponseParameters,
  type RealtimeServerEvent,
  type RealtimeSession,
} from '@llavero/protocol/openai/realtime.ts'
import type { FrameChannel, FrameListener } from '../../../model-call.ts'
import type { CompletionJob, Piece } from '../completion-piece.ts'
import { randomId } from '../random-id.ts'
import { chatMessages, Conversation, showItem } from './conversation.ts'
import { ResponseWriter } from './response-writer.ts'

export interface RealtimeSimulatorParts {
  readonly worker: { complete(job: CompletionJob): AsyncIterable<readonly Piece[]> }
  readonly model: string
}

type EventOf<Type extends RealtimeClientEvent['type']> = Extract<
  RealtimeClientEvent,
  { readonly type: Type }
>

/** A response that is being written; `pieces` is what is asked for more. */
interface ActiveResponse {
  readonly writer: ResponseWriter
  isCancelled: boolean
}

/** The longest answer where the client set no limit, and the most that it may set. */
const mostOutputTokens = 4_096

/**
 * The text part of the realtime protocol, answered by `sim-mini`: one end of a channel, like a
 * connection to a provider. It hears and says nothing, and tells so.
 */
export class RealtimeSimulator implements FrameChannel {
  readonly bufferedBytes = 0
  readonly #parts: RealtimeSimulatorParts
  readonly #conversation = new Conversation()
  readonly #conversationId = randomId('conv_', 21)
  readonly #sessionId = randomId('sess_', 21)
  readonly #waiting: string[] = []
  #session: RealtimeSession = { output_modalities: ['text'] }
  #listener: FrameListener | null = null
  #active: ActiveResponse | null = null
  #resumed: PromiseWithResolvers<void> | null = null
  #isClosed = false

  constructor(parts: RealtimeSimulatorParts) {
    this.#parts = parts
    this.#emit({ type: 'session.created', session: this.#describe() })
  }

  listen(listener: FrameListener): void {
    this.#listener = listener
    for (const frame of this.#waiting.splice(0)) listener.frame(frame)
  }

  send(frame: string, sent?: () => void): void {
    if (!this.#isClosed) this.#receive(frame)
    sent?.()
  }

  pause(): void {
    this.#resumed ??= Promise.withResolvers<void>()
  }

  resume(): void {
    this.#resumed?.resolve()
    this.#resumed = null
  }

  close(): void {
    this.#isClosed = true
    this.resume()
    if (this.#active !== null) this.#active.isCancelled = true
  }

  #receive(frame: string): void {
    let eventId: string | null = null
    try {
      const value = parseFrame(frame)
      eventId = typeof value['event_id'] === 'string' ? value['event_id'] : null
      this.#handle(parse(realtimeClientEvent, value))
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      this.#refuse(error, eventId)
    }
  }

  #handle(event: RealtimeClientEvent): void {
    switch (event.type) {
      case 'session.update':
        return this.#update(event)
      case 'conversation.item.create':
        return this.#create(event)
      case 'conversation.item.retrieve':
        return this.#emit({ type: 'conversation.item.retrieved', item: this.#item(event.item_id) })
      case 'conversation.item.delete':
        this.#item(event.item_id)
        this.#conversation.remove(event.item_id)
        return this.#emit({ type: 'conversation.item.deleted', item_id: event.item_id })
      case 'response.create':
        return this.#respond(event.response ?? {})
      case 'response.cancel':
        return this.#cancel(event)
      case 'input_audio_buffer.clear':
        return this.#emit({ type: 'input_audio_buffer.cleared' })
      default:
        throw deaf('type')
    }
  }

  #update({ session }: EventOf<'session.update'>): void {
    if (session.output_modalities?.includes('audio') === true) {
      throw deaf('session.output_modalities')
    }
    this.#session = { ...this.#session, ...session }
    this.#emit({ type: 'session.updated', session: this.#describe() })
  }

  #create({ item, previous_item_id: previous }: EventOf<'conversation.item.create'>): void {
    const isSound =
      item.type === 'message' && item.content.some(({ type }) => type.includes('audio'))
    if (isSound) throw deaf('item.content')
    const shown = showItem(item, 'completed')
    if (this.#conversation.isFullFor(shown)) {
      const message = 'The conversation holds 1000 items and 4 MiB at most.'
      throw new GatewayError('array_above_max_length', message, { param: 'item' })
    }
    if (this.#conversation.find(shown.id) !== undefined) {
      const message = `An item with the id '${shown.id}' exists already.`
      throw new GatewayError('invalid_value', message, { param: 'item.id' })
    }
    if (previous !== undefined && previous !== null && previous !== 'root') this.#item(previous)
    const before = this.#conversation.add(shown, previous === 'root' ? '' : (previous ?? null))
    this.#emit({ type: 'conversation.item.added', previous_item_id: before, item: shown })
    this.#emit({ type: 'conversation.item.done', previous_item_id: before, item: shown })
  }

  #item(id: string): object {
    const item = this.#conversation.find(id)
    if (item !== undefined) return item
    const message = `The item with the id '${id}' does not exist.`
    throw new GatewayError('invalid_value', message, { param: 'item_id' })
  }

  #cancel({ response_id: id }: EventOf<'response.cancel'>): void {
    const active = this.#active
    if (active === null || (id !== undefined && id !== null && id !== active.writer.id)) {
      throw new GatewayError('invalid_value', 'There is no such response to cancel.', {
        param: 'response_id',
      })
    }
    active.isCancelled = true
    this.#active = null
    active.writer.end('cancelled')
  }

  #respond(parameters: RealtimeResponseParameters): void {
    if (parameters.output_modalities?.includes('audio') === true) {
      throw deaf('response.output_modalities')
    }
    if (this.#active !== null) {
      const message = `The conversation has an active response already: '${this.#active.writer.id}'.`
      throw new GatewayError('invalid_value', message)
    }
    const writer = new ResponseWriter({
      emit: (event) => this.#emit(event),
      conversation: parameters.conversation === 'none' ? null : this.#conversation,
      conversationId: this.#conversationId,
      parameters,
    })
    const active = { writer, isCancelled: false }
    const request = this.#requestOf(parameters)
    this.#active = active
    void this.#write(active, request)
  }

  async #write(active: ActiveResponse, request: ChatRequest): Promise<void> {
    const { writer } = active
    writer.begin()
    const job: CompletionJob = {
      model: this.#parts.model,
      request,
      outputCapTokens: null,
      tokens: null,
      repeat: null,
    }
    try {
      for await (const pieces of this.#parts.worker.complete(job)) {
        await this.#resumed?.promise
        if (active.isCancelled) return
        for (const piece of pieces) writer.write(piece)
      }
      this.#end(active, 'completed')
    } catch {
      this.#end(active, 'failed')
    }
  }

  #end(active: ActiveResponse, ending: 'completed' | 'failed'): void {
    // Before the event: whoever reads it may ask for the next response at once.
    if (this.#active === active) this.#active = null
    active.writer.end(ending)
  }

  #requestOf(parameters: RealtimeResponseParameters): ChatRequest {
    const settings = { ...this.#session, ...parameters }
    const items =
      parameters.input?.map((item) => parse(realtimeItem, item)) ?? this.#conversation.items
    const limit = settings.max_output_tokens ?? 'inf'
    const tools = (settings.tools ?? []).filter(({ type }) => type === 'function')
    return {
      model: this.#parts.model,
      messages: chatMessages(settings.instructions ?? '', items),
      max_completion_tokens: limit === 'inf' ? mostOutputTokens : limit,
      ...(tools.length > 0 && {
        tools: tools.map(({ name, description, parameters: schema }) => ({
          type: 'function' as const,
          function: {
            name: name ?? '',
            ...(typeof description === 'string' && { description }),
            parameters: schema ?? {},
          },
        })),
        tool_choice: toolChoiceOf(settings.tool_choice),
      }),
    }
  }

  #describe(): object {
    const frame = { id: this.#sessionId, model: this.#parts.model, expiresAt: 0 }
    return describeSession(this.#session, frame)
  }

  #refuse(error: GatewayError, eventId: string | null): void {
    const { type, code, message, param } = error.toBody().error
    this.#emit({ type: 'error', error: { type, code, message, param, event_id: eventId } })
  }

  #emit(event: RealtimeServerEvent): void {
    if (this.#isClosed) return
    const { type, ...fields } = event
    const frame = JSON.stringify({ type, event_id: randomId('event_', 21), ...fields })
    if (this.#listener === null) this.#waiting.push(frame)
    else this.#listener.frame(frame)
  }
}

function parseFrame(frame: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(frame)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // Told below, in the protocol's own way.
  }
  throw new GatewayError('invalid_json', 'The frame is not a JSON object.')
}

function toolChoiceOf(choice: RealtimeSession['tool_choice']): ChatRequest['tool_choice'] {
  if (typeof choice !== 'object') return choice ?? 'auto'
  return { type: 'function', function: { name: choice.name ?? '' } }
}

function deaf(param: string): GatewayError {
  const message = 'The simulator speaks the text part of the protocol only: no sound in or out.'
  return new GatewayError('unsupported_value', message, { param })
}
