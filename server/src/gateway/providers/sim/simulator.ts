/** What the simulators of all endpoints share. */
import type { CallOf, ModelEndpoint, ProviderReply, StreamEvent, Target } from '../../model-call.ts'
import type { CompletionJob, Piece } from './completion-piece.ts'
import { interruptible } from './interruptible.ts'
import type { MediaJob } from './media-job.ts'
import { disturb, fallSilent, pace, type TransportParts, truncated } from './simulated-transport.ts'
import type { Simulation } from './simulation.ts'
import { garbledEvent } from './stream-events.ts'
import type { GatheringSpace } from './workload.ts'

export interface SimulatorParts {
  readonly worker: {
    complete(job: CompletionJob): AsyncIterable<readonly Piece[]>
    countTokens(text: string): Promise<number>
    decodeTokens(tokens: readonly number[]): Promise<string>
    produce(job: MediaJob): AsyncGenerator<Uint8Array>
  }
  /** Unix milliseconds. */
  readonly nowMs: () => number
  readonly firstByteTimeoutMs: number
  readonly idleTimeoutMs: number
  /** Of all whole replies that are being gathered. */
  readonly space: GatheringSpace
}

export interface SimulatedCall<E extends ModelEndpoint> {
  readonly call: CallOf<E>
  readonly target: Target
  readonly simulation: Simulation
}

/** Answers the calls of one endpoint. */
export interface Simulator<E extends ModelEndpoint> {
  /** The models that answer it. */
  readonly models: readonly string[]
  answer(parts: SimulatorParts, simulated: SimulatedCall<E>): Promise<ProviderReply> | ProviderReply
}

/** A stream of events, with the faults that were asked for. `write` must end when the signal aborts. */
export function streamReply(
  parts: SimulatorParts,
  simulation: Simulation,
  write: (transport: TransportParts) => AsyncIterable<readonly StreamEvent[]>,
): ProviderReply {
  const events = interruptible((signal) => {
    const transport = { ...parts, signal }
    return disturb(write(transport), simulation, transport)
  })
  return simulatedReply('text/event-stream; charset=utf-8', events)
}

/** A whole answer, as an object or as its bytes, with the faults that were asked for. */
export async function wholeReply(
  { idleTimeoutMs }: SimulatorParts,
  { cutAfter, stallAfter, garbageAfter }: Simulation,
  answer: object,
  contentType = 'application/json',
): Promise<ProviderReply> {
  if (cutAfter !== null) throw truncated('The simulated provider cut its answer.')
  if (stallAfter !== null) await fallSilent(idleTimeoutMs, new AbortController().signal)
  if (garbageAfter !== null) return simulatedReply(contentType, garbledEvent.bytes)
  const body = answer instanceof Uint8Array ? answer : Buffer.from(JSON.stringify(answer))
  return simulatedReply(contentType, body)
}

export function simulatedReply(contentType: string, body: ProviderReply['body']): ProviderReply {
  return {
    status: 200,
    headers: { 'content-type': contentType, 'x-llavero-simulated': 'true' },
    body,
  }
}

/** The pieces of one job, at the speed that was asked for: that of one answer, all of which come side by side. */
export function generate(
  job: CompletionJob,
  { tokensPerSecond }: Simulation,
  transport: TransportParts & Pick<SimulatorParts, 'worker'>,
): AsyncGenerator<readonly Piece[]> {
  const totalSpeed = tokensPerSecond === null ? null : tokensPerSecond * (job.request.n ?? 1)
  return pace(transport.worker.complete(job), totalSpeed, transport)
}

/** All pieces of one job, as long as somebody waits for them. */
export function gather(
  parts: SimulatorParts,
  job: CompletionJob,
  { call, simulation }: Pick<SimulatedCall<ModelEndpoint>, 'call' | 'simulation'>,
): Promise<readonly Piece[]> {
  const { signal } = new AbortController()
  return parts.space.gather(
    job,
    whileWaitedFor(call, generate(job, simulation, { ...parts, signal })),
  )
}

/** What is being made, as long as somebody waits for it. */
export async function* whileWaitedFor<Made>(
  call: Pick<CallOf<ModelEndpoint>, 'hasLeft'>,
  made: AsyncIterable<Made>,
): AsyncGenerator<Made> {
  for await (const part of made) {
    if (call.hasLeft()) throw truncated('Nobody waits for the answer any more.')
    yield part
  }
}
