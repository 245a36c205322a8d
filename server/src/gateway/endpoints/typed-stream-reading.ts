import type { StreamEvent, Usage } from '../model-call.ts'
import type { EventReading } from './endpoint-row.ts'
import { joinBytes, parseObject } from './event-data.ts'

/** An event of the newer streams: its `type` says what it is. */
export interface TypedEvent {
  readonly type?: unknown
  readonly usage?: unknown
  readonly error?: unknown
}

export interface TypedStreamRules {
  /** The type of the event after which the stream is whole. */
  readonly lastType: string
  /** How many of it come. */
  readonly lastCount: number
  readonly usageOf: (event: TypedEvent) => Usage | null
  /** The field of an event whose length is worth counting for an estimate. */
  readonly textField: 'delta' | 'audio' | 'b64_json'
}

/** Reads a stream of typed events: images, speech, transcription. It is over when the upstream closes. */
export class TypedStreamReading implements EventReading {
  readonly #rules: TypedStreamRules
  #lastSeen = 0
  readonly hasEvents = true
  readonly tellsUsage = true
  usage: Usage | null = null
  isDone = false
  fault: 'upstream_error' | 'upstream_invalid' | null = null
  readonly output = { pieces: 0, bytes: 0 }

  constructor(rules: TypedStreamRules) {
    this.#rules = rules
  }

  get isWhole(): boolean {
    return this.#lastSeen >= this.#rules.lastCount
  }

  take(events: readonly StreamEvent[]): Uint8Array {
    const passed: Uint8Array[] = []
    for (const event of events) {
      if (this.isDone || this.fault !== null) break
      if (this.#read(event)) passed.push(event.bytes)
    }
    return joinBytes(passed)
  }

  /** Whether the event is for the client. */
  #read({ name, data }: StreamEvent): boolean {
    if (data === null) return true
    if (data === '[DONE]') {
      // Some servers close every stream with it; it does not stand for the event that has the result.
      this.isDone = this.isWhole
      return this.isDone
    }
    const event: TypedEvent | null = parseObject(data)
    if (event === null) {
      this.fault = 'upstream_invalid'
      return false
    }
    if (event.error || event.type === 'error' || name === 'error') {
      this.fault = 'upstream_error'
      return true
    }
    this.#count(event)
    return true
  }

  #count(event: TypedEvent): void {
    const { lastType, textField, usageOf } = this.#rules
    const text: unknown = (event as Record<string, unknown>)[textField]
    if (typeof text === 'string') {
      this.output.pieces++
      this.output.bytes += text.length
    }
    if (event.type !== lastType) return
    this.#lastSeen++
    const usage = usageOf(event)
    if (usage !== null) this.usage = this.usage === null ? usage : sumOf(this.usage, usage)
  }
}

/** Of the pictures of one call, each of which tells its own. */
function sumOf(a: Usage, b: Usage): Usage {
  return {
    ...b,
    inputTokens: a.inputTokens + b.inputTokens,
    imageInputTokens: a.imageInputTokens + b.imageInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    imageOutputTokens: a.imageOutputTokens + b.imageOutputTokens,
    images: a.images + b.images,
  }
}
