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
  { nowMs, signal }: TransportParts,
): AsyncGenerator<readonly Piece[]> {
  if (tokensPerSecond === null) {
    yield* batches
    return
  }
  const startedAtMs = nowMs()
  let tokenCount = 0
  for await (const batch of batches) {
    for (const piece of batch) {
      yield [piece]
      tokenCount += 'tokenCount' in piece ? piece.tokenCount : 0
      const dueAtMs = startedAtMs + (tokenCount / tokensPerSecond) * 1000
      await wait(dueAtMs - nowMs(), signal)
    }
  }
}

/** Cuts, stalls or garbles a stream where the simulation says so. */
export async function* disturb(
  batches: AsyncIterable<readonly StreamEvent[]>,
  { cutAfter, stallAfter, garbageAfter }: Simulation,
  { idleTimeoutMs, signal }: TransportParts,
): AsyncGenerator<readonly StreamEvent[]> {
  if (cutAfter === null && stallAfter === null && garbageAfter === null) {
    yield* batches
    return
  }
  let count = 0
  for await (const batch of batches) {
    for (const event of batch) {
      if (count === cutAfter) return
      if (count === stallAfter) {
        await fallSilent(idleTimeoutMs, signal)
        return
      }
      if (count === garbageAfter) yield [garbledEvent]
      yield [event]
      count += 1
    }
  }
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
