import { isLoopbackHost } from '../config/settings.ts'
import type { RequestHead } from './exchange.ts'

/**
 * Whether a call is our own page's, or no browser's: false where a browser says that the page of another origin
 * makes it. `Strict` cookies keep other sites away, but another port of this host is the same site. Browsers say it
 * in `Sec-Fetch-Site`, or, over plain HTTP to another machine, only in `Origin`; what says neither is no browser
 * (https://words.filippo.io/csrf/).
 */
function isSameOrigin({ headers }: RequestHead): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin, host } = headers
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}

/**
 * Whether the page of another origin makes a call that would do something, or could be read by it: any page may
 * send a form anywhere and open a WebSocket, which begins as a `GET`. It cannot read what another `GET` answers.
 */
export function isForeign(request: RequestHead): boolean {
  const onlyReads = request.method === 'GET' && request.headers.upgrade === undefined
  return !onlyReads && !isSameOrigin(request)
}

/**
 * Whether a call names this machine by a name of its own. A page whose host name was made to resolve to 127.0.0.1 (DNS
 * rebinding) is of the same origin as what it calls, but calls it by that name.
 */
export function namesThisMachine({ headers: { host } }: RequestHead): boolean {
  if (host === undefined) return true // HTTP/1.0, which no browser speaks
  const url = URL.parse(`http://${host}`)
  return url !== null && isLoopbackHost(url.hostname.replace(/^\[|\]$/g, ''))
}
