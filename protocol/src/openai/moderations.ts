import * as z from 'zod'
import { modelName } from './model-name.ts'
import { requestParser } from './request-parser.ts'

const part = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('image_url'), image_url: z.looseObject({ url: z.string() }) }),
])

/** `POST /v1/moderations`. A list of texts gets a result each, a list of parts one for all. */
const moderationRequest = z.looseObject({
  model: modelName.nullish(),
  input: z.union([z.string(), z.array(z.union([z.string(), part])).min(1)]),
})
export type ModerationRequest = z.output<typeof moderationRequest>

/** Checks a request for moderation; see `requestParser`. */
export const parseModerationRequest: (value: unknown) => ModerationRequest =
  requestParser(moderationRequest)
