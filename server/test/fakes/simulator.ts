import assert from 'node:assert/strict'
import type {
  ChatCompletion,
  ChatCompletionChunk,
} from '@llavero/protocol/openai/chat-completion.ts'
import { parseChatRequest } from '@llavero/protocol/openai/chat.ts'
import type { ModelCall, ProviderReply, StreamEvent, Target } from '../../src/gateway/model-call.ts'
import { GenerationWorker } from '../../src/gateway/providers/sim/generation-worker.ts'
import { createSimProvider } from '../../src/gateway/providers/sim/sim-provider.ts'

/** Whoever uses it closes it. */
export const worker = new GenerationWorker()
export const nowMs = (): number => 1_800_000_000_000
const provider = createSimProvider({
  worker,
  nowMs,
  firstByteTimeoutMs: 5_000,
  idleTimeoutMs: 5_000,
})

export const story = [{ role: 'user', content: 'Tell me a story' }]

export function callOf(body: object, simulation: string | null = null): ModelCall {
  const request = parseChatRequest({ model: 'sim-mini', messages: story, seed: 1, ...body })
  return {
    requestId: 'req_0',
    endpoint: 'chat',
    model: request.model,
    stream: request.stream === true,
    body: request,
    payload: Buffer.from(JSON.stringify(request)),
    feature: null,
    simulation,
    startedAtMs: 0,
    arrivedAt: 0,
    outputCapTokens: null,
    hasLeft: () => false,
  }
}

export function send(body: object, simulation: string | null = null): Promise<ProviderReply> {
  const call = callOf(body, simulation)
  const target: Target = {
    id: 'place/model',
    providerId: 'sim',
    providerName: 'simulator',
    dialect: 'sim',
    model: call.model,
  }
  return provider.send(target, call)
}

export async function whole(
  body: object,
  simulation: string | null = null,
): Promise<ChatCompletion> {
  const reply = await send(body, simulation)
  assert.ok(reply.body instanceof Uint8Array)
  return JSON.parse(Buffer.from(reply.body).toString()) as ChatCompletion
}

export async function eventsOf(
  body: object,
  simulation: string | null = null,
): Promise<StreamEvent[]> {
  const reply = await send({ stream: true, ...body }, simulation)
  assert.ok(!(reply.body instanceof Uint8Array || 'pieces' in reply.body))
  const events: StreamEvent[] = []
  for await (const batch of reply.body) events.push(...batch)
  return events
}

export async function chunksOf(body: object, simulation?: string): Promise<ChatCompletionChunk[]> {
  const events = await eventsOf(body, simulation)
  const payloads = events.map(({ data }) => data ?? '').filter((data) => data !== '[DONE]')
  return payloads.map((data) => JSON.parse(data) as ChatCompletionChunk)
}
