import * as z from 'zod'
import { displayName, line } from './scalars.ts'

const baseUrl = z
  .string()
  .min(1)
  .max(2048)
  .refine(isHttpUrl, { error: 'not an http or https URL without credentials, query or fragment.' })

/** Decides which prices apply, e.g. `openai`, `ollama`, `groq`. */
const vendor = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z0-9][a-z0-9._-]*$/)

const providerKey = line(4096)

/** What a provider gets where a message links to a picture: the address, or the picture, fetched by us. */
const imageUrls = z.enum(['pass', 'fetch'])

/** Whether we execute batches of a provider's models line by line, or pass them to its own `/batches`. */
const batches = z.enum(['executed', 'passed'])

/** `POST /api/providers` */
export const createProviderBody = z.strictObject({
  name: displayName,
  vendor: vendor.default('openai'),
  base_url: baseUrl,
  /** Sealed at once and never told again. Null or absent: the server needs none. */
  api_key: providerKey.nullish(),
  /** Takes model names that no route knows; the provider that was it before is not any more. */
  is_default: z.boolean().default(false),
  image_urls: imageUrls.default('pass'),
  batches: batches.default('executed'),
})
export type CreateProviderBody = z.output<typeof createProviderBody>

/** `PATCH /api/providers/{id}`: an absent field stays as it is, a null key is removed. */
export const updateProviderBody = z.strictObject({
  name: displayName.optional(),
  vendor: vendor.optional(),
  base_url: baseUrl.optional(),
  api_key: providerKey.nullish(),
  is_default: z.boolean().optional(),
  is_enabled: z.boolean().optional(),
  image_urls: imageUrls.optional(),
  batches: batches.optional(),
})
export type UpdateProviderBody = z.output<typeof updateProviderBody>

/** `POST /api/providers/probe`: is somebody there, and does the key open the door? Nothing is saved. */
export const probeProviderBody = z.strictObject({
  base_url: baseUrl,
  api_key: providerKey.nullish(),
})
export type ProbeProviderBody = z.output<typeof probeProviderBody>

export const providerObject = z
  .object({
    id: z.string(),
    object: z.literal('provider'),
    name: z.string(),
    vendor: z.string(),
    base_url: z.string(),
    api_key_last_four: z
      .string()
      .nullable()
      .describe('The end of the stored key; null when there is none.'),
    is_default: z.boolean(),
    is_enabled: z.boolean(),
    image_urls: imageUrls.describe(
      'Whether it gets the addresses of pictures in messages, or the pictures.',
    ),
    batches: batches.describe(
      'Whether batches of its models are executed here, line by line, or passed to it as a whole.',
    ),
    models: z.array(z.string()).readonly().describe('What the provider said it has.'),
    created_at: z.int(),
  })
  .readonly()
  .meta({ id: 'Provider' })
export type ProviderObject = z.output<typeof providerObject>

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  const isBare = url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  return isBare && (url.protocol === 'http:' || url.protocol === 'https:')
}
