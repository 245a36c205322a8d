import * as z from 'zod'
import { GatewayError } from '../errors.ts'
import { mapOf } from './map.ts'
import { modelName } from './model-name.ts'
import { isGiven, needs, requestParser } from './request-parser.ts'
import { penalty, seed, stop, streamOptions } from './sampling.ts'
import { textsOrTokens } from './texts-or-tokens.ts'

/** `POST /v1/completions`, the legacy endpoint. */
const completionRequest = z.looseObject({
  model: modelName,
  prompt: textsOrTokens({ maxItems: 2048 }).nullish(),
  best_of: z.int().min(1).max(20).nullish(),
  echo: z.boolean().nullish(),
  frequency_penalty: penalty.nullish(),
  logit_bias: mapOf(z.int().min(-100).max(100)).nullish(),
  logprobs: z.int().min(0).max(5).nullish(),
  max_tokens: z.int().min(0).nullish(),
  n: z.int().min(1).max(128).nullish(),
  presence_penalty: penalty.nullish(),
  seed: seed.nullish(),
  stop: stop.nullish(),
  stream: z.boolean().nullish(),
  stream_options: streamOptions.nullish(),
  suffix: z.string().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  user: z.string().nullish(),
})
export type CompletionRequest = z.output<typeof completionRequest>

/** Checks a request for legacy completions; see `requestParser`. */
export const parseCompletionRequest: (value: unknown) => CompletionRequest = requestParser(
  completionRequest,
  (request) => {
    if (isGiven(request.stream_options) && request.stream !== true) {
      throw needs('stream_options', 'stream')
    }
    const bestOf = request.best_of ?? request.n ?? 1
    if (bestOf < (request.n ?? 1)) {
      const message = "Invalid 'best_of': it must be greater than or equal to 'n'."
      throw new GatewayError('invalid_value', message, { param: 'best_of' })
    }
    if (request.stream === true && bestOf > (request.n ?? 1)) {
      const message = "Results cannot be streamed when 'best_of' is greater than 'n'."
      throw new GatewayError('invalid_parameter_combination', message, { param: 'best_of' })
    }
  },
)

/** How many prompts a request has: a list of numbers is one. */
export function promptCountOf({ prompt }: CompletionRequest): number {
  return Array.isArray(prompt) && typeof prompt[0] !== 'number' ? prompt.length : 1
}
