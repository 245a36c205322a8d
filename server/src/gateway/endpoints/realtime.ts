import type { CallOf, Usage } from '../model-call.ts'
import type { EndpointRow, ModelSizes, MostUsed } from './endpoint-row.ts'
import { noUsage } from './usage.ts'

/** `GET /v1/realtime`: one response of a session is one call. Sessions are opened and read in `realtime/`. */
export const realtime: EndpointRow<'realtime'> = {
  path: '/realtime',
  parseJson: null,
  parseForm: null,
  maxFileBytes: 0,
  defaultModel: null,
  decisiveKeys: new Set<string>(),
  asksForStreamUsage: false,
  isStream: () => true,
  answersJson: () => true,
  mostUsed,
  readUsage: () => null,
  estimateUsage: (call, { bytes }) => ({
    ...usageOf(call, null, Math.ceil(bytes / 3)),
    isEstimated: true,
  }),
  readStream: () => null,
}

/** The longest that any realtime model answers (`max_output_tokens` of `RealtimeSessionCreateRequestGA`). */
const mostOutputTokens = 4_096

function mostUsed(call: CallOf<'realtime'>, model: ModelSizes | null): MostUsed {
  const usage = usageOf(call, model, call.outputCapTokens ?? mostOutputTokens)
  return {
    usage,
    answers: 1,
    isOutputBounded: false,
    tokensForRateLimit: Math.ceil(usage.inputTokens / 4),
  }
}

/** Sound is dearer than text, and nobody knows before which of the two it will be. */
function usageOf(
  { body }: CallOf<'realtime'>,
  model: ModelSizes | null,
  outputTokens: number,
): Usage {
  const inputTokens = Math.min(body.inputTokensBound, model?.contextTokens ?? Infinity)
  return {
    ...noUsage,
    inputTokens,
    audioInputTokens: inputTokens,
    outputTokens,
    audioOutputTokens: outputTokens,
  }
}
