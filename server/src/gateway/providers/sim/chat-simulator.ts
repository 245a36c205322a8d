import type { CallOf, StreamEvent, Target } from '../../model-call.ts'
import { assembleAnswer } from './chat-answer.ts'
import { type AnswerFrame, ChunkWriter } from './chat-chunks.ts'
import type { CompletionJob, Piece } from './completion-piece.ts'
import { randomId } from './random-id.ts'
import type { Simulation } from './simulation.ts'
import { gather, generate, type Simulator, streamReply, wholeReply } from './simulator.ts'
import { encodeEvents } from './stream-events.ts'
import { checkWorkload } from './workload.ts'

/** Chat completions, whole and streamed. */
export const chatSimulator: Simulator<'chat'> = {
  models: ['sim-mini', 'sim-code'],
  async answer(parts, simulated) {
    const { call, target, simulation } = simulated
    const job = jobOf(target, call, simulation)
    checkWorkload(job)
    const frame = frameOf(job, parts.nowMs())
    if (call.stream) {
      return streamReply(parts, simulation, (transport) =>
        writeEvents(frame, call, generate(job, simulation, { ...parts, ...transport })),
      )
    }
    const pieces = await gather(parts, job, simulated)
    return wholeReply(parts, simulation, assembleAnswer(frame, pieces))
  },
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

async function* writeEvents(
  frame: AnswerFrame,
  { body }: CallOf<'chat'>,
  batches: AsyncIterable<readonly Piece[]>,
): AsyncGenerator<readonly StreamEvent[]> {
  const writer = new ChunkWriter(frame, {
    includesUsage: body.stream_options?.include_usage === true,
    hidesLengths: body.stream_options?.include_obfuscation !== false,
  })
  for await (const batch of batches) {
    const chunks = batch.flatMap((piece) => writer.write(piece))
    if (chunks.length > 0) yield encodeEvents(chunks.map((chunk) => JSON.stringify(chunk)))
  }
  yield encodeEvents(['[DONE]'])
}

function frameOf({ model, request }: CompletionJob, nowMs: number): AnswerFrame {
  const tier = request.service_tier ?? 'auto'
  return {
    id: randomId('chatcmpl-', 29),
    created: Math.floor(nowMs / 1000),
    model,
    service_tier: tier === 'auto' ? 'default' : tier,
  }
}
