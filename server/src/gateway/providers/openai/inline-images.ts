import { GatewayError } from '@llavero/protocol/errors.ts'
import type { ChatMessage } from '@llavero/protocol/openai/chat-message.ts'
import { type FetchedImage, ImageFailure } from '../../../egress/fetch-image.ts'
import type { CallOf } from '../../model-call.ts'

/** Fetches a picture of at most so many bytes. Throws ImageFailure. */
export type FetchImage = (url: string, maxBytes: number) => Promise<FetchedImage>

/** Of one picture: OpenAI's own limit. */
const maxImageBytes = 20_971_520
/** Of all pictures of a call: what it may hold in memory. */
const maxTotalBytes = 52_428_800

/**
 * The same call with its linked pictures inside, for providers that fetch none. A picture that is linked
 * twice is fetched once. Throws a GatewayError that names the field of a picture that cannot be had.
 */
export async function inlineImages(
  call: CallOf<'chat'>,
  fetchImage: FetchImage,
): Promise<CallOf<'chat'>> {
  const links = findLinks(call.body.messages)
  if (links.size === 0) return call
  const inlined = new Map<string, string>()
  let room = maxTotalBytes
  for (const [url, param] of links) {
    const { contentType, bytes } = await fetchFor(param, () =>
      fetchImage(url, Math.min(maxImageBytes, room)),
    )
    room -= bytes.length
    inlined.set(url, `data:${contentType};base64,${bytes.toString('base64')}`)
  }
  const messages = call.body.messages.map((message) => withImages(message, inlined))
  const body = { ...call.body, messages }
  return { ...call, body, payload: Buffer.from(JSON.stringify(body)) }
}

/** Each linked picture with the first field that it stands in. */
function findLinks(messages: readonly ChatMessage[]): Map<string, string> {
  const links = new Map<string, string>()
  for (const [index, { content }] of messages.entries()) {
    if (!Array.isArray(content)) continue
    for (const [place, part] of content.entries()) {
      if (part.type !== 'image_url' || part.image_url.url.startsWith('data:')) continue
      const { url } = part.image_url
      if (!links.has(url)) links.set(url, `messages[${index}].content[${place}].image_url.url`)
    }
  }
  return links
}

async function fetchFor(param: string, fetch: () => Promise<FetchedImage>): Promise<FetchedImage> {
  try {
    return await fetch()
  } catch (error) {
    if (!(error instanceof ImageFailure)) throw error
    const message = `Invalid '${param}': the image cannot be fetched: ${error.message}.`
    throw new GatewayError('invalid_image_url', message, { param, cause: error })
  }
}

function withImages(message: ChatMessage, inlined: ReadonlyMap<string, string>): ChatMessage {
  if (message.role !== 'user' || typeof message.content === 'string') return message
  const content = message.content.map((part) => {
    const url = part.type === 'image_url' ? inlined.get(part.image_url.url) : undefined
    if (part.type !== 'image_url' || url === undefined) return part
    return { ...part, image_url: { ...part.image_url, url } }
  })
  return { ...message, content }
}
