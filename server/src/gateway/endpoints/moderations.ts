import { parseModerationRequest } from '@llavero/protocol/openai/moderations.ts'
import type { EndpointRow } from './endpoint-row.ts'
import { mostInputUsed } from './input-only.ts'
import { estimateTextUsage, readUsage } from './usage.ts'

/** `POST /v1/moderations`: free at OpenAI, whose answers do not say what they used. */
export const moderations: EndpointRow<'moderations'> = {
  path: '/moderations',
  parseJson: parseModerationRequest,
  parseForm: null,
  maxFileBytes: 0,
  defaultModel: 'omni-moderation-latest',
  decisiveKeys: new Set(['model']),
  asksForStreamUsage: false,
  isStream: () => false,
  answersJson: () => true,
  mostUsed: mostInputUsed,
  readUsage: ({ usage }) => readUsage(usage),
  estimateUsage: (call) => estimateTextUsage(call, { pieces: 0, bytes: 0 }),
  readStream: () => null,
}
