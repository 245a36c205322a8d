import { type CompletionRequest, promptCountOf } from '@llavero/protocol/openai/completions.ts'
import type { TextCompletion } from '@llavero/protocol/openai/text-completion.ts'
import type { StreamEvent } from '../../model-call.ts'
import { chatUsage } from './chat-chunks.ts'
import type { CompletionJob, Piece } from './completion-piece.ts'
import { randomId } from './random-id.ts'
import {
  gather,
  generate,
  type SimulatedCall,
  type Simulator,
  type SimulatorParts,
  streamReply,
  wholeReply,
} from './simulator.ts'
import type { TransportParts } from './simulated-transport.ts'
import { encodeEvents } from './stream-events.ts'
import { assembleTexts, TextChunkWriter } from './text-choices.ts'
import { checkWorkload } from './workload.ts'

/** Legacy completions: every prompt is continued by itself, one after the other. */
export const completionSimulator: Simulator<'completions'> = {
  models: ['sim-mini'],
  async answer(parts, simulated) {
    const { call, simulation } = simulated
    checkWorkload(jobOfAll(simulated))
    const prompts = await readPrompts(parts, call.body)
    const frame = frameOf(simulated, parts.nowMs())
    if (call.stream) {
      return streamReply(parts, simulation, (transport) =>
        writeEvents({ ...parts, ...transport }, simulated, prompts, frame),
      )
    }
    return wholeReply(parts, simulation, await answerWhole(parts, simulated, prompts, frame))
  },
}

interface Prompt {
  readonly text: string
  readonly tokenCount: number
}

type Frame = Omit<TextCompletion, 'choices'>

/** Text or tokens; none means the model's own beginning. */
async function readPrompts(
  { worker }: SimulatorParts,
  { prompt }: CompletionRequest,
): Promise<readonly Prompt[]> {
  const given = prompt ?? ''
  const isOne = typeof given === 'string' || typeof given[0] === 'number'
  const prompts = (isOne ? [given] : given) as readonly (string | readonly number[])[]
  return await Promise.all(
    prompts.map(async (item) =>
      typeof item === 'string'
        ? { text: item, tokenCount: await worker.countTokens(item) }
        : { text: await worker.decodeTokens(item), tokenCount: item.length },
    ),
  )
}

/** The API's own default. */
const defaultMaxTokens = 16

/** What is written for one prompt. */
function jobOf(simulated: SimulatedCall<'completions'>, text: string): CompletionJob {
  const { call, target, simulation } = simulated
  const { body } = call
  return {
    model: target.model,
    request: {
      model: target.model,
      messages: [{ role: 'user', content: text }],
      n: writtenPerPrompt(body),
      max_tokens: body.max_tokens ?? defaultMaxTokens,
      frequency_penalty: body.frequency_penalty,
      presence_penalty: body.presence_penalty,
      logit_bias: body.logit_bias,
      seed: body.seed,
      stop: body.stop,
      temperature: body.temperature,
      top_p: body.top_p,
      // The best of several are found by them.
      logprobs:
        typeof body.logprobs === 'number' || writtenPerPrompt(body) > choicesPerPrompt(body),
      top_logprobs: body.logprobs ?? 0,
    },
    outputCapTokens: call.outputCapTokens,
    tokens: simulation.tokens,
    repeat: simulation.repeat,
  }
}

/** All prompts as one job, for its size. */
function jobOfAll(simulated: SimulatedCall<'completions'>): CompletionJob {
  const job = jobOf(simulated, '')
  const n = promptCountOf(simulated.call.body) * (job.request.n ?? 1)
  return { ...job, request: { ...job.request, n } }
}

function choicesPerPrompt({ n }: CompletionRequest): number {
  return n ?? 1
}

function writtenPerPrompt(body: CompletionRequest): number {
  return Math.max(body.best_of ?? 1, choicesPerPrompt(body))
}

async function answerWhole(
  parts: SimulatorParts,
  simulated: SimulatedCall<'completions'>,
  prompts: readonly Prompt[],
  frame: Frame,
): Promise<TextCompletion> {
  const { body } = simulated.call
  const choices: TextCompletion['choices'][number][] = []
  let completionTokens = 0
  for (const { text } of prompts) {
    const job = jobOf(simulated, text)
    const pieces = writesNothing(body) ? [] : await gather(parts, job, simulated)
    const texts = assembleTexts(pieces, {
      echoed: body.echo === true ? text : '',
      count: choicesPerPrompt(body),
      firstIndex: choices.length,
      hasLogprobs: typeof body.logprobs === 'number',
    })
    choices.push(...texts)
    completionTokens += tokensOf(pieces)
  }
  return { ...frame, choices, usage: chatUsage(usageOf(prompts, completionTokens)) }
}

/** With `echo`, the way to read a prompt's own text back. */
function writesNothing({ max_tokens: maxTokens }: CompletionRequest): boolean {
  return maxTokens === 0
}

async function* writeEvents(
  parts: SimulatorParts & TransportParts,
  simulated: SimulatedCall<'completions'>,
  prompts: readonly Prompt[],
  frame: Frame,
): AsyncGenerator<readonly StreamEvent[]> {
  const { call, simulation } = simulated
  const { body } = call
  const includesUsage = body.stream_options?.include_usage === true
  const encode = (choices: TextCompletion['choices'], usage: TextCompletion['usage']) =>
    JSON.stringify({ ...frame, choices, ...(includesUsage && { usage }) })
  let completionTokens = 0
  for (const [index, { text }] of prompts.entries()) {
    const writer = new TextChunkWriter({
      echoed: body.echo === true ? text : '',
      count: choicesPerPrompt(body),
      firstIndex: index * choicesPerPrompt(body),
      hasLogprobs: typeof body.logprobs === 'number',
    })
    yield encodeEvents(writer.begin().map((choice) => encode([choice], null)))
    if (writesNothing(body)) continue
    for await (const batch of generate(jobOf(simulated, text), simulation, parts)) {
      completionTokens += tokensOf(batch)
      const chunks = batch.flatMap((piece) => writer.write(piece))
      yield encodeEvents(chunks.map((choice) => encode([choice], null)))
    }
  }
  const usage = chatUsage(usageOf(prompts, completionTokens))
  yield encodeEvents([...(includesUsage ? [encode([], usage)] : []), '[DONE]'])
}

function tokensOf(pieces: readonly Piece[]): number {
  const usage = pieces.find((piece) => piece.kind === 'usage')
  return usage === undefined ? 0 : usage.completionTokens
}

function usageOf(prompts: readonly Prompt[], completionTokens: number) {
  const promptTokens = prompts.reduce((sum, { tokenCount }) => sum + tokenCount, 0)
  return { kind: 'usage', promptTokens, completionTokens } as const
}

function frameOf({ target }: SimulatedCall<'completions'>, nowMs: number): Frame {
  return {
    id: randomId('cmpl-', 29),
    object: 'text_completion',
    created: Math.floor(nowMs / 1000),
    model: target.model,
    system_fingerprint: 'sim',
  }
}
