import { GatewayError } from '@llavero/protocol/errors.ts'
import type { BatchRow, LineResult } from '../storage/batches.ts'
import type { BatchJournal } from './batch-journal.ts'
import { callOf, expired, refusedResult, resultOf, unansweredResult } from './batch-line.ts'
import type { BatchParts } from './batches.ts'
import { type InputLine, inputLines, readLine } from './input.ts'

export interface LinesRun {
  readonly parts: BatchParts
  readonly batch: BatchRow
  readonly journal: BatchJournal
  /** Aborted when nothing more may be begun. */
  readonly signal: AbortSignal
}

/** Refusals that pass by themselves, before anything was sent: the batch waits for them. */
const passingRefusals: ReadonlySet<string> = new Set([
  'rate_limit_exceeded',
  'quota_unavailable',
  'overloaded',
  'upstream_circuit_open',
])
const shortestPauseMs = 1_000
/** How often a batch that waits looks whether it was cancelled. */
const lookMs = 5_000

/**
 * Sends all lines that were not begun yet. Returns early when the batch is cancelled or the process stops;
 * what is under way then is finished. Once the batch has expired, the rest is told so instead of sent.
 */
export async function executeLines(run: LinesRun): Promise<void> {
  const { parts, batch, signal } = run
  const begun = new Set(await parts.storage.batches.begunLines(batch.id))
  const pace = new Pace(run)
  const running = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | null = null
  for await (const text of inputLines(parts, batch)) {
    if (begun.has(text.number)) continue
    await pace.wait()
    const release = await parts.slots.take()
    if (signal.aborted || failure !== null || run.journal.batch.status !== 'in_progress') {
      release()
      break
    }
    const task = runLine(run, pace, readLine(parts, text), release)
      .catch((error: unknown) => {
        failure = { error }
      })
      .finally(() => running.delete(task))
    running.add(task)
  }
  await Promise.all(running)
  if (failure !== null) throw (failure as { readonly error: unknown }).error
}

/** Sends one line and writes down what came of it. */
async function runLine(
  run: LinesRun,
  pace: Pace,
  line: InputLine,
  release: () => void,
): Promise<void> {
  let giveBack = release
  try {
    for (;;) {
      const outcome = await tryLine(run, line)
      if (!(outcome instanceof GatewayError)) return await run.journal.record(outcome)
      await run.journal.release(line.line)
      giveBack()
      giveBack = () => {}
      pace.pause(outcome.retryAfterMs ?? 0)
      await pace.wait()
      if (run.signal.aborted || run.journal.batch.status !== 'in_progress') return
      giveBack = await run.parts.slots.take()
    }
  } finally {
    giveBack()
  }
}

/** Returns the error where the line was refused for now, and not sent. */
async function tryLine(run: LinesRun, line: InputLine): Promise<LineResult | GatewayError> {
  const { parts, batch, journal } = run
  const request_id = parts.createRequestId(parts.now())
  const claim = { line: line.line, custom_id: line.custom_id, request_id }
  if (parts.now() >= batch.expires_at) return unansweredResult(claim, expired)
  try {
    const caller = parts.callerOf({ keyId: batch.key_id, personId: batch.person_id })
    const call = callOf(parts, batch.endpoint, line, request_id)
    await journal.claim(claim)
    return await resultOf(claim, call, await parts.serve(caller, call))
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return passingRefusals.has(error.code) ? error : refusedResult(claim, error)
  }
}

/** Holds up all lines of a batch while one of our own limits, or the provider, asks for a pause. */
class Pace {
  readonly #run: LinesRun
  #untilMs = 0

  constructor(run: LinesRun) {
    this.#run = run
  }

  pause(durationMs: number): void {
    const { now } = this.#run.parts
    this.#untilMs = Math.max(this.#untilMs, now() + Math.max(durationMs, shortestPauseMs))
  }

  /** Also resolves when the batch is cancelled or the process stops. */
  async wait(): Promise<void> {
    const { parts, batch, journal, signal } = this.#run
    for (;;) {
      const leftMs = Math.min(this.#untilMs, batch.expires_at) - parts.now()
      if (leftMs <= 0 || signal.aborted || journal.batch.status !== 'in_progress') return
      await parts.sleep(Math.min(leftMs, lookMs), signal)
      await journal.touch()
    }
  }
}
