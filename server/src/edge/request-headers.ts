import { isUtf8 } from 'node:buffer'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { valueIn } from '../gateway/header-list.ts'
import type { RequestHead } from './exchange.ts'
import { PlainRequest } from './plain/plain-request.ts'

/** Null when it is absent or empty. */
export function headerOf(request: RequestHead, name: string): string | null {
  const value = fieldOf(request, name)
  return value === undefined || value === '' ? null : value
}

/** What a header of one value says; `name` is in lower case. */
export function fieldOf(request: RequestHead, name: string): string | undefined {
  if (request instanceof PlainRequest) return valueIn(request.rawHeaders, name)
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

/** What part of the client's product a call is for. Throws GatewayError when it is too long. */
export function featureOf(request: RequestHead): string | null {
  const header = headerOf(request, 'x-llavero-feature')
  if (header === null) return null
  const feature = readText(header)
  if (feature.length <= 64) return feature
  throw new GatewayError(
    'string_above_max_length',
    "Invalid 'x-llavero-feature': string too long. Expected a string with maximum length 64.",
    {
      param: 'x-llavero-feature',
    },
  )
}

/** Node makes one character of each byte. Most clients send UTF-8, browsers Latin-1, which is hardly ever valid UTF-8. */
function readText(header: string): string {
  const bytes = Buffer.from(header, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : header
}
