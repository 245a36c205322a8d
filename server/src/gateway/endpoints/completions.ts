import {
  type CompletionRequest,
  parseCompletionRequest,
  promptCountOf,
} from '@llavero/protocol/openai/completions.ts'
import type { CallOf } from '../model-call.ts'
import { ChatStreamReading } from './chat-stream-reading.ts'
import type { EndpointRow, ModelSizes } from './endpoint-row.ts'
import { estimateTextUsage, noUsage, readUsage } from './usage.ts'

/** `POST /v1/completions`, the legacy endpoint. */
export const completions: EndpointRow<'completions'> = {
  path: '/completions',
  parseJson: parseCompletionRequest,
  parseForm: null,
  maxFileBytes: 0,
  defaultModel: null,
  decisiveKeys: ['model', 'max_tokens', 'n', 'best_of', 'stream'],
  asksForStreamUsage: true,
  isStream: ({ stream }) => stream === true,
  answersJson: () => true,
  mostUsed,
  readUsage: ({ usage }) => readUsage(usage),
  estimateUsage: estimateTextUsage,
  readStream: ({ body }) => new ChatStreamReading(body.stream_options?.include_usage === true),
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
