import { readUsage, tokenPart } from '../gateway/endpoints/usage.ts'
import type { Usage, Verdict } from '../gateway/model-call.ts'

/** What a session has to know of a frame of the provider. */
export type ServerFrame =
  | { readonly kind: 'other' }
  | { readonly kind: 'output'; readonly responseId: string }
  | { readonly kind: 'begun'; readonly responseId: string }
  | {
      readonly kind: 'done'
      readonly responseId: string
      /** Null where the provider does not say. */
      readonly usage: Usage | null
      readonly verdict: Verdict
    }

interface WireFrame {
  readonly type?: unknown
  readonly response_id?: unknown
  readonly response?: {
    readonly id?: unknown
    readonly status?: unknown
    readonly usage?: unknown
  } | null
}

/** Reads leniently: a frame that says nothing to us passes as it is. */
export function readServerFrame(text: string): ServerFrame {
  const frame = parseFrame(text)
  const { type, response } = frame
  const responseId = response?.id
  if (type === 'response.created' && typeof responseId === 'string') {
    return { kind: 'begun', responseId }
  }
  if (type === 'response.done' && typeof responseId === 'string') {
    const verdict = response?.status === 'failed' ? 'provider_error' : 'complete'
    return { kind: 'done', responseId, usage: usageOf(response?.usage), verdict }
  }
  const { response_id: writtenBy } = frame
  const isOutput = typeof type === 'string' && type.endsWith('.delta')
  if (isOutput && typeof writtenBy === 'string') return { kind: 'output', responseId: writtenBy }
  return { kind: 'other' }
}

function parseFrame(text: string): WireFrame {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** Cached sound costs what cached text costs: it counts once, among what is cached. */
function usageOf(value: unknown): Usage | null {
  const usage = readUsage(value)
  if (usage === null) return null
  const { input_token_details: details } = value as WireUsage
  const cached = details?.cached_tokens_details?.audio_tokens
  const { audioInputTokens } = usage
  return { ...usage, audioInputTokens: audioInputTokens - tokenPart(cached, audioInputTokens) }
}

interface WireUsage {
  readonly input_token_details?: {
    readonly cached_tokens_details?: { readonly audio_tokens?: unknown } | null
  } | null
}
