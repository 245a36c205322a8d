import { GatewayError } from '@llavero/protocol/errors.ts'
import type { EndpointRow } from '../gateway/endpoints/endpoint-row.ts'
import { rowOf } from '../gateway/endpoints/endpoints.ts'
import type { Caller, Form, ModelCall, ModelEndpoint, ModelReply } from '../gateway/model-call.ts'
import { afterReads, Gathered } from '../turn.ts'
import { bodyOf, dropRest, parseJsonBody, readBody } from './body.ts'
import type { HotHandler, HotRequest, HotResponse, RequestHead } from './exchange.ts'
import { isForm, readModelForm, type SpooledForm } from './model-form.ts'
import { PlainRequest } from './plain/plain-request.ts'
import { featureOf, headerOf } from './request-headers.ts'
import { createRequestId } from './request-id.ts'
import type { RunningCalls } from './running-calls.ts'
import type { StreamLogs } from './stream-logs.ts'
import { kept, resumed } from './resumption.ts'
import { isOfServer, toGatewayError, writeError, writeReply } from './write-reply.ts'

export interface ModelEndpointParts {
  /** Finds the caller, or throws what refuses it. */
  readonly identify: (request: RequestHead) => Caller | Promise<Caller>
  readonly serve: (caller: Caller, call: ModelCall) => Promise<ModelReply>
  readonly maxBodyBytes: number
  readonly streams: StreamLogs
  /** Where files of forms wait for the end of their call. */
  readonly spoolFolder: string
  /** Counts running calls, so that a graceful stop can wait for them. */
  readonly running: RunningCalls
  readonly reportFault: (error: unknown, requestId: string) => void
}

/** A request whose head has been read. */
interface Arrival {
  readonly request: HotRequest
  readonly response: HotResponse
  readonly requestId: string
  readonly arrivedAt: number
  readonly startedAtMs: number
}

/**
 * `POST` to one endpoint, on a plain request or Node's own: the hot route does not pass through the
 * router and hooks of the HTTP library. A request is handled when this turn of the event loop has read everything:
 * then its body is there as a rule.
 */
export function modelCallHandler(parts: ModelEndpointParts, endpoint: ModelEndpoint): HotHandler {
  const arrivals = new Gathered<Arrival>(afterReads, (all) => {
    for (const arrival of all) void handleModelCall(parts, endpoint, arrival)
  })
  return (request, response, arrivedAt) => {
    const startedAtMs = Date.now()
    const requestId = createRequestId(startedAtMs)
    arrivals.add({ request, response, requestId, arrivedAt, startedAtMs })
  }
}

/** Never rejects. */
async function handleModelCall(
  parts: ModelEndpointParts,
  endpoint: ModelEndpoint,
  { request, response, requestId, arrivedAt, startedAtMs }: Arrival,
): Promise<void> {
  // It left in the turn in which it came: no event will tell so any more.
  if (response.destroyed) return
  try {
    // Not when its handler ends: a slow client has not read all of it then.
    response.once('close', parts.running.enter())
    const identified = parts.identify(request)
    const caller = identified instanceof Promise ? await identified : identified
    const row = rowOf(endpoint)
    const read = readPayload(parts, row, request)
    const payload = read instanceof Promise ? await read : read
    if (!(payload instanceof Uint8Array)) closeAfter(response, payload)
    const body = parseBody(row, payload)
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
      // A person at the page who leaves has pressed Stop.
      stopsWithClient: caller.kind === 'session',
    } as ModelCall
    const reply = resumed(resumption) ?? kept(resumption, await parts.serve(caller, call))
    const writing = writeReply(response, requestId, reply)
    if (writing !== undefined) await writing
  } catch (error) {
    if (isOfServer(toGatewayError(error))) parts.reportFault(error, requestId)
    dropRest(request)
    writeError(response, requestId, error)
  }
}

function readPayload(
  parts: ModelEndpointParts,
  { parseForm, maxFileBytes }: EndpointRow,
  request: HotRequest,
): Buffer | Promise<Buffer | SpooledForm> {
  if (request instanceof PlainRequest) return bodyOf(request, parts.maxBodyBytes)
  if (parseForm === null || !isForm(request)) return readBody(request, parts.maxBodyBytes)
  return readModelForm(request, { maxFileBytes, folder: parts.spoolFolder })
}

/** Nobody reads the form any more when its answer has ended, or the client has left. */
function closeAfter(response: HotResponse, form: SpooledForm): void {
  if (response.closed) void form.close()
  else response.once('close', () => void form.close())
}

function parseBody({ parseJson, parseForm }: EndpointRow, payload: Buffer | Form): NamedModel {
  if (!(payload instanceof Uint8Array)) return (parseForm ?? needsJson)(payload)
  return parseJson === null ? needsForm() : parseJson(parseJsonBody(payload))
}

function needsJson(): never {
  throw new GatewayError('unsupported_content_type', 'The body must be application/json.')
}

function needsForm(): never {
  throw new GatewayError('unsupported_content_type', 'The body must be multipart/form-data.')
}

/** What all requests have in common. */
type NamedModel = ModelCall['body'] & { readonly model?: string | null | undefined }
