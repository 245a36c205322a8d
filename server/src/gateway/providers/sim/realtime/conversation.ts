import type { ChatRequest } from '@llavero/protocol/openai/chat.ts'
import type { RealtimeItem } from '@llavero/protocol/openai/realtime.ts'
import { randomId } from '../random-id.ts'

/** An item as the service shows it. */
export type ShownItem = RealtimeItem & {
  readonly id: string
  readonly object: 'realtime.item'
  readonly status: string
}

/** What one conversation may hold, so that a client cannot fill the memory: as many as the service keeps. */
const mostItems = 1_000
const mostBytes = 4 * 1024 * 1024

/** The items of one realtime session, in their order. */
export class Conversation {
  readonly #items: ShownItem[] = []
  #byteCount = 0

  /** The id before the new item; `previous` is the id after which it is to stand, null for the end. */
  add(item: ShownItem, previous: string | null): string | null {
    const after = previous === null ? this.#items.length - 1 : this.#indexOf(previous)
    this.#items.splice(after + 1, 0, item)
    this.#byteCount += sizeOf(item)
    return this.#items[after]?.id ?? null
  }

  /** Whether there is no room for one more item. */
  isFullFor(item: ShownItem): boolean {
    return this.#items.length >= mostItems || this.#byteCount + sizeOf(item) > mostBytes
  }

  find(id: string): ShownItem | undefined {
    return this.#items.find((item) => item.id === id)
  }

  replace(item: ShownItem): void {
    const index = this.#indexOf(item.id)
    const former = this.#items[index]
    if (former === undefined) return
    this.#items[index] = item
    this.#byteCount += sizeOf(item) - sizeOf(former)
  }

  remove(id: string): boolean {
    const index = this.#indexOf(id)
    const [removed] = index === -1 ? [] : this.#items.splice(index, 1)
    if (removed === undefined) return false
    this.#byteCount -= sizeOf(removed)
    return true
  }

  get items(): readonly ShownItem[] {
    return this.#items
  }

  #indexOf(id: string): number {
    return this.#items.findIndex((item) => item.id === id)
  }
}

/** Near enough for a limit: UTF-16 units of its JSON. */
function sizeOf(item: ShownItem): number {
  return JSON.stringify(item).length
}

export function showItem(item: RealtimeItem, status: string): ShownItem {
  return { ...item, id: item.id ?? randomId('item_', 21), object: 'realtime.item', status }
}

type ChatMessage = ChatRequest['messages'][number]

/** The conversation as a chat model reads it. Sound is left out: the simulator hears nothing. */
export function chatMessages(
  instructions: string,
  items: readonly RealtimeItem[],
): ChatRequest['messages'] {
  const opening: ChatMessage[] =
    instructions === '' ? [] : [{ role: 'system', content: instructions }]
  return [...opening, ...items.map(chatMessage)]
}

function chatMessage(item: RealtimeItem): ChatMessage {
  switch (item.type) {
    case 'function_call': {
      const called = { name: item.name, arguments: item.arguments }
      const id = item.call_id ?? ''
      return {
        role: 'assistant',
        content: null,
        tool_calls: [{ id, type: 'function', function: called }],
      }
    }
    case 'function_call_output':
      return { role: 'tool', tool_call_id: item.call_id, content: item.output }
    default:
      return { role: item.role, content: item.content.map(({ text }) => text ?? '').join('') }
  }
}
