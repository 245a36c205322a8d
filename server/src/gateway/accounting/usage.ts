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

/** The `usage` object of a chat completion or of its last chunk; null when it is absent or says nothing. */
export function readUsage(value: unknown): Usage | null {
  if (typeof value !== 'object' || value === null) return null
  const usage: WireUsage = value
  if (usage.prompt_tokens === undefined && usage.completion_tokens === undefined) return null
  const input = usage.prompt_tokens_details ?? {}
  const output = usage.completion_tokens_details ?? {}
  return {
    inputTokens: count(usage.prompt_tokens),
    cachedInputTokens: count(input['cached_tokens']),
    cacheWriteTokens: count(input['cache_write_tokens']),
    audioInputTokens: count(input['audio_tokens']),
    outputTokens: count(usage.completion_tokens),
    reasoningTokens: count(output['reasoning_tokens']),
    audioOutputTokens: count(output['audio_tokens']),
    isEstimated: false,
  }
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0
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
