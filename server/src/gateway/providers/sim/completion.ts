import type { ChatRequest } from '@llavero/protocol/openai/chat.ts'
import type { ChoicePiece, CompletionJob, Piece } from './completion-piece.ts'
import { giveAnswer } from './given-answer.ts'
import { valueFromSchema } from './json-from-schema.ts'
import { endOfText, type LanguageModel } from './language-model.ts'
import { countPromptTokens, lastUserText } from './prompt.ts'
import { createRandom, type Random } from './random.ts'
import { type AnswerParameters, type DrawnToken, sampleAnswer } from './sampled-answer.ts'
import { describeToken } from './token-logprob.ts'
import { writeToolCalls } from './tool-call-writing.ts'
import { offersFunctions, selectTools } from './tool-selection.ts'
import { createValueSource } from './value-source.ts'
import { maxTokensOf } from './workload.ts'
import { writeText } from './written-text.ts'

/** Writes all choices of a call, one piece of each in turn. */
export function* complete(job: CompletionJob, languageModel: LanguageModel): Generator<Piece> {
  const promptTokens = countPromptTokens(job.request)
  const open = new Set(
    Array.from({ length: job.request.n ?? 1 }, (_, choice) =>
      writeChoice({ job, languageModel, choice }),
    ),
  )
  let completionTokens = 0
  while (open.size > 0) {
    for (const choice of open) {
      const next = choice.next()
      if (next.done !== true) {
        yield next.value
        continue
      }
      completionTokens += next.value
      open.delete(choice)
    }
  }
  yield { kind: 'usage', promptTokens, completionTokens }
}

interface Task {
  readonly job: CompletionJob
  readonly languageModel: LanguageModel
  readonly choice: number
}

/** Returns how many tokens the choice took. */
function* writeChoice(task: Task): Generator<ChoicePiece, number> {
  const { job, languageModel, choice } = task
  const { request } = job
  const random = createRandom(request.seed ?? null, choice, JSON.stringify(request.messages))
  const maxTokens = maxTokensOf(job)
  const tools = selectTools(request)
  if (tools.length > 0) {
    const source = createValueSource(languageModel, lastUserText(request), random)
    const asFunctionCall = offersFunctions(request)
    return yield* writeToolCalls(tools, { choice, maxTokens, source, asFunctionCall })
  }
  // An empty one, as forms send it, stops nothing.
  const stops = [request.stop ?? []].flat().filter((stop) => stop !== '')
  const writing = writeText(answerTokens(task, random), { maxTokens, stops })
  let next = writing.next()
  for (; next.done !== true; next = writing.next()) {
    const { text, tokens } = next.value
    const logprobs = request.logprobs === true ? tokens.map(describeToken) : null
    yield { kind: 'text', choice, text, tokenCount: tokens.length, logprobs }
  }
  yield { kind: 'finish', choice, reason: next.value.reason }
  return next.value.tokenCount
}

function answerTokens({ job, languageModel }: Task, random: Random): Iterator<DrawnToken> {
  const { request, tokens, repeat } = job
  if (repeat !== null) return giveAnswer(repeat, tokens)
  const prompt = lastUserText(request)
  const schema = answerSchema(request)
  if (schema !== null) {
    const value = valueFromSchema(schema, createValueSource(languageModel, prompt, random))
    return giveAnswer(JSON.stringify(value), null)
  }
  const sampled = sampleAnswer(languageModel.open(prompt), parametersOf(job), random)
  return tokens === null ? sampled : sampled.take(tokens)
}

function answerSchema({ response_format: format }: ChatRequest): object | null {
  if (format?.type === 'json_schema') return format.json_schema.schema ?? {}
  if (format?.type !== 'json_object') return null
  return { properties: { answer: { type: 'string' } }, required: ['answer'] }
}

function parametersOf({ request, tokens }: CompletionJob): AnswerParameters {
  const biases = Object.entries(request.logit_bias ?? {})
  const logitBias = new Map(biases.map(([token, bias]) => [Number(token), bias]))
  if (tokens !== null) logitBias.set(endOfText, -100)
  return {
    temperature: request.temperature ?? 1,
    topP: request.top_p ?? 1,
    frequencyPenalty: request.frequency_penalty ?? 0,
    presencePenalty: request.presence_penalty ?? 0,
    logitBias,
    topLogprobs: request.top_logprobs ?? 0,
  }
}
