import type { IncomingMessage, ServerResponse } from 'node:http'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { EndpointRow } from '../gateway/endpoints/endpoint-row.ts'
import { rowOf } from '../gateway/endpoints/endpoints.ts'
import type { Caller, ModelCall, ModelEndpoint, ModelReply } from '../gateway/model-call.ts'
import { dropRest, parseJsonBody, readBody } from './body.ts'
import { featureOf, headerOf } from './request-headers.ts'
import { createRequestId } from './request-id.ts'
import type { RunningCalls } from './running-calls.ts'
import type { StreamLogs } from './stream-logs.ts'
import { kept, resumed } from './resumption.ts'
import { toGatewayError, writeError, writeReply } from './write-reply.ts'

export interface ModelEndpointParts {
  /** Finds the caller, or throws what refuses it. */
  readonly identify: (request: IncomingMessage) => Caller | Promise<Caller>
  readonly serve: (caller: Caller, call: ModelCall) => Promise<ModelReply>
  readonly maxBodyBytes: number
  readonly streams: StreamLogs
  /** Counts running calls, so that a graceful stop can wait for them. */
  readonly running: RunningCalls
  readonly reportBug: (error: unknown, requestId: string) => void
}

/**
 * `POST` to one endpoint, on Node's own request and response: the hot route does not pass through the
 * router and hooks of the HTTP library. Never rejects.
 */
export async function handleModelCall(
  parts: ModelEndpointParts,
  endpoint: ModelEndpoint,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const arrivedAt = performance.now()
  const startedAtMs = Date.now()
  const requestId = createRequestId(startedAtMs)
  try {
    // Not when its handler ends: a slow client has not read all of it then.
    response.once('close', parts.running.enter())
    const identified = parts.identify(request)
    const caller = identified instanceof Promise ? await identified : identified
    const row = rowOf(endpoint)
    const payload = await readBody(request, parts.maxBodyBytes)
    const body: NamedModel = parseBody(row, payload)
    const resumption = { streams: parts.streams, request, caller, requestId }
    const call = {
      requestId,
      endpoint,
      model: body.model ?? row.defaultModel ?? '',
      stream: row.isStream(body),
      body,
      payload,
      feature: featureOf(request),
      simulation: headerOf(request, 'x-llavero-sim'),
      startedAtMs,
      arrivedAt,
      outputCapTokens: null,
      hasLeft: () => response.destroyed,
    } as ModelCall
    const reply = resumed(resumption) ?? kept(resumption, await parts.serve(caller, call))
    await writeReply(response, requestId, reply)
  } catch (error) {
    if (toGatewayError(error).code === 'server_error') parts.reportBug(error, requestId)
    dropRest(request)
    writeError(response, requestId, error)
  }
}

function parseBody({ parseJson }: EndpointRow, payload: Buffer): NamedModel {
  if (parseJson === null) {
    throw new GatewayError('unsupported_content_type', 'The body must be multipart/form-data.')
  }
  return parseJson(parseJsonBody(payload))
}

/** What all requests have in common. */
type NamedModel = ModelCall['body'] & { readonly model?: string | null | undefined }
