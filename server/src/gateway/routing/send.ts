import {
  type ByteStream,
  type EventStream,
  type FailedTry,
  type ModelCall,
  type Plan,
  type Provider,
  type RoutedReply,
  type Target,
  UpstreamFailure,
} from '../model-call.ts'
import { nextOf, pollable, type PollableStream } from '../polling.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'

export interface SendParts {
  readonly providers: { get(providerId: string): Provider | undefined }
  readonly breaker: CircuitBreaker
  /** Tries per target, the first one included. */
  readonly maxTries: number
  /** Resolves after the time; injected so that tests need not wait. */
  readonly sleep: (durationMs: number) => Promise<void>
  /** A number in [0, 1). */
  readonly random: () => number
}

const firstBackoffMs = 250
const longestBackoffMs = 8_000
/** A provider that asks for a longer pause is not waited for: the next target, or the client, is told. */
const longestRetryAfterMs = 20_000

/**
 * Tries the targets in order until one answers. Full-jitter back-off
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/) and fallback happen only
 * before the first byte of the answer; after it nothing is hidden. Throws the last UpstreamFailure.
 */
export async function send(parts: SendParts, plan: Plan, call: ModelCall): Promise<RoutedReply> {
  const story: Story = { attempts: 0, waitedMs: 0, failedTries: undefined }
  let failure: UpstreamFailure | null = null
  for (const target of plan.targets) {
    if (!parts.breaker.allows(target.id)) {
      failure ??= circuitOpen(parts.breaker.waitMs(target.id))
      continue
    }
    let outcome = await attempt(parts, target, call, story)
    if (outcome instanceof UpstreamFailure) {
      outcome = await tryAgain(parts, target, call, { story, failure: outcome })
    }
    tellBreaker(parts.breaker, target, outcome)
    if (!(outcome instanceof UpstreamFailure)) return outcome
    failure = outcome
    if (call.hasLeft()) break
  }
  throw failure ?? new UpstreamFailure('upstream_unreachable', 'No provider could be tried.')
}

interface Story {
  attempts: number
  waitedMs: number
  /** Made at the first failure: most calls have none. */
  failedTries: FailedTry[] | undefined
}

/** All tries at one target after the first has failed. Resolves with the answer, or with the last failure. */
async function tryAgain(
  parts: SendParts,
  target: Target,
  call: ModelCall,
  { story, failure }: { readonly story: Story; readonly failure: UpstreamFailure },
): Promise<RoutedReply | UpstreamFailure> {
  let last = failure
  for (let tries = 1; tries < parts.maxTries && !call.hasLeft(); tries++) {
    const pauseMs = backoffMs(last, tries - 1, parts.random)
    if (pauseMs === null) break
    story.waitedMs += pauseMs
    const failed = story.failedTries?.at(-1)
    if (failed !== undefined) failed.durationMs += pauseMs
    await parts.sleep(pauseMs)
    const outcome = await attempt(parts, target, call, story)
    if (!(outcome instanceof UpstreamFailure)) return outcome
    last = outcome
  }
  return last
}

/** To the circuit breaker all tries at a target are one call, and the last one tells how it went. */
function tellBreaker(
  breaker: CircuitBreaker,
  target: Target,
  outcome: RoutedReply | UpstreamFailure,
): void {
  if (outcome instanceof UpstreamFailure && isTargetsFault(target, outcome)) {
    breaker.failed(target.id)
  } else breaker.succeeded(target.id)
}

async function attempt(
  parts: SendParts,
  target: Target,
  call: ModelCall,
  story: Story,
): Promise<RoutedReply | UpstreamFailure> {
  const provider = parts.providers.get(target.providerId)
  if (provider === undefined) {
    return new UpstreamFailure('upstream_unreachable', 'The provider was removed.')
  }
  const sentAt = performance.now()
  story.attempts++
  try {
    const answer = await provider.send(target, call)
    const { body } = answer
    const reply = body instanceof Uint8Array ? answer : { ...answer, body: await begun(body) }
    const firstByteAt = performance.now()
    story.waitedMs += firstByteAt - sentAt
    const { attempts, waitedMs, failedTries } = story
    return { ...reply, target, attempts, waitedMs, firstByteAt, failedTries }
  } catch (error) {
    const durationMs = performance.now() - sentAt
    story.waitedMs += durationMs
    if (!(error instanceof UpstreamFailure)) {
      // Neither the client's mistake nor a bug of ours is the target's fault.
      parts.breaker.succeeded(target.id)
      throw error
    }
    error.attempts = story.attempts
    error.target = target
    story.failedTries ??= []
    story.failedTries.push({ target, fault: error.fault, status: error.status, durationMs })
    error.failedTries = story.failedTries
    return error
  }
}

/** Waits for the first of a stream: one that breaks before it can still be tried elsewhere. */
async function begun(body: EventStream | ByteStream): Promise<EventStream | ByteStream> {
  return 'pieces' in body ? { pieces: await withFirst(body.pieces) } : withFirst(body)
}

async function withFirst<Batch>(body: AsyncIterable<Batch>): Promise<AsyncIterable<Batch>> {
  const batches = pollable(body)
  const first = await batches.next()
  if (first.done === true) {
    throw new UpstreamFailure(
      'upstream_truncated',
      'The provider closed the stream before its first event.',
      {
        isRetryable: true,
      },
    )
  }
  return new StartedStream(first.value, batches)
}

/** A stream whose first events or bytes have been read already. */
class StartedStream<Batch> implements PollableStream<Batch> {
  #first: Batch | null
  readonly #rest: PollableStream<Batch>

  constructor(first: Batch, rest: PollableStream<Batch>) {
    this.#first = first
    this.#rest = rest
  }

  poll(wake: () => void): IteratorResult<Batch> | null {
    if (this.#first === null) return this.#rest.poll(wake)
    const value = this.#first
    this.#first = null
    return { done: false, value }
  }

  next(): Promise<IteratorResult<Batch>> {
    return nextOf(this)
  }

  return(): Promise<IteratorResult<Batch>> {
    return this.#rest.return()
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

/**
 * A refusal such as 429 or bad credentials says nothing about the target's health, and the simulator
 * fails when it is told to.
 */
function isTargetsFault(target: Target, failure: UpstreamFailure): boolean {
  if (target.dialect === 'sim') return false
  return failure.status === null || failure.status >= 500
}

/** Null when another try is no use, or the provider asks for a longer pause than is worth waiting. */
function backoffMs(
  failure: UpstreamFailure,
  tryIndex: number,
  random: () => number,
): number | null {
  if (!failure.isRetryable) return null
  // Whole, as timers take it: a longer pause than was made would be taken off our own overhead.
  const jitterMs = Math.floor(random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** tryIndex))
  if (failure.retryAfterMs === null) return jitterMs
  return failure.retryAfterMs > longestRetryAfterMs ? null : failure.retryAfterMs + jitterMs
}

function circuitOpen(waitMs: number): UpstreamFailure {
  return new UpstreamFailure(
    'upstream_circuit_open',
    'The provider has been failing and is left alone for a moment.',
    { retryAfterMs: waitMs },
  )
}
