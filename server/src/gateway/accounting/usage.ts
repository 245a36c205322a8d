import type { ModelCall, Usage } from '../model-call.ts'

export const noUsage: Usage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  audioInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  audioOutputTokens: 0,
  isEstimated: false,
}

interface WireUsage {
  readonly prompt_tokens?: unknown
  readonly completion_tokens?: unknown
  readonly prompt_tokens_details?: Readonly<Record<string, unknown>> | null
  readonly completion_tokens_details?: Readonly<Record<string, unknown>> | null
}

/** No model reads or writes so much in one call: a number beyond it is a mistake, and money is not booked on it. */
const mostTokens = 20_000_000

/**
 * The `usage` object of a chat completion or of its last chunk; null when it is absent or says nothing
 * that can be true.
 */
export function readUsage(value: unknown): Usage | null {
  if (typeof value !== 'object' || value === null) return null
  const usage: WireUsage = value
  const inputTokens = count(usage.prompt_tokens)
  const outputTokens = count(usage.completion_tokens)
  if (inputTokens === null && outputTokens === null) return null
  if (!isPlausible(usage.prompt_tokens) || !isPlausible(usage.completion_tokens)) return null
  const input = usage.prompt_tokens_details ?? {}
  const output = usage.completion_tokens_details ?? {}
  return {
    inputTokens: inputTokens ?? 0,
    cachedInputTokens: part(input['cached_tokens'], inputTokens),
    cacheWriteTokens: part(input['cache_write_tokens'], inputTokens),
    audioInputTokens: part(input['audio_tokens'], inputTokens),
    outputTokens: outputTokens ?? 0,
    reasoningTokens: part(output['reasoning_tokens'], outputTokens),
    audioOutputTokens: part(output['audio_tokens'], outputTokens),
    isEstimated: false,
  }
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

function isPlausible(value: unknown): boolean {
  return value === undefined || value === null || (count(value) ?? Infinity) <= mostTokens
}

/** A part is never more than its whole. */
function part(value: unknown, whole: number | null): number {
  return Math.min(count(value) ?? 0, whole ?? 0)
}

/**
 * What a call used as far as we can see, where the provider did not say: a token for every piece of a
 * stream or every three bytes of its text, whichever is more, and every three bytes of the request.
 * It errs on the expensive side, so that a budget is not passed unseen.
 */
export function estimateUsage(
  call: ModelCall,
  output: { readonly pieces: number; readonly bytes: number },
): Usage {
  return {
    ...noUsage,
    inputTokens: Math.ceil(call.bytes.length / 3),
    outputTokens: Math.max(output.pieces, Math.ceil(output.bytes / 3)),
    isEstimated: true,
  }
}
