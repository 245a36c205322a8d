import type { IncomingHttpHeaders } from 'node:http'
import { fieldsOf, type HeaderList } from '../../gateway/header-list.ts'

/** Longer heads are left to Node, which has a limit of its own. */
const longestHeadBytes = 8 * 1024
/** So is what will hardly come in one read. */
const longestBodyBytes = 64 * 1024

/**
 * The only form of a head that is taken here (RFC 9112, sections 3 and 5): one space where Node would take many
 * or none, no folded line, no empty value, nothing but printable characters. No two ways lead through
 * it, so a head that does not match costs no more time than one that does.
 */
const plainHead =
  /^POST \/[!-~]* HTTP\/1\.1(?:\r\n[!#$%&'*+\-.^_`|~0-9A-Za-z]+: [!-~\x80-\xff]+(?:[\t ]+[!-~\x80-\xff]+)*)+$/
const version = ' HTTP/1.1'
/** Official clients send about fifteen. */
const mostHeaders = 64
const plainLength = /^(?:0|[1-9][0-9]{0,5})$/
const endOfHead = '\r\n\r\n'

/**
 * A `POST` whose head and JSON body are there, and leave no doubt about where they end. Its headers are looked for in
 * their list: an object for the few that a call needs costs as much as all else that is done with a head.
 */
export class PlainRequest {
  readonly method = 'POST'
  /** `POST /path`, with the query where there is one. */
  readonly route: string
  /** Name, value, name, value; names in lower case, none twice. */
  readonly rawHeaders: string[]
  /** A part of what was read, and kept for as long. */
  readonly body: Buffer

  constructor(route: string, rawHeaders: string[], body: Buffer) {
    this.route = route
    this.rawHeaders = rawHeaders
    this.body = body
  }

  /** For whoever is not called for every request. */
  get headers(): IncomingHttpHeaders {
    return fieldsOf(this.rawHeaders)
  }
}

/**
 * The one request that these bytes are, which may be kept for its body's sake. `begun` where its head is there and its body has not come as a whole;
 * null for all else, however valid it may be as HTTP: a second length, another framing, more bytes than those of
 * the request. What is taken here has one meaning only, so that nobody before us can have read it differently.
 */
export function readPlainRequest(bytes: Buffer): PlainRequest | 'begun' | null {
  const text = bytes.toString('latin1', 0, longestHeadBytes)
  const headLength = text.indexOf(endOfHead)
  if (headLength === -1) return null
  const head = text.slice(0, headLength)
  if (!plainHead.test(head)) return null
  const endOfLine = head.indexOf('\r\n')
  const headers = headersIn(head, endOfLine)
  const bodyBytes = bodyBytesOf(headers)
  if (bodyBytes === null) return null
  const start = headLength + endOfHead.length
  const missing = start + bodyBytes - bytes.length
  if (missing !== 0) return missing > 0 ? 'begun' : null
  const route = head.slice(0, endOfLine - version.length)
  return new PlainRequest(route, headers, bytes.subarray(start))
}

/** Name, value, name, value. */
function headersIn(head: string, endOfFirstLine: number): string[] {
  const headers: string[] = []
  let end = endOfFirstLine
  while (end < head.length) {
    const start = end + 2
    const colon = head.indexOf(':', start)
    const next = head.indexOf('\r\n', colon)
    end = next === -1 ? head.length : next
    headers.push(head.slice(start, colon).toLowerCase(), head.slice(colon + 2, end))
  }
  return headers
}

/** How long the body is; null where the headers say anything that is not plain. */
function bodyBytesOf(headers: HeaderList): number | null {
  if (headers.length > 2 * mostHeaders) return null
  let length: string | null = null
  let hasHost = false
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    const value = headers[at + 1] as string
    if (isRepeated(headers, at)) return null
    if (name === 'content-length') length = value
    else if (name === 'host') hasHost = true
    else if (!isPlain(name, value)) return null
  }
  if (!hasHost || length === null || !plainLength.test(length)) return null
  return Number(length) <= longestBodyBytes ? Number(length) : null
}

/** Comparing each with each is cheaper than a map, for so few. */
function isRepeated(headers: HeaderList, nameAt: number): boolean {
  for (let at = nameAt + 2; at < headers.length; at += 2) {
    if (headers[at] === headers[nameAt]) return true
  }
  return false
}

function isPlain(name: string, value: string): boolean {
  switch (name) {
    case 'transfer-encoding':
    case 'expect':
    case 'upgrade':
      return false
    case 'connection':
      return value.toLowerCase() === 'keep-alive'
    case 'content-type':
      return value.startsWith('application/json')
    default:
      return true
  }
}
