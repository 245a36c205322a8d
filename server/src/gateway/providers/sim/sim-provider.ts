/** The simulator as a provider: models that need no account, with latency and faults on demand. */
import { setTimeout as delay } from 'node:timers/promises'
import { GatewayError } from '@llavero/protocol/errors.ts'
import {
  type ModelCall,
  type ModelEndpoint,
  type Provider,
  type Target,
  UpstreamFailure,
} from '../../model-call.ts'
import { chatSimulator } from './chat-simulator.ts'
import { completionSimulator } from './completion-simulator.ts'
import { embeddingSimulator } from './embedding/embedding-simulator.ts'
import { editSimulator, generationSimulator, variationSimulator } from './image/image-simulators.ts'
import { moderationSimulator } from './moderation/moderation-simulator.ts'
import { RealtimeSimulator } from './realtime/realtime-simulator.ts'
import { refuseUnknownModel, simulateRefusal } from './simulated-refusal.ts'
import { parseSimulation } from './simulation.ts'
import type { Simulator, SimulatorParts } from './simulator.ts'
import { speechSimulator } from './speech/speech-simulator.ts'
import {
  transcriptionSimulator,
  translationSimulator,
} from './transcription/transcription-simulators.ts'
import { baseOf } from './tuned-name.ts'
import { GatheringSpace } from './workload.ts'

/** What is simulated, by endpoint; a session in real time is another thing. */
const simulators: { readonly [E in ModelEndpoint]?: Simulator<E> } = {
  chat: chatSimulator,
  completions: completionSimulator,
  embeddings: embeddingSimulator,
  moderations: moderationSimulator,
  'images.generations': generationSimulator,
  'images.edits': editSimulator,
  'images.variations': variationSimulator,
  'audio.speech': speechSimulator,
  'audio.transcriptions': transcriptionSimulator,
  'audio.translations': translationSimulator,
}

/** Those that hold a conversation in real time. */
const realtimeModels: readonly string[] = ['sim-mini']

/** What the simulator has for `GET /v1/models`. */
export const simModels: readonly string[] = [
  ...new Set(Object.values(simulators).flatMap(({ models }) => models)),
]

/** The simulator's models that answer an endpoint; none where it is not simulated. */
export function simModelsFor(endpoint: ModelEndpoint): readonly string[] {
  return endpoint === 'realtime' ? realtimeModels : (simulators[endpoint]?.models ?? [])
}

export type SimProviderParts = Omit<SimulatorParts, 'space'>

/** All replies carry `x-llavero-simulated`. A refusal on demand is a reply, so nothing tries it again. */
export function createSimProvider(parts: SimProviderParts): Provider {
  const simulatorParts = { ...parts, space: new GatheringSpace() }
  return {
    async send(target, call) {
      const simulation = parseSimulation(call.simulation, call.body['simulation'])
      await waitForFirstByte(simulation.firstTokenMs, parts.firstByteTimeoutMs)
      const { status, retryAfterMs } = simulation
      if (status !== null) return simulateRefusal(status, retryAfterMs)
      if (!simModels.includes(baseOf(target.model))) return refuseUnknownModel(target.model)
      return await simulatorOf(target, call).answer(simulatorParts, { call, target, simulation })
    },
    async connect(target, call) {
      const simulation = parseSimulation(call.simulation, undefined)
      await waitForFirstByte(simulation.firstTokenMs, parts.firstByteTimeoutMs)
      if (!realtimeModels.includes(target.model)) throw notSimulated(target, call)
      return new RealtimeSimulator({ worker: parts.worker, model: target.model })
    },
  }
}

function simulatorOf({ model }: Target, { endpoint }: ModelCall): Simulator<ModelEndpoint> {
  const simulator: Simulator<ModelEndpoint> | undefined = simulators[endpoint]
  if (simulator?.models.includes(baseOf(model)) === true) return simulator
  throw notSimulated({ model }, { endpoint })
}

function notSimulated(
  { model }: Pick<Target, 'model'>,
  { endpoint }: Pick<ModelCall, 'endpoint'>,
): GatewayError {
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
