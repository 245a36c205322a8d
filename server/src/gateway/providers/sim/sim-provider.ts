/** The simulator as a provider: two models that need no account, with latency and faults on demand. */
import { setTimeout as delay } from 'node:timers/promises'
import { GatewayError } from '@llavero/protocol/errors.ts'
import {
  type CallOf,
  type Provider,
  type ProviderReply,
  type StreamEvent,
  type Target,
  UpstreamFailure,
} from '../../model-call.ts'
import { assembleAnswer } from './chat-answer.ts'
import { type AnswerFrame, ChunkWriter } from './chat-chunks.ts'
import type { CompletionJob, Piece } from './completion-piece.ts'
import { interruptible } from './interruptible.ts'
import { randomId } from './random-id.ts'
import { refuseUnknownModel, simulateRefusal } from './simulated-refusal.ts'
import { disturb, fallSilent, pace, type TransportParts } from './simulated-transport.ts'
import { parseSimulation, type Simulation } from './simulation.ts'
import { encodeEvents, garbledEvent } from './stream-events.ts'
import { checkWorkload, GatheringSpace } from './workload.ts'

/** What the simulator has for `GET /v1/models`. */
export const simModels: readonly string[] = ['sim-mini', 'sim-code']

export interface SimProviderParts {
  readonly worker: { complete(job: CompletionJob): AsyncIterable<readonly Piece[]> }
  /** Unix milliseconds. */
  readonly nowMs: () => number
  readonly firstByteTimeoutMs: number
  readonly idleTimeoutMs: number
}

/** All replies carry `x-llavero-simulated`. A refusal on demand is a reply, so nothing tries it again. */
export function createSimProvider(parts: SimProviderParts): Provider {
  const space = new GatheringSpace()
  return {
    async send(target, call) {
      const simulation = parseSimulation(call.simulation, call.body['simulation'])
      await waitForFirstByte(simulation.firstTokenMs, parts.firstByteTimeoutMs)
      const { status, retryAfterMs } = simulation
      if (status !== null) return simulateRefusal(status, retryAfterMs)
      if (!simModels.includes(target.model)) return refuseUnknownModel(target.model)
      if (call.endpoint !== 'chat') throw notSimulated(target.model, call.endpoint)
      const simulated = { call, simulation, job: jobOf(target, call, simulation) }
      checkWorkload(simulated.job)
      if (call.stream) return streamReply(parts, simulated)
      return await wholeReply({ ...parts, space }, simulated)
    },
  }
}

interface SimulatedCall {
  readonly call: CallOf<'chat'>
  readonly simulation: Simulation
  readonly job: CompletionJob
}

function jobOf(target: Target, call: CallOf<'chat'>, simulation: Simulation): CompletionJob {
  return {
    model: target.model,
    request: call.body,
    outputCapTokens: call.outputCapTokens,
    tokens: simulation.tokens,
    repeat: simulation.repeat,
  }
}

function notSimulated(model: string, endpoint: string): GatewayError {
  const message = `The model '${model}' does not answer the endpoint '${endpoint}'.`
  return new GatewayError('unsupported_value', message, { param: 'model' })
}

async function waitForFirstByte(durationMs: number, timeoutMs: number): Promise<void> {
  if (durationMs === 0) return
  await delay(Math.min(durationMs, timeoutMs))
  if (durationMs < timeoutMs) return
  throw new UpstreamFailure(
    'upstream_first_byte_timeout',
    'The simulated provider did not begin to answer in time.',
  )
}

function streamReply(parts: SimProviderParts, simulated: SimulatedCall): ProviderReply {
  const events = interruptible((signal) => {
    const transport = { ...parts, signal }
    const pieces = generate(simulated, transport)
    return disturb(writeEvents(simulated, pieces, parts.nowMs()), simulated.simulation, transport)
  })
  return reply('text/event-stream; charset=utf-8', events)
}

async function* writeEvents(
  { call, job }: SimulatedCall,
  batches: AsyncIterable<readonly Piece[]>,
  nowMs: number,
): AsyncGenerator<readonly StreamEvent[]> {
  const includesUsage = call.body.stream_options?.include_usage === true
  const writer = new ChunkWriter(frameOf(job.model, nowMs), includesUsage)
  for await (const batch of batches) {
    const chunks = batch.flatMap((piece) => writer.write(piece))
    if (chunks.length > 0) yield encodeEvents(chunks.map((chunk) => JSON.stringify(chunk)))
  }
  yield encodeEvents(['[DONE]'])
}

async function wholeReply(
  parts: SimProviderParts & { readonly space: GatheringSpace },
  simulated: SimulatedCall,
): Promise<ProviderReply> {
  const { cutAfter, stallAfter, garbageAfter } = simulated.simulation
  const { signal } = new AbortController()
  const batches = whileWaitedFor(simulated.call, generate(simulated, { ...parts, signal }))
  const pieces = await parts.space.gather(simulated.job, batches)
  if (cutAfter !== null) throw truncated('The simulated provider cut its answer.')
  if (stallAfter !== null) await fallSilent(parts.idleTimeoutMs, signal)
  if (garbageAfter !== null) return reply('application/json', garbledEvent.bytes)
  const answer = assembleAnswer(frameOf(simulated.job.model, parts.nowMs()), pieces)
  return reply('application/json', Buffer.from(JSON.stringify(answer)))
}

async function* whileWaitedFor(
  call: CallOf<'chat'>,
  batches: AsyncIterable<readonly Piece[]>,
): AsyncGenerator<readonly Piece[]> {
  for await (const batch of batches) {
    if (call.hasLeft()) throw truncated('Nobody waits for the answer any more.')
    yield batch
  }
}

function truncated(message: string): UpstreamFailure {
  return new UpstreamFailure('upstream_truncated', message)
}

/** The model's pieces, at the speed that was asked for. */
function generate(
  { call, simulation, job }: SimulatedCall,
  transport: TransportParts & SimProviderParts,
): AsyncGenerator<readonly Piece[]> {
  const { tokensPerSecond } = simulation
  // The speed is that of one answer, and its n answers come side by side.
  const totalSpeed = tokensPerSecond === null ? null : tokensPerSecond * (call.body.n ?? 1)
  return pace(transport.worker.complete(job), totalSpeed, transport)
}

function frameOf(model: string, nowMs: number): AnswerFrame {
  return {
    id: randomId('chatcmpl-', 29),
    created: Math.floor(nowMs / 1000),
    model,
  }
}

function reply(contentType: string, body: ProviderReply['body']): ProviderReply {
  return {
    status: 200,
    headers: { 'content-type': contentType, 'x-llavero-simulated': 'true' },
    body,
  }
}
