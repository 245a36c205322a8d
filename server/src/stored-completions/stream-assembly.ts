import type { StreamEvent } from '../gateway/model-call.ts'

/** A whole chat completion, as far as it is kept. */
export interface AnsweredCompletion {
  readonly id?: unknown
  readonly created?: unknown
  readonly model?: unknown
  readonly choices?: unknown
  readonly usage?: unknown
  readonly service_tier?: unknown
  readonly system_fingerprint?: unknown
}

interface Delta {
  readonly content?: string | null
  readonly refusal?: string | null
  readonly tool_calls?: readonly ToolDelta[] | null
  readonly function_call?: { readonly name?: string; readonly arguments?: string } | null
}

interface ToolDelta {
  readonly index?: number
  readonly id?: string
  readonly type?: string
  readonly function?: { readonly name?: string; readonly arguments?: string }
  readonly custom?: { readonly name?: string; readonly input?: string }
}

interface Chunk extends AnsweredCompletion {
  readonly choices?: readonly {
    readonly index?: number
    readonly delta?: Delta | null
    readonly finish_reason?: string | null
    readonly logprobs?: { readonly content?: readonly unknown[] | null } | null
  }[]
}

interface Choice {
  content: string | null
  refusal: string | null
  functionCall: { name: string; arguments: string } | null
  readonly tools: Map<number, { id: string; type: string; name: string; input: string }>
  readonly logprobs: unknown[]
  finishReason: string | null
}

/** What is kept of one streamed answer at most, in bytes of its events. */
const maxBytes = 16 * 1024 * 1024

/** Puts a streamed chat completion together again. One per stream. */
export class StreamAssembly {
  #head: Chunk = {}
  #usage: unknown = null
  #bytes = 0
  readonly #choices = new Map<number, Choice>()

  /** The whole completion once its end has come; null before, and where it is too long to be kept. */
  take({ data, bytes }: StreamEvent): AnsweredCompletion | null {
    this.#bytes += bytes.length
    if (data === null || this.#bytes > maxBytes) return null
    if (data === '[DONE]') return this.#whole()
    const chunk = JSON.parse(data) as Chunk
    if (this.#head.id === undefined) this.#head = chunk
    this.#usage = chunk.usage ?? this.#usage
    for (const { index = 0, delta, finish_reason: reason, logprobs } of chunk.choices ?? []) {
      const choice = this.#choiceAt(index)
      if (delta) addDelta(choice, delta)
      for (const logprob of logprobs?.content ?? []) choice.logprobs.push(logprob)
      choice.finishReason = reason ?? choice.finishReason
    }
    return null
  }

  #choiceAt(index: number): Choice {
    let choice = this.#choices.get(index)
    if (choice === undefined) {
      choice = {
        content: null,
        refusal: null,
        functionCall: null,
        tools: new Map(),
        logprobs: [],
        finishReason: null,
      }
      this.#choices.set(index, choice)
    }
    return choice
  }

  #whole(): AnsweredCompletion {
    const { id, created, model, service_tier, system_fingerprint } = this.#head
    const choices = [...this.#choices].toSorted(([a], [b]) => a - b)
    return {
      id,
      created,
      model,
      service_tier,
      system_fingerprint,
      usage: this.#usage,
      choices: choices.map(([index, choice]) => wireChoice(index, choice)),
    }
  }
}

function addDelta(choice: Choice, delta: Delta): void {
  if (typeof delta.content === 'string') choice.content = (choice.content ?? '') + delta.content
  if (typeof delta.refusal === 'string') choice.refusal = (choice.refusal ?? '') + delta.refusal
  if (delta.function_call) {
    const call = (choice.functionCall ??= { name: '', arguments: '' })
    call.name += delta.function_call.name ?? ''
    call.arguments += delta.function_call.arguments ?? ''
  }
  for (const tool of delta.tool_calls ?? []) addTool(choice, tool)
}

function addTool({ tools }: Choice, delta: ToolDelta): void {
  const index = delta.index ?? tools.size
  const tool = tools.get(index) ?? { id: '', type: 'function', name: '', input: '' }
  tools.set(index, tool)
  tool.id ||= delta.id ?? ''
  tool.type = delta.type ?? tool.type
  tool.name += delta.function?.name ?? delta.custom?.name ?? ''
  tool.input += delta.function?.arguments ?? delta.custom?.input ?? ''
}

function wireChoice(index: number, choice: Choice): object {
  const calls = [...choice.tools.values()].map(({ id, type, name, input }) =>
    type === 'custom'
      ? { id, type, custom: { name, input } }
      : { id, type, function: { name, arguments: input } },
  )
  return {
    index,
    message: {
      role: 'assistant',
      content: choice.content === '' && calls.length > 0 ? null : choice.content,
      refusal: choice.refusal,
      ...(calls.length > 0 && { tool_calls: calls }),
      ...(choice.functionCall && { function_call: choice.functionCall }),
    },
    logprobs: choice.logprobs.length > 0 ? { content: choice.logprobs, refusal: null } : null,
    finish_reason: choice.finishReason,
  }
}
