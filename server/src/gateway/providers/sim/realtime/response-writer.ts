import type {
  RealtimeResponseParameters,
  RealtimeServerEvent,
  RealtimeUsage,
} from '@llavero/protocol/openai/realtime.ts'
import type { Piece } from '../completion-piece.ts'
import { randomId } from '../random-id.ts'
import { type Conversation, type ShownItem, showItem } from './conversation.ts'

type Emit = (event: RealtimeServerEvent) => void

export interface ResponseWriterParts {
  readonly emit: Emit
  /** Null for a response outside of the conversation (`conversation: "none"`). */
  readonly conversation: Conversation | null
  readonly conversationId: string
  readonly parameters: RealtimeResponseParameters
}

type Ending = 'completed' | 'cancelled' | 'incomplete' | 'failed'

/** An item that is being written. */
interface OpenItem {
  readonly item: ShownItem
  readonly index: number
  text: string
}

/** Turns the pieces of one answer into the events of one realtime response, in the service's order. */
export class ResponseWriter {
  readonly id = randomId('resp_', 21)
  readonly #parts: ResponseWriterParts
  readonly #output: ShownItem[] = []
  #open: OpenItem | null = null
  #finish: string | null = null
  #usage: RealtimeUsage | null = null
  #isOver = false

  constructor(parts: ResponseWriterParts) {
    this.#parts = parts
  }

  begin(): void {
    this.#parts.emit({ type: 'response.created', response: this.#describe('in_progress', null) })
  }

  write(piece: Piece): void {
    switch (piece.kind) {
      case 'text':
        this.#text(piece.text)
        break
      case 'tool-call':
        this.#closeItem('completed')
        this.#openItem({
          type: 'function_call',
          call_id: piece.id,
          name: piece.name,
          arguments: '',
        })
        break
      case 'tool-input':
        this.#arguments(piece.text)
        break
      case 'finish':
        this.#finish = piece.reason
        break
      case 'usage':
        this.#usage = usageOf(piece.promptTokens, piece.completionTokens)
        break
    }
  }

  /** Ends the response once; what comes after an end is not told. */
  end(ending: Exclude<Ending, 'incomplete'>): void {
    if (this.#isOver) return
    this.#isOver = true
    const isCut = ending === 'completed' && this.#finish === 'length'
    const status: Ending = isCut ? 'incomplete' : ending
    this.#closeItem(status === 'completed' ? 'completed' : 'incomplete')
    this.#parts.emit({
      type: 'response.done',
      response: this.#describe(status, detailsOf(status)),
    })
  }

  #text(text: string): void {
    const open = this.#open ?? this.#openMessage()
    open.text += text
    this.#parts.emit({
      type: 'response.output_text.delta',
      ...this.#place(open),
      content_index: 0,
      delta: text,
    })
  }

  #arguments(text: string): void {
    const open = this.#open
    if (open?.item.type !== 'function_call') return
    open.text += text
    this.#parts.emit({
      type: 'response.function_call_arguments.delta',
      ...this.#place(open),
      call_id: open.item.call_id,
      delta: text,
    })
  }

  #openMessage(): OpenItem {
    const open = this.#openItem({ type: 'message', role: 'assistant', content: [] })
    this.#parts.emit({
      type: 'response.content_part.added',
      ...this.#place(open),
      content_index: 0,
      part: { type: 'text', text: '' },
    })
    return open
  }

  #openItem(draft: Parameters<typeof showItem>[0]): OpenItem {
    const { emit, conversation } = this.#parts
    const item = showItem(draft, 'in_progress')
    const open = { item, index: this.#output.length, text: '' }
    this.#open = open
    const place = { response_id: this.id, output_index: open.index }
    emit({ type: 'response.output_item.added', ...place, item })
    if (conversation !== null) {
      const previous = conversation.add(item, null)
      emit({ type: 'conversation.item.added', previous_item_id: previous, item })
    }
    return open
  }

  #closeItem(status: 'completed' | 'incomplete'): void {
    const open = this.#open
    if (open === null) return
    this.#open = null
    const item = finished(open, status)
    this.#output.push(item)
    this.#closeContent(open, item)
    const { emit, conversation } = this.#parts
    const place = { response_id: this.id, output_index: open.index }
    emit({ type: 'response.output_item.done', ...place, item })
    if (conversation !== null) {
      conversation.replace(item)
      emit({ type: 'conversation.item.done', item })
    }
  }

  #closeContent(open: OpenItem, item: ShownItem): void {
    const { emit } = this.#parts
    const place = this.#place(open)
    if (item.type === 'function_call') {
      const { call_id, name } = item
      const called = { call_id, name, arguments: open.text }
      emit({ type: 'response.function_call_arguments.done', ...place, ...called })
      return
    }
    const content = { content_index: 0 }
    emit({ type: 'response.output_text.done', ...place, ...content, text: open.text })
    const part = { type: 'text', text: open.text }
    emit({ type: 'response.content_part.done', ...place, ...content, part })
  }

  #place({ item, index }: OpenItem): object {
    return { response_id: this.id, item_id: item.id, output_index: index }
  }

  #describe(status: Ending | 'in_progress', statusDetails: object | null): object {
    const { conversation, conversationId, parameters } = this.#parts
    return {
      object: 'realtime.response',
      id: this.id,
      status,
      status_details: statusDetails,
      output: [...this.#output],
      conversation_id: conversation === null ? null : conversationId,
      output_modalities: ['text'],
      max_output_tokens: parameters.max_output_tokens ?? 'inf',
      usage: status === 'in_progress' ? null : (this.#usage ?? usageOf(0, 0)),
      metadata: parameters.metadata ?? null,
    }
  }
}

function finished({ item, text }: OpenItem, status: string): ShownItem {
  if (item.type === 'function_call') return { ...item, status, arguments: text }
  if (item.type === 'function_call_output') return { ...item, status }
  return { ...item, status, content: [{ type: 'output_text', text }] }
}

function detailsOf(status: Ending): object | null {
  switch (status) {
    case 'completed':
      return null
    case 'cancelled':
      return { type: 'cancelled', reason: 'client_cancelled' }
    case 'incomplete':
      return { type: 'incomplete', reason: 'max_output_tokens' }
    case 'failed':
      return { type: 'failed', error: { type: 'server_error', code: null } }
  }
}

function usageOf(inputTokens: number, outputTokens: number): RealtimeUsage {
  return {
    total_tokens: inputTokens + outputTokens,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    input_token_details: {
      text_tokens: inputTokens,
      audio_tokens: 0,
      image_tokens: 0,
      cached_tokens: 0,
      cached_tokens_details: { text_tokens: 0, audio_tokens: 0, image_tokens: 0 },
    },
    output_token_details: { text_tokens: outputTokens, audio_tokens: 0 },
  }
}
