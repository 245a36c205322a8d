import { GatewayError } from '@llavero/protocol/errors.ts'
import type { ByteRange } from './blob-store.ts'

/** The header fields by which a client asks for a part of something (RFC 9110, 13.1.5 and 14.2). */
export interface RangeFields {
  readonly range?: string | undefined
  readonly 'if-range'?: string | undefined
}

/** What there is to be read: its strong entity tag, and its length. */
interface Representation {
  readonly etag: string
  readonly bytes: number
}

/** One range; the whole line is left aside where it says several, or anything else. */
const oneRange = /^bytes=[ \t]*(?:(\d+)-(\d*)|-(\d+))[ \t]*$/i

/**
 * Which bytes a client asks for; null: all of them. As RFC 9110 allows, several ranges and malformed ones are
 * answered by the whole, and so is a part of something that `If-Range` says has changed: a date never matches, as
 * there is no `Last-Modified`. Throws GatewayError where the range has no byte of it.
 */
export function requestedRange(
  { range, 'if-range': ifRange }: RangeFields,
  { etag, bytes }: Representation,
): ByteRange | null {
  if (ifRange !== undefined && ifRange !== etag) return null
  const [isRange, first = '', last = '', suffix = ''] = oneRange.exec(range ?? '') ?? []
  if (isRange === undefined) return null
  if (suffix !== '') return lastBytes(Number(suffix), bytes)
  const start = Number(first)
  const end = last === '' ? Infinity : Number(last)
  if (start > end) return null
  if (start >= bytes) throw notSatisfiable(bytes)
  return { start, end: Math.min(end, bytes - 1) }
}

/** The end of something empty is all of it, for which there is no `Content-Range`. */
function lastBytes(wanted: number, bytes: number): ByteRange | null {
  if (wanted === 0) throw notSatisfiable(bytes)
  return bytes === 0 ? null : { start: Math.max(0, bytes - wanted), end: bytes - 1 }
}

function notSatisfiable(bytes: number): GatewayError {
  const message = `The range has no byte of the file: it has ${bytes} bytes.`
  const headers = { 'content-range': `bytes */${bytes}`, 'accept-ranges': 'bytes' }
  return new GatewayError('range_not_satisfiable', message, { param: 'range', headers })
}
