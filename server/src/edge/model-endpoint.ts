import type { IncomingMessage, ServerResponse } from 'node:http'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { parseChatRequest } from '@llavero/protocol/openai/chat.ts'
import type { Caller, ModelCall, ModelReply } from '../gateway/model-call.ts'
import { dropRest, parseJsonBody, readBody } from './body.ts'
import { createRequestId } from './request-id.ts'
import type { RunningCalls } from './running-calls.ts'
import { toGatewayError, writeError, writeReply } from './write-reply.ts'

export interface ModelEndpointParts {
  /** Finds the caller, or throws what refuses it. */
  readonly identify: (request: IncomingMessage) => Caller
  readonly serve: (caller: Caller, call: ModelCall) => Promise<ModelReply>
  readonly maxBodyBytes: number
  /** Counts running calls, so that a graceful stop can wait for them. */
  readonly running: RunningCalls
  readonly reportBug: (error: unknown, requestId: string) => void
}

/**
 * `POST /v1/chat/completions`, on Node's own request and response: the hot route does not pass through
 * the router and hooks of the HTTP library. Never rejects.
 */
export async function handleChatCompletion(
  parts: ModelEndpointParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const arrivedAt = performance.now()
  const startedAtMs = Date.now()
  const requestId = createRequestId(startedAtMs)
  try {
    // Not when its handler ends: a slow client has not read all of it then.
    response.once('close', parts.running.enter())
    const caller = parts.identify(request)
    const bytes = await readBody(request, parts.maxBodyBytes)
    const body = parseChatRequest(parseJsonBody(bytes))
    const reply = await parts.serve(caller, {
      requestId,
      endpoint: 'chat',
      model: body.model,
      stream: body.stream === true,
      body,
      bytes,
      feature: featureOf(request),
      simulation: headerOf(request, 'x-llavero-sim'),
      startedAtMs,
      arrivedAt,
      outputCapTokens: null,
      hasLeft: () => response.destroyed,
    })
    await writeReply(response, requestId, reply)
  } catch (error) {
    if (toGatewayError(error).code === 'server_error') parts.reportBug(error, requestId)
    dropRest(request)
    writeError(response, requestId, error)
  }
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function featureOf(request: IncomingMessage): string | null {
  const feature = headerOf(request, 'x-llavero-feature')
  if (feature === null || feature.length <= 64) return feature
  throw new GatewayError(
    'string_above_max_length',
    "Invalid 'x-llavero-feature': string too long. Expected a string with maximum length 64.",
    {
      param: 'x-llavero-feature',
    },
  )
}
