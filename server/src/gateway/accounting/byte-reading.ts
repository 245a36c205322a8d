import type { EndpointRow, StreamReading } from '../endpoints/endpoint-row.ts'
import { rowOf } from '../endpoints/endpoints.ts'
import type { ModelCall, Usage } from '../model-call.ts'
import { parseUsageAtEnd, usageEndBytes } from './usage-at-end.ts'

/**
 * Reads along where an answer is passed as bytes: sound says nothing, and long JSON tells its usage at its
 * end. It is whole when the upstream's HTTP body is.
 */
export class ByteReading implements StreamReading<Uint8Array> {
  readonly #call: ModelCall
  readonly #row: EndpointRow
  #end: Uint8Array = new Uint8Array(0)
  readonly hasEvents = false
  readonly tellsUsage: boolean
  readonly isDone = false
  readonly isWhole = false
  readonly fault = null
  readonly output = { pieces: 0, bytes: 0 }

  constructor(call: ModelCall) {
    this.#call = call
    this.#row = rowOf(call.endpoint)
    this.tellsUsage = this.#row.answersJson(call.body)
  }

  get usage(): Usage | null {
    if (!this.tellsUsage) return null
    const answer = parseUsageAtEnd(Buffer.from(this.#end))
    return answer === null ? null : this.#row.readUsage(answer, this.#call)
  }

  take(piece: Uint8Array): Uint8Array {
    this.output.bytes += piece.length
    if (this.tellsUsage) this.#keepEnd(piece)
    return piece
  }

  #keepEnd(piece: Uint8Array): void {
    const whole = piece.length >= usageEndBytes ? piece : Buffer.concat([this.#end, piece])
    // A copy: a view would keep the whole piece in memory.
    this.#end = Uint8Array.from(whole.subarray(-usageEndBytes))
  }
}
