import { type ErrorCode, GatewayError } from '@llavero/protocol/errors.ts'
import { rowOf } from '../gateway/endpoints/endpoints.ts'
import type { Caller, ModelCall, Target, Ticket, Usage, Verdict } from '../gateway/model-call.ts'
import type { Stages } from '../gateway/pipeline.ts'

export interface TurnParts {
  readonly stages: Pick<Stages, 'admit' | 'refuse' | 'close'>
  /** The caller as it is now; throws GatewayError once its key was revoked or has expired. */
  readonly caller: () => Caller
  /** A call that stands for one response: it may read and write so many tokens at most. */
  readonly callFor: (inputTokensBound: number) => ModelCall
}

/** One response that is paid for: held, and settled when it is done. */
interface Turn {
  readonly ticket: Ticket
  readonly beganAt: number
  readonly inputTokensBound: number
  /** Bytes of its deltas, for an estimate where the provider never says what was used. */
  outputBytes: number
}

/**
 * What a client may add between two responses without a new hold: some seven minutes of speech. What
 * goes beyond is held when the response begins.
 */
const allowanceTokens = 4_096

/**
 * What one realtime session owes. Before a response can begin its money is held, after it is done the
 * hold is settled with what it used, and a new one is taken for the next.
 */
export class Turns {
  /** Where the session leads, once it is connected. */
  target: Target | null = null
  readonly #parts: TurnParts
  readonly #running = new Map<string, Turn>()
  #reserved: Turn | null = null
  #outputCapTokens: number | null = null
  /** What the conversation had in it after the last response. */
  #contextTokens = 0
  /** What the client has sent since, at most. */
  #addedTokens = 0

  constructor(parts: TurnParts) {
    this.#parts = parts
  }

  get isRunning(): boolean {
    return this.#running.size > 0
  }

  /**
   * What the next response may write where the budget affords less than the model can; null for all. While
   * a response runs and nothing is held for the next, it is what the last one might.
   */
  get outputCapTokens(): number | null {
    return this.#outputCapTokens
  }

  /** The hold of the first response, for who connects the session with it. */
  takeReserved(): Ticket {
    if (this.#reserved === null) throw new TypeError('Nothing is held for the session.')
    const { ticket } = this.#reserved
    this.#reserved = null
    return ticket
  }

  /** The session is connected: the hold that it was connected with is the first response's. */
  lead(target: Target, ticket: Ticket): void {
    this.target = target
    this.#reserved = this.#turnOf(ticket, this.#nextInputTokens)
  }

  /** Counts what the client sent: it will be read by every later response. */
  add(tokens: number): void {
    this.#addedTokens += tokens
  }

  /** Takes the hold for the next response. Returns what refuses it, which has been logged. */
  async reserve(): Promise<GatewayError | null> {
    const bound = this.#nextInputTokens
    const { stages, caller, callFor } = this.#parts
    const by = caller()
    const call = callFor(bound)
    const admission = await stages.admit(by, call)
    if (!admission.allowed) return stages.refuse(by, call, admission)
    this.#reserved = this.#turnOf(admission.ticket, bound)
    return null
  }

  /**
   * A response has begun. Returns what refuses it: a second one beside another needs a hold of its own,
   * and one that reads more than was held for needs a larger one. Where the money does not cover as much as
   * the response was let to write, the session has to end before it is written: what came is settled.
   */
  async begin(responseId: string): Promise<GatewayError | null> {
    // Said twice, it is still one response with one hold.
    if (this.#running.has(responseId)) return null
    const isCovered =
      this.#reserved !== null &&
      this.#reserved.inputTokensBound >= this.#contextTokens + this.#addedTokens
    const letCapTokens = this.#outputCapTokens
    if (!isCovered) {
      this.#giveBack()
      const refusal = await this.reserve()
      if (refusal !== null) return refusal
    }
    const turn = this.#reserved
    this.#reserved = null
    if (turn !== null) this.#running.set(responseId, { ...turn, beganAt: performance.now() })
    return isLess(this.#outputCapTokens, letCapTokens) ? tooLittleLeft : null
  }

  /** Counts what a response has written. */
  write(responseId: string, byteCount: number): void {
    const turn = this.#running.get(responseId)
    if (turn !== undefined) turn.outputBytes += byteCount
  }

  /** A response is done: its hold is settled with what it used, or with an estimate. */
  finish(responseId: string, usage: Usage | null, verdict: Verdict): void {
    const turn = this.#running.get(responseId)
    if (turn === undefined) return
    this.#running.delete(responseId)
    this.#close(turn, usage ?? estimated(turn), verdict, null)
    if (usage === null) return
    this.#contextTokens = usage.inputTokens + usage.outputTokens
    this.#addedTokens = 0
  }

  /** The session has ended: what runs is settled as far as it got, what was held for the next is given back. */
  close(verdict: Verdict, errorCode: ErrorCode | null = null): void {
    for (const turn of this.#running.values()) {
      this.#close(turn, estimated(turn), verdict, errorCode)
    }
    this.#running.clear()
    this.#giveBack()
  }

  get #nextInputTokens(): number {
    return this.#contextTokens + Math.max(allowanceTokens, this.#addedTokens)
  }

  #turnOf(ticket: Ticket, inputTokensBound: number): Turn {
    this.#outputCapTokens = ticket.call.outputCapTokens
    return { ticket, inputTokensBound, beganAt: performance.now(), outputBytes: 0 }
  }

  #giveBack(): void {
    const turn = this.#reserved
    this.#reserved = null
    if (turn !== null) this.#parts.stages.close(turn.ticket, null)
  }

  #close(turn: Turn, usage: Usage, verdict: Verdict, errorCode: ErrorCode | null): void {
    this.#parts.stages.close(turn.ticket, {
      verdict,
      status: 200,
      errorCode,
      target: this.target,
      attempts: 1,
      usage,
      firstByteMs: turn.beganAt - turn.ticket.call.arrivedAt,
      overheadMs: 0,
      responseText: null,
    })
  }
}

/** Of two limits on tokens; null is none. */
function isLess(cap: number | null, other: number | null): boolean {
  return cap !== null && (other === null || cap < other)
}

const tooLittleLeft = new GatewayError(
  'insufficient_quota',
  'What is left of your budget cannot pay for another response beside those that run.',
)

/** Errs on the expensive side, so that a budget is not passed unseen. */
function estimated({ ticket, outputBytes }: Turn): Usage {
  return rowOf('realtime').estimateUsage(ticket.call, { pieces: 0, bytes: outputBytes })
}
