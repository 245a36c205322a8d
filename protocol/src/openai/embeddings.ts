import * as z from 'zod'
import { GatewayError } from '../errors.ts'
import { modelName } from './model-name.ts'
import { requestParser } from './request-parser.ts'
import { textsOrTokens } from './texts-or-tokens.ts'

/** `POST /v1/embeddings` */
const embeddingRequest = z.looseObject({
  model: modelName,
  input: textsOrTokens({ maxItems: 2048, allowsEmpty: false }),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().nullish(),
  user: z.string().nullish(),
})
export type EmbeddingRequest = z.output<typeof embeddingRequest>

/** Checks a request for embeddings; see `requestParser`. */
export const parseEmbeddingRequest: (value: unknown) => EmbeddingRequest = requestParser(
  embeddingRequest,
  ({ dimensions }) => {
    if (dimensions === undefined || dimensions === null || dimensions >= 1) return
    // The service words this one in another way than its other limits, and names no field.
    const message = `${dimensions} is less than the minimum of 1 - 'dimensions'`
    throw new GatewayError('below_minimum', message)
  },
)
