import * as z from 'zod'
import { modelName } from './model-name.ts'
import { requestParser } from './request-parser.ts'
import { textsOrTokens } from './texts-or-tokens.ts'

/** `POST /v1/embeddings` */
const embeddingRequest = z.looseObject({
  model: modelName,
  input: textsOrTokens({ maxItems: 2048, allowsEmpty: false }),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().min(1).nullish(),
  user: z.string().nullish(),
})
export type EmbeddingRequest = z.output<typeof embeddingRequest>

/** Checks a request for embeddings; see `requestParser`. */
export const parseEmbeddingRequest: (value: unknown) => EmbeddingRequest =
  requestParser(embeddingRequest)
