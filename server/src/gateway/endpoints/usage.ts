import type { Form, ServiceTier, Usage } from '../model-call.ts'
import type { Answer, OutputSeen } from './endpoint-row.ts'

export const noUsage: Usage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  audioInputTokens: 0,
  imageInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  audioOutputTokens: 0,
  imageOutputTokens: 0,
  images: 0,
  imageKind: '',
  characters: 0,
  audioMs: 0,
  serviceTier: 'standard',
  isEstimated: false,
}

/** Where neither the client nor the price list says how much a model can write. */
export const fallbackMaxOutputTokens = 16_384

type Details = Readonly<Record<string, unknown>> | null

/** The API has two names for each, the older one first. */
interface WireUsage {
  readonly prompt_tokens?: unknown
  readonly completion_tokens?: unknown
  readonly prompt_tokens_details?: Details
  readonly completion_tokens_details?: Details
  readonly input_tokens?: unknown
  readonly output_tokens?: unknown
  readonly input_tokens_details?: Details
  /** So spelt by transcriptions. */
  readonly input_token_details?: Details
  readonly output_tokens_details?: Details
  /** So spelt by realtime sessions. */
  readonly output_token_details?: Details
}

/**
 * What a `service_tier` costs. `auto`, as no word at all, is the standard tier unless the owner of the
 * account chose another for the whole project; then only the answer tells. `scale` is paid for beforehand.
 */
export function serviceTierOf(named: unknown): ServiceTier {
  if (named === 'flex') return 'flex'
  return named === 'fast' || named === 'priority' ? 'fast' : 'standard'
}

/** No model reads or writes so much in one call: a number beyond it is a mistake, and money is not booked on it. */
const mostTokens = 20_000_000

/** The `usage` object of an answer or event; null when it is absent or says nothing that can be true. */
export function readUsage(value: unknown): Usage | null {
  if (typeof value !== 'object' || value === null) return null
  const usage: WireUsage = value
  const wireInput = usage.prompt_tokens ?? usage.input_tokens
  const wireOutput = usage.completion_tokens ?? usage.output_tokens
  const inputTokens = count(wireInput)
  const outputTokens = count(wireOutput)
  if (inputTokens === null && outputTokens === null) return null
  if (!isPlausible(wireInput) || !isPlausible(wireOutput)) return null
  const input =
    usage.prompt_tokens_details ?? usage.input_tokens_details ?? usage.input_token_details ?? {}
  const output =
    usage.completion_tokens_details ??
    usage.output_tokens_details ??
    usage.output_token_details ??
    {}
  return {
    ...noUsage,
    inputTokens: inputTokens ?? 0,
    cachedInputTokens: tokenPart(input['cached_tokens'], inputTokens),
    cacheWriteTokens: tokenPart(input['cache_write_tokens'], inputTokens),
    audioInputTokens: tokenPart(input['audio_tokens'], inputTokens),
    imageInputTokens: tokenPart(input['image_tokens'], inputTokens),
    outputTokens: outputTokens ?? 0,
    reasoningTokens: tokenPart(output['reasoning_tokens'], outputTokens),
    audioOutputTokens: tokenPart(output['audio_tokens'], outputTokens),
    imageOutputTokens: tokenPart(output['image_tokens'], outputTokens),
  }
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

function isPlausible(value: unknown): boolean {
  return value === undefined || value === null || (count(value) ?? Infinity) <= mostTokens
}

/** What can be true of a part: a whole number, never more than its whole; 0 for anything else. */
export function tokenPart(value: unknown, whole: number | null): number {
  return Math.min(count(value) ?? 0, whole ?? 0)
}

/**
 * What a call used as far as we can see, where the provider did not say: a token for every piece of a
 * stream or every three bytes of its text, whichever is more, and every three bytes of the request.
 * It errs on the expensive side, so that a budget is not passed unseen.
 */
export function estimateTextUsage(
  call: { readonly payload: Uint8Array | Form },
  output: OutputSeen,
): Usage {
  return {
    ...noUsage,
    inputTokens: Math.ceil(call.payload.byteLength / 3),
    outputTokens: Math.max(output.pieces, Math.ceil(output.bytes / 3)),
    isEstimated: true,
  }
}

interface TieredCall {
  readonly payload: Uint8Array | Form
  readonly body: Readonly<Record<string, unknown>>
}

/** What an answer says was used, in the tier that it names, else in the one that was asked for. */
export function readTieredUsage(answer: Answer, { body }: TieredCall): Usage | null {
  const usage = readUsage(answer.usage)
  const serviceTier = serviceTierOf(answer.service_tier ?? body['service_tier'])
  return usage === null || serviceTier === 'standard' ? usage : { ...usage, serviceTier }
}

/** As `estimateTextUsage`, in the tier that was asked for. */
export function estimateTieredUsage(call: TieredCall, output: OutputSeen): Usage {
  return {
    ...estimateTextUsage(call, output),
    serviceTier: serviceTierOf(call.body['service_tier']),
  }
}
