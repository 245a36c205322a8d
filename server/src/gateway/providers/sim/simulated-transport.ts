/** What can happen to an answer on its way: it comes slowly, is cut, falls silent, or is garbled. */
import { setTimeout as delay } from 'node:timers/promises'
import { type StreamEvent, UpstreamFailure } from '../../model-call.ts'
import type { Piece } from './completion-piece.ts'
import type { Simulation } from './simulation.ts'
import { garbledEvent } from './stream-events.ts'

export interface TransportParts {
  readonly nowMs: () => number
  readonly idleTimeoutMs: number
  /** Ends every wait. */
  readonly signal: AbortSignal
}

/** Gives the pieces one by one, at so many tokens a second; null lets them through as they come. */
export async function* pace(
  batches: AsyncIterable<readonly Piece[]>,
  tokensPerSecond: number | null,
  transport: TransportParts,
): AsyncGenerator<readonly Piece[]> {
  if (tokensPerSecond === null) {
    yield* batches
    return
  }
  const pacer = new Pacer(tokensPerSecond, transport)
  for await (const batch of batches) {
    for (const piece of batch) {
      yield [piece]
      await pacer.wait('tokenCount' in piece ? piece.tokenCount : 0)
    }
  }
}

/** The same for what has no tokens: a piece counts as one. */
export async function* paceBytes(
  pieces: AsyncIterable<Uint8Array>,
  tokensPerSecond: number | null,
  transport: TransportParts,
): AsyncGenerator<Uint8Array> {
  if (tokensPerSecond === null) {
    yield* pieces
    return
  }
  const pacer = new Pacer(tokensPerSecond, transport)
  for await (const piece of pieces) {
    yield piece
    await pacer.wait(1)
  }
}

class Pacer {
  readonly #tokensPerSecond: number
  readonly #transport: TransportParts
  readonly #startedAtMs: number
  #tokenCount = 0

  constructor(tokensPerSecond: number, transport: TransportParts) {
    this.#tokensPerSecond = tokensPerSecond
    this.#transport = transport
    this.#startedAtMs = transport.nowMs()
  }

  /** Until so many more tokens were due. */
  async wait(tokenCount: number): Promise<void> {
    this.#tokenCount += tokenCount
    const dueAtMs = this.#startedAtMs + (this.#tokenCount / this.#tokensPerSecond) * 1000
    await wait(dueAtMs - this.#transport.nowMs(), this.#transport.signal)
  }
}

/** Cuts, stalls or garbles a stream of events where the simulation says so. */
export async function* disturb(
  batches: AsyncIterable<readonly StreamEvent[]>,
  simulation: Simulation,
  transport: TransportParts,
): AsyncGenerator<readonly StreamEvent[]> {
  if (!isDisturbed(simulation)) {
    yield* batches
    return
  }
  const { cutAfter, stallAfter, garbageAfter } = simulation
  let count = 0
  for await (const batch of batches) {
    for (const event of batch) {
      if (count === cutAfter) return
      if (count === stallAfter) {
        await fallSilent(transport.idleTimeoutMs, transport.signal)
        return
      }
      if (count === garbageAfter) yield [garbledEvent]
      yield [event]
      count += 1
    }
  }
}

function isDisturbed({ cutAfter, stallAfter, garbageAfter }: Simulation): boolean {
  return cutAfter !== null || stallAfter !== null || garbageAfter !== null
}

/** The same for bytes that flow. They have no end that could be missing, so a cut is a broken connection. */
export async function* disturbBytes(
  pieces: AsyncIterable<Uint8Array>,
  simulation: Simulation,
  { idleTimeoutMs, signal }: TransportParts,
): AsyncGenerator<Uint8Array> {
  const { cutAfter, stallAfter, garbageAfter } = simulation
  let count = 0
  for await (const piece of pieces) {
    if (count === cutAfter) throw truncated('The simulated provider cut its answer.')
    if (count === stallAfter) await fallSilent(idleTimeoutMs, signal)
    if (signal.aborted) return
    if (count === garbageAfter) yield garbledEvent.bytes
    yield piece
    count += 1
  }
}

export function truncated(message: string): UpstreamFailure {
  return new UpstreamFailure('upstream_truncated', message)
}

/** Silence until the reader leaves, or until the time-out that ends it like any silent upstream. */
export async function fallSilent(idleTimeoutMs: number, signal: AbortSignal): Promise<void> {
  await wait(idleTimeoutMs, signal)
  if (signal.aborted) return
  throw new UpstreamFailure('upstream_idle_timeout', 'The simulated provider fell silent.')
}

async function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  if (durationMs <= 0 || signal.aborted) return
  try {
    await delay(durationMs, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
