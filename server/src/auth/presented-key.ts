import { incorrectApiKey } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'

/**
 * The header lines of a request as they came: name, value, name, value. Node's headers by name would
 * keep only the first of two `authorization` lines, and join two `x-api-key` lines.
 */
export type HeaderLines = readonly string[]

const SCHEME = 'bearer '

/**
 * The one key that a request presents; undefined when it presents none. Every spelling leads here, so
 * that all meet the same policy. Throws GatewayError when two of them disagree: whichever were taken,
 * somebody would be charged for somebody else's call.
 */
export function presentedKey(lines: HeaderLines): string | undefined {
  let found: string | undefined
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const key = keyOf(lines[at] as string, lines[at + 1] as string)
    if (key === undefined || key === '') continue
    if (found !== undefined && found !== key) {
      throw new GatewayError('conflicting_api_keys', 'The request carries two different API keys.')
    }
    found = key
  }
  return found
}

/** Compares lengths first: every call passes here with all of its headers. */
function keyOf(name: string, value: string): string | undefined {
  switch (name.length) {
    case 'authorization'.length:
      return name.toLowerCase() === 'authorization' ? bearerToken(value) : undefined
    case 'x-api-key'.length:
      return name.toLowerCase() === 'x-api-key' ? value : undefined
    case 'api-key'.length:
      return name.toLowerCase() === 'api-key' ? value : undefined
    case 'sec-websocket-protocol'.length:
      return name.toLowerCase() === 'sec-websocket-protocol' ? keyAmongProtocols(value) : undefined
    default:
      return undefined
  }
}

/** Browsers cannot set headers of a WebSocket, so the realtime API takes the key as a subprotocol. */
const KEY_PROTOCOL = 'openai-insecure-api-key.'

function keyAmongProtocols(value: string): string | undefined {
  const protocols = value.split(',').map((protocol) => protocol.trim())
  const found = protocols.find((protocol) => protocol.startsWith(KEY_PROTOCOL))
  return found?.slice(KEY_PROTOCOL.length)
}

function bearerToken(text: string): string | undefined {
  const scheme = text.slice(0, SCHEME.length).toLowerCase()
  if (scheme === SCHEME) return text.slice(SCHEME.length).trim()
  if (text.trim().toLowerCase() === SCHEME.trim() || text === '') return undefined
  throw new GatewayError('invalid_api_key', incorrectApiKey(''))
}
