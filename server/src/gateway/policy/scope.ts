import { GatewayError } from '@llavero/protocol/errors.ts'
import { excerpt, missingApiKey } from '@llavero/protocol/error-messages.ts'
import type { Caller, Endpoint } from '../model-call.ts'

/** What the caller's key does not cover, or null when all is well. */
export function scopeError(
  caller: Caller,
  endpoint: Endpoint,
  model: string | null,
): GatewayError | null {
  if (caller.endpoints !== null && !caller.endpoints.includes(endpoint)) {
    return new GatewayError(
      'endpoint_not_allowed',
      `This key may not call the endpoint '${endpoint}'.`,
    )
  }
  if (model !== null && !allowsModel(caller, model)) {
    if (caller.kind === 'anonymous') return new GatewayError('missing_api_key', missingApiKey)
    return new GatewayError(
      'model_not_allowed',
      `This key may not call the model '${excerpt(model)}'.`,
      { param: 'model' },
    )
  }
  return null
}

/** Patterns are names, or prefixes that end in `*`. */
export function allowsModel(caller: Caller, model: string): boolean {
  if (caller.models === null) return true
  return caller.models.some((pattern) =>
    pattern.endsWith('*') ? model.startsWith(pattern.slice(0, -1)) : pattern === model,
  )
}
