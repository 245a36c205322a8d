import { GatewayError } from '@llavero/protocol/errors.ts'
import { excerpt, missingApiKey } from '@llavero/protocol/error-messages.ts'
import { type Caller, type Endpoint, leadingElsewhere, type ModelCall } from '../model-call.ts'

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

/** As `scopeError`, and what the body asks for besides its model: neither a scope nor a budget covers that. */
export function callScopeError(caller: Caller, call: ModelCall): GatewayError | null {
  const error = scopeError(caller, call.endpoint, call.model)
  if (error !== null) return error
  const hasBudget = caller.limits.some(({ unit }) => unit === 'micro-usd')
  if (caller.models === null && !hasBudget) return null
  const body: Readonly<Partial<Record<string, unknown>>> = call.body
  const field = Object.keys(body).find(
    (name) => leadingElsewhere.has(name) && (body[name] ?? null) !== null,
  )
  if (field === undefined) return null
  return new GatewayError(
    caller.models === null ? 'unpriced_model' : 'model_not_allowed',
    `'${field}' may lead to other models and costs than those of '${excerpt(call.model)}', so a key with a budget, or for some models only, may not use it.`,
    { param: field },
  )
}

/** Patterns are names, or prefixes that end in `*`. */
export function allowsModel(caller: Caller, model: string): boolean {
  if (caller.models === null) return true
  return caller.models.some((pattern) =>
    pattern.endsWith('*') ? model.startsWith(pattern.slice(0, -1)) : pattern === model,
  )
}
