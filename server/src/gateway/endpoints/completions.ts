import {
  type CompletionRequest,
  parseCompletionRequest,
  promptCountOf,
} from '@llavero/protocol/openai/completions.ts'
import type { CallOf } from '../model-call.ts'
import { ChatStreamReading } from './chat-stream-reading.ts'
import type { EndpointRow, ModelSizes } from './endpoint-row.ts'
import { estimateTieredUsage, noUsage, readTieredUsage, serviceTierOf } from './usage.ts'

/** `POST /v1/completions`, the legacy endpoint. */
export const completions: EndpointRow<'completions'> = {
  path: '/completions',
  parseJson: parseCompletionRequest,
  parseForm: null,
  maxFileBytes: 0,
  defaultModel: null,
  decisiveKeys: new Set(['model', 'max_tokens', 'n', 'best_of', 'stream', 'service_tier']),
  asksForStreamUsage: true,
  isStream: ({ stream }) => stream === true,
  answersJson: () => true,
  mostUsed,
  readUsage: readTieredUsage,
  estimateUsage: estimateTieredUsage,
  readStream: ({ body }) => new ChatStreamReading(body),
}

/** The API's own default for `max_tokens`. */
const defaultMaxTokens = 16

/** Without tokenizing: a token is at least one byte, or at least a digit and a comma. */
function mostUsed(call: CallOf<'completions'>, model: ModelSizes | null) {
  const answers = answersOf(call.body)
  const outputTokens = answers * (call.body.max_tokens ?? defaultMaxTokens)
  const { byteLength } = call.payload
  return {
    usage: {
      ...noUsage,
      inputTokens: Math.min(
        byteLength,
        promptCountOf(call.body) * (model?.contextTokens ?? Infinity),
      ),
      outputTokens,
      serviceTier: serviceTierOf(call.body['service_tier']),
    },
    answers,
    isOutputBounded: true,
    tokensForRateLimit: Math.ceil(byteLength / 4) + outputTokens,
  }
}

/** All that are written; the client gets the `n` best of each prompt's. */
function answersOf(body: CompletionRequest): number {
  return promptCountOf(body) * Math.max(body.best_of ?? 1, body.n ?? 1)
}
