import type { StreamEvent, Usage } from '../model-call.ts'
import { readUsage } from './usage.ts'

interface Chunk {
  readonly choices?: unknown
  readonly usage?: unknown
  readonly error?: unknown
}

/** Reads a chat stream as it passes: usage, the terminal event, errors. One per stream. */
export class ChatStreamReading {
  /** Whether the client asked for the usage chunk; otherwise it is kept back. */
  readonly #passesUsage: boolean
  usage: Usage | null = null
  /** `[DONE]` was seen: nothing after it counts. */
  isDone = false
  /** An error event of the upstream, or data that is no JSON. */
  fault: 'upstream_error' | 'upstream_invalid' | null = null
  /** For an estimate, where the provider never says what was used. */
  readonly output = { pieces: 0, bytes: 0 }

  constructor(passesUsage: boolean) {
    this.#passesUsage = passesUsage
  }

  /** The bytes of `events` that the client gets; the rest of a stream after its end or its error is not passed. */
  take(events: readonly StreamEvent[]): Uint8Array {
    const passed: Uint8Array[] = []
    for (const event of events) {
      if (this.isDone || this.fault !== null) break
      if (this.#read(event)) passed.push(event.bytes)
    }
    return joined(passed)
  }

  /** Whether the event is for the client. */
  #read(event: StreamEvent): boolean {
    if (event.data === null) return true
    if (event.data === '[DONE]') {
      this.isDone = true
      return true
    }
    const chunk = parseChunk(event.data)
    if (chunk === null) {
      this.fault = 'upstream_invalid'
      return false
    }
    if (chunk.error) {
      this.fault = 'upstream_error'
      return true
    }
    this.#countOutput(chunk)
    const usage = readUsage(chunk.usage)
    if (usage === null) return true
    this.usage = usage
    return this.#passesUsage || choicesOf(chunk).length > 0
  }

  /** All text of a delta counts, whatever a vendor calls it: content, reasoning, refusal, arguments. */
  #countOutput(chunk: Chunk): void {
    for (const choice of choicesOf(chunk)) {
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
}

function choicesOf({ choices }: Chunk): readonly (ChunkChoice | null)[] {
  return Array.isArray(choices) ? choices : []
}

function parseChunk(data: string): Chunk | null {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

const nothing = new Uint8Array(0)

/** Pieces that lie side by side in one buffer, as events of one read do, are not copied. */
function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces
  const last = pieces.at(-1)
  if (first === undefined || last === undefined) return nothing
  if (pieces.length === 1) return first
  const byteLength = pieces.reduce((sum, piece) => sum + piece.byteLength, 0)
  const isOneRun =
    pieces.every(({ buffer }) => buffer === first.buffer) &&
    last.byteOffset + last.byteLength - first.byteOffset === byteLength
  return isOneRun
    ? new Uint8Array(first.buffer, first.byteOffset, byteLength)
    : Buffer.concat(pieces)
}
