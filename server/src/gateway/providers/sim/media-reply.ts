/** Answers whose content is made in the generation thread: whole, as events, or as bytes that flow. */
import type { ModelEndpoint, ProviderReply, StreamEvent } from '../../model-call.ts'
import { interruptible } from './interruptible.ts'
import type { MediaJob } from './media-job.ts'
import { disturbBytes, paceBytes } from './simulated-transport.ts'
import {
  type SimulatedCall,
  simulatedReply,
  type SimulatorParts,
  streamReply,
  whileWaitedFor,
  wholeReply,
} from './simulator.ts'
import { encodeEvents } from './stream-events.ts'

type AnyCall = SimulatedCall<ModelEndpoint>

/** All pieces as one body. */
export async function wholeMedia(
  parts: SimulatorParts,
  { call, simulation }: AnyCall,
  job: MediaJob,
  contentType = 'application/json',
): Promise<ProviderReply> {
  const body = await parts.space.gatherBytes(whileWaitedFor(call, parts.worker.produce(job)))
  return wholeReply(parts, simulation, body, contentType)
}

/** Each piece as an event. A job that is refused is refused before the stream begins. */
export async function eventMedia(
  parts: SimulatorParts,
  { simulation }: AnyCall,
  job: MediaJob,
  end: '[DONE]' | null,
): Promise<ProviderReply> {
  const pieces = await begun(parts.worker.produce(job))
  return streamReply(parts, simulation, ({ signal }) =>
    writeEvents(paceBytes(pieces, simulation.tokensPerSecond, { ...parts, signal }), end),
  )
}

async function* writeEvents(
  pieces: AsyncIterable<Uint8Array>,
  end: '[DONE]' | null,
): AsyncGenerator<readonly StreamEvent[]> {
  for await (const piece of pieces) yield encodeEvents([Buffer.from(piece).toString('utf8')])
  if (end !== null) yield encodeEvents([end])
}

/** The pieces as they come. A job that is refused is refused before the first byte. */
export async function byteMedia(
  parts: SimulatorParts,
  { simulation }: AnyCall,
  job: MediaJob,
  contentType: string,
): Promise<ProviderReply> {
  const pieces = await begun(parts.worker.produce(job))
  const flow = interruptible((signal) => {
    const transport = { ...parts, signal }
    const paced = paceBytes(pieces, simulation.tokensPerSecond, transport)
    return disturbBytes(paced, simulation, transport)
  })
  return simulatedReply(contentType, { pieces: flow })
}

/** The same pieces, once the first is there. */
async function begun(pieces: AsyncGenerator<Uint8Array>): Promise<AsyncGenerator<Uint8Array>> {
  const first = await pieces.next()
  return rest(first, pieces)
}

async function* rest(
  first: IteratorResult<Uint8Array>,
  pieces: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (first.done === true) return
  try {
    yield first.value
    yield* pieces
  } finally {
    await pieces.return(undefined)
  }
}
