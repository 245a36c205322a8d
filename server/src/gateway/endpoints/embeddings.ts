import { parseEmbeddingRequest } from '@llavero/protocol/openai/embeddings.ts'
import type { EndpointRow } from './endpoint-row.ts'
import { mostInputUsed } from './input-only.ts'
import { estimateTextUsage, readUsage } from './usage.ts'

/** `POST /v1/embeddings` */
export const embeddings: EndpointRow<'embeddings'> = {
  path: '/embeddings',
  parseJson: parseEmbeddingRequest,
  parseForm: null,
  maxFileBytes: 0,
  defaultModel: null,
  decisiveKeys: new Set(['model', 'encoding_format', 'dimensions']),
  asksForStreamUsage: false,
  isStream: () => false,
  answersJson: () => true,
  mostUsed: mostInputUsed,
  readUsage: ({ usage }) => readUsage(usage),
  estimateUsage: (call) => estimateTextUsage(call, { pieces: 0, bytes: 0 }),
  readStream: () => null,
}
