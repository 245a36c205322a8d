import type { IncomingMessage } from 'node:http'
import { GatewayError } from '@llavero/protocol/errors.ts'

/**
 * Throws GatewayError when a browser says that the page of another origin makes the request. `Strict` cookies
 * keep other sites away, but another port of this host is the same site. Browsers say it in `Sec-Fetch-Site`,
 * or, over plain HTTP to another machine, only in `Origin`; what says neither is no browser
 * (https://words.filippo.io/csrf/).
 */
export function requireSameOrigin({ headers }: IncomingMessage): void {
  const site = headers['sec-fetch-site']
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return
    throw refusal()
  }
  const { origin, host } = headers
  if (origin === undefined) return
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw refusal()
}

function refusal(): GatewayError {
  return new GatewayError(
    'cross_origin_session',
    'A page of another origin may not call with the session of this one. Use an API key.',
  )
}
