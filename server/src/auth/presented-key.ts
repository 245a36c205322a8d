import { incorrectApiKey } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'

type HeaderValue = string | readonly string[] | undefined

/** Request headers in lower case, as Node gives them. Three of them may carry a key. */
export interface KeyHeaders {
  readonly authorization?: HeaderValue
  readonly 'x-api-key'?: HeaderValue
  readonly 'api-key'?: HeaderValue
}

const SCHEME = 'bearer '

/**
 * The one key that a request presents; undefined when it presents none. Every spelling leads here, so
 * that all meet the same policy. Throws GatewayError when two spellings disagree: whichever were
 * taken, somebody would be charged for somebody else's call.
 */
export function presentedKey(headers: KeyHeaders): string | undefined {
  let found: string | undefined
  const spellings = [bearerToken(headers.authorization), headers['x-api-key'], headers['api-key']]
  for (const value of spellings) {
    if (value === undefined || value === '') continue
    const key = String(value)
    if (found !== undefined && found !== key) {
      throw new GatewayError('conflicting_api_keys', 'The request carries two different API keys.')
    }
    found = key
  }
  return found
}

function bearerToken(value: HeaderValue): string | undefined {
  if (value === undefined) return undefined
  const text = String(value)
  const scheme = text.slice(0, SCHEME.length).toLowerCase()
  if (scheme === SCHEME) return text.slice(SCHEME.length).trim()
  if (text.trim().toLowerCase() === SCHEME.trim() || text === '') return undefined
  throw new GatewayError('invalid_api_key', incorrectApiKey(''))
}
