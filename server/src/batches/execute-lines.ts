import { GatewayError } from '@llavero/protocol/errors.ts'
import type { JobContext } from '../jobs/job-runner.ts'
import type { BatchRow, LineResult } from '../storage/batches.ts'
import type { BatchJournal } from './batch-journal.ts'
import { callOf, expired, refusedResult, resultOf, unansweredResult } from './batch-line.ts'
import type { BatchParts } from './batches.ts'
import { type InputLine, inputLines, readLine } from './input.ts'

export interface LinesRun {
  readonly parts: BatchParts
  readonly batch: BatchRow
  readonly journal: BatchJournal
  readonly context: Pick<JobContext, 'turn' | 'rest'>
}

/** Refusals that pass by themselves, before anything was sent: the batch waits for them. */
const passingRefusals: ReadonlySet<string> = new Set([
  'rate_limit_exceeded',
  'quota_unavailable',
  'overloaded',
  'upstream_circuit_open',
])
const shortestPauseMs = 1_000
/** So soon a limit that was raised, or a provider that is back, is noticed. */
const longestPauseMs = 60_000
/** How often a batch that waits looks whether it was cancelled. */
const lookMs = 5_000

/**
 * Sends all lines that were not begun yet. Returns early when the batch is cancelled or its turn is over;
 * what is under way then is finished. Once the batch has expired, the rest is told so instead of sent.
 */
export async function executeLines(run: LinesRun): Promise<void> {
  const { parts, batch, context } = run
  const begun = new Set(await parts.storage.batches.begunLines(batch.id))
  const pace = new Pace(run)
  const running = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | null = null
  for await (const text of inputLines(parts, batch)) {
    if (begun.has(text.number)) continue
    await pace.wait()
    const release = await parts.slots.take()
    if (context.turn.aborted || failure !== null || !isInProgress(run)) {
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
      if (run.context.turn.aborted || !isInProgress(run)) return
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

function isInProgress({ journal }: LinesRun): boolean {
  return journal.batch.status === 'in_progress'
}

/** Holds up all lines of a batch while one of our own limits, or the provider, asks for a pause. */
class Pace {
  readonly #run: LinesRun
  #untilMs = 0

  constructor(run: LinesRun) {
    this.#run = run
  }

  pause(durationMs: number): void {
    const { parts, batch, context } = this.#run
    const pauseMs = Math.min(Math.max(durationMs, shortestPauseMs), longestPauseMs)
    this.#untilMs = Math.min(Math.max(this.#untilMs, parts.now() + pauseMs), batch.expires_at)
    context.rest(this.#untilMs)
  }

  /** Also resolves when the batch is cancelled or its turn is over. */
  async wait(): Promise<void> {
    const { parts, journal, context } = this.#run
    for (;;) {
      const leftMs = this.#untilMs - parts.now()
      if (leftMs <= 0 || context.turn.aborted || !isInProgress(this.#run)) return
      await parts.sleep(Math.min(leftMs, lookMs), context.turn)
      await journal.touch()
    }
  }
}
