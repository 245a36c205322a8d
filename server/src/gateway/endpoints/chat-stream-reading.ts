import type { StreamEvent, Usage } from '../model-call.ts'
import type { EventReading } from './endpoint-row.ts'
import { joinBytes, parseObject } from './event-data.ts'
import { readUsage, serviceTierOf } from './usage.ts'

interface Chunk {
  readonly choices?: unknown
  readonly usage?: unknown
  readonly error?: unknown
  readonly service_tier?: unknown
}

/** What of a request its stream depends on. */
interface StreamRequest {
  readonly stream_options?:
    | { readonly include_usage?: boolean | null | undefined }
    | null
    | undefined
  readonly service_tier?: unknown
}

/** Reads a stream of chat or legacy completions: both end with `[DONE]`. */
export class ChatStreamReading implements EventReading {
  /** Whether the client asked for the usage chunk; otherwise it is kept back. */
  readonly #passesUsage: boolean
  /** The last word on it: the request's, then the answer's. */
  #serviceTier: unknown
  readonly hasEvents = true
  readonly tellsUsage = true
  usage: Usage | null = null
  /** `[DONE]` was seen: nothing after it counts. */
  isDone = false
  /** An error event of the upstream, or data that is no JSON. */
  fault: 'upstream_error' | 'upstream_invalid' | null = null
  /** For an estimate, where the provider never says what was used. */
  readonly output = { pieces: 0, bytes: 0 }

  constructor({ stream_options, service_tier }: StreamRequest) {
    this.#passesUsage = stream_options?.include_usage === true
    this.#serviceTier = service_tier
  }

  get isWhole(): boolean {
    return this.isDone
  }

  /** The bytes of `events` that the client gets; the rest of a stream after its end or its error is not passed. */
  take(events: readonly StreamEvent[]): Uint8Array {
    const passed: Uint8Array[] = []
    for (const event of events) {
      if (this.isDone || this.fault !== null) break
      if (this.#read(event)) passed.push(event.bytes)
    }
    return joinBytes(passed)
  }

  /** Whether the event is for the client. */
  #read(event: StreamEvent): boolean {
    if (event.data === null) return true
    if (event.data === '[DONE]') {
      this.isDone = true
      return true
    }
    const chunk: Chunk | null = parseObject(event.data)
    if (chunk === null) {
      this.fault = 'upstream_invalid'
      return false
    }
    if (chunk.error) {
      this.fault = 'upstream_error'
      return true
    }
    this.#countOutput(chunk)
    this.#serviceTier = chunk.service_tier ?? this.#serviceTier
    const usage = readUsage(chunk.usage)
    if (usage) this.usage = { ...usage, serviceTier: serviceTierOf(this.#serviceTier) }
    // Also usage that makes no sense is what the client did not ask for.
    return this.#passesUsage || !chunk.usage || choicesOf(chunk).length > 0
  }

  /** All text of a delta counts, whatever a vendor calls it: content, reasoning, refusal, arguments. */
  #countOutput(chunk: Chunk): void {
    for (const choice of choicesOf(chunk)) {
      if (typeof choice?.text === 'string' && choice.text !== '') {
        this.output.pieces++
        this.output.bytes += Buffer.byteLength(choice.text)
      }
      for (const [name, value] of Object.entries(choice?.delta ?? {})) {
        if (name === 'role' || value === null || value === '') continue
        this.output.pieces++
        this.output.bytes += Buffer.byteLength(
          typeof value === 'string' ? value : JSON.stringify(value),
        )
      }
    }
  }
}

interface ChunkChoice {
  readonly delta?: Readonly<Record<string, unknown>> | null
  /** Of a legacy completion. */
  readonly text?: unknown
}

function choicesOf({ choices }: Chunk): readonly (ChunkChoice | null)[] {
  return Array.isArray(choices) ? choices : []
}
