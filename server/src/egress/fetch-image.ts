import type { Egress } from './egress.ts'
import { EgressFailure } from './fetch-json.ts'
import type { HttpReply } from './http-request.ts'
import { EgressRefusal } from './policy.ts'

export interface ImageRules {
  /** `host:port` of servers that an operator named: there, any address and port is allowed. */
  readonly trustedHosts: ReadonlySet<string>
  /** A longer file is refused. */
  readonly maxBytes: number
  /** How long a server may fall silent; the whole may take three times as long. */
  readonly idleTimeoutMs: number
}

export interface FetchedImage {
  readonly contentType: string
  readonly bytes: Buffer
}

/** The picture cannot be had. The message names the host, and is fit for who asked. */
export class ImageFailure extends Error {
  override readonly name = 'ImageFailure'
}

const maxRedirects = 3

/**
 * Fetches a picture from where a request says it is: HTTP or HTTPS on its own port of a public host, or a
 * trusted one. Every redirect is checked anew. What it is, its first bytes say. Throws ImageFailure.
 */
export async function fetchImage(
  egress: Pick<Egress, 'request'>,
  address: string,
  rules: ImageRules,
): Promise<FetchedImage> {
  const deadline = performance.now() + rules.idleTimeoutMs * 3
  let url = parseUrl(address, undefined)
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const reply = await get(egress, url, rules)
    const { location } = reply.headers
    if (reply.status >= 300 && reply.status < 400 && typeof location === 'string') {
      reply.body.destroy()
      url = parseUrl(location, url)
      continue
    }
    if (reply.status !== 200) {
      reply.body.destroy()
      throw new ImageFailure(`${url.host} answered with status ${reply.status}`)
    }
    const bytes = await read(reply, url, { ...rules, deadline })
    return { contentType: typeOf(bytes, url), bytes }
  }
  throw new ImageFailure(`${url.host} redirects too often`)
}

function parseUrl(text: string, base: URL | undefined): URL {
  if (URL.canParse(text, base)) return new URL(text, base)
  throw new ImageFailure('it is not a URL')
}

async function get(
  egress: Pick<Egress, 'request'>,
  url: URL,
  { trustedHosts, idleTimeoutMs }: ImageRules,
): Promise<HttpReply> {
  try {
    const reply = await egress.request(url, {
      policy: isTrusted(trustedHosts, url) ? 'configured' : 'public-plain',
      method: 'GET',
      headers: { accept: 'image/png, image/jpeg, image/webp, image/gif', 'user-agent': 'llavero' },
      body: null,
      connectTimeoutMs: idleTimeoutMs,
      idleTimeoutMs,
    })
    // A body that is left before its end says so with an error, which nobody waits for.
    reply.body.on('error', () => {})
    return reply
  } catch (error) {
    if (error instanceof EgressRefusal || error instanceof EgressFailure) {
      throw new ImageFailure(error.message, { cause: error })
    }
    throw error
  }
}

async function read(
  { body }: HttpReply,
  url: URL,
  { maxBytes, deadline }: ImageRules & { readonly deadline: number },
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    // Leaving the loop early closes the connection.
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) {
        throw new ImageFailure(`${url.host} answered with more than ${maxBytes} bytes`)
      }
      if (performance.now() > deadline) throw new ImageFailure(`${url.host} is too slow`)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof ImageFailure) throw error
    throw new ImageFailure(`${url.host} broke off`, { cause: error })
  }
  return Buffer.concat(chunks)
}

/** How the files begin that models look at, in hexadecimal. */
const signatures: readonly (readonly [contentType: string, pattern: RegExp])[] = [
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', /^ffd8ff/],
  ['image/gif', /^474946383[79]61/],
  ['image/webp', /^52494646.{8}57454250/],
]

function typeOf(bytes: Buffer, url: URL): string {
  const head = bytes.toString('hex', 0, 16)
  const found = signatures.find(([, pattern]) => pattern.test(head))
  if (found !== undefined) return found[0]
  throw new ImageFailure(`what ${url.host} has there is no PNG, JPEG, GIF or WebP`)
}

/** A URL leaves its protocol's own port out; whoever lists the host may write it. */
function isTrusted(trustedHosts: ReadonlySet<string>, { host, hostname, protocol }: URL): boolean {
  const usualPort = protocol === 'https:' ? 443 : 80
  return trustedHosts.has(host) || (host === hostname && trustedHosts.has(`${host}:${usualPort}`))
}
