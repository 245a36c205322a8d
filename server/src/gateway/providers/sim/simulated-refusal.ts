import type { ErrorBody } from '@llavero/protocol/errors.ts'
import type { ProviderReply } from '../../model-call.ts'

type Wording = readonly [type: string, code: string | null, message: string]

/** How OpenAI's service words its refusals, by status. */
const wordings: ReadonlyMap<number, Wording> = new Map([
  [400, ['invalid_request_error', null, 'The request is not valid.']],
  [401, ['invalid_request_error', 'invalid_api_key', 'Incorrect API key provided.']],
  [403, ['invalid_request_error', 'permission_denied', 'You may not use this model.']],
  [404, ['invalid_request_error', 'model_not_found', 'The model does not exist.']],
  [408, ['invalid_request_error', 'request_timeout', 'The request took too long.']],
  [409, ['invalid_request_error', 'conflict', 'The request conflicts with another one.']],
  [422, ['invalid_request_error', null, 'The request cannot be processed.']],
  [429, ['requests', 'rate_limit_exceeded', 'Rate limit reached. Please try again later.']],
  [500, ['server_error', null, 'The server had an error processing your request.']],
  [502, ['server_error', null, 'Bad gateway.']],
  [503, ['server_error', null, 'The server is overloaded. Please try again later.']],
  [504, ['server_error', null, 'The server did not answer in time.']],
])

/** The statuses that a caller can ask for. */
export const simulatedStatuses: readonly number[] = [...wordings.keys()]

/** The refusal that a caller asked for. */
export function simulateRefusal(status: number, retryAfterMs: number | null): ProviderReply {
  const [type, code, message] = wordings.get(status) ?? ['server_error', null, 'Unknown status.']
  const reply = refuse(status, { message: `Simulated: ${message}`, type, param: null, code })
  if (retryAfterMs === null) return reply
  const retryAfter = {
    'retry-after': String(Math.ceil(retryAfterMs / 1000)),
    'retry-after-ms': String(retryAfterMs),
  }
  return { ...reply, headers: { ...reply.headers, ...retryAfter } }
}

/** The answer for a name that is no simulated model. */
export function refuseUnknownModel(model: string): ProviderReply {
  return refuse(404, {
    message: `The model '${model.slice(0, 64)}' does not exist or you do not have access to it.`,
    type: 'invalid_request_error',
    param: 'model',
    code: 'model_not_found',
  })
}

function refuse(status: number, error: ErrorBody['error']): ProviderReply {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-llavero-simulated': 'true' },
    body: Buffer.from(JSON.stringify({ error })),
  }
}
