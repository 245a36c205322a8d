import { valueIn } from '../gateway/header-list.ts'
import type { Caller, ModelReply } from '../gateway/model-call.ts'
import type { RequestHead } from './exchange.ts'
import { headerOf } from './request-headers.ts'
import type { StreamLogs } from './stream-logs.ts'

interface Resumption {
  readonly streams: StreamLogs
  readonly request: RequestHead
  readonly caller: Caller
  readonly requestId: string
}

/**
 * The rest of a stream whose client was cut off and sends its request again with `Last-Event-ID`; null
 * for a request without it. Throws GatewayError where the stream is not kept.
 */
export function resumed({ streams, request, caller }: Resumption): ModelReply | null {
  const lastEventId = headerOf(request, 'last-event-id')
  if (lastEventId === null) return null
  const body = streams.resume(ownerOf(caller), lastEventId)
  return { status: 200, headers: ['content-type', 'text/event-stream'], body }
}

/** The reply, kept for a while where it is a stream and its client asked to be able to pick it up again. */
export function kept(
  { streams, request, caller, requestId }: Resumption,
  reply: ModelReply,
): ModelReply {
  if (headerOf(request, 'x-llavero-resumable') !== 'true') return reply
  const isEventStream = valueIn(reply.headers, 'content-type')?.startsWith('text/event-stream')
  if (reply.body instanceof Uint8Array || isEventStream !== true) return reply
  return { ...reply, body: streams.keep(ownerOf(caller), requestId, reply.body) }
}

/** Whoever began a stream may pick it up again, and nobody else. */
function ownerOf({ kind, keyId, personId }: Caller): string {
  return `${kind}:${keyId ?? personId ?? ''}`
}
