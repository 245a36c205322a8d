import { HandshakeBroken, HandshakeRefusal } from '../../../egress/web-socket.ts'
import { type FrameChannel, UpstreamFailure } from '../../model-call.ts'
import { masked } from './exchange.ts'

/** What opens a WebSocket to the provider: egress, with the provider's address and deadlines. */
export type OpenSocket = (
  path: string,
  headers: Readonly<Record<string, string>>,
) => Promise<FrameChannel>

/** How a session is asked for. */
interface RealtimeRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Never leaves: a refusal that quotes it has it masked. */
  readonly secret: string | null
}

/**
 * A realtime connection to a server of OpenAI's dialect. Throws UpstreamFailure; the provider's own words are
 * passed on as the failure's reply.
 */
export async function connectRealtime(
  open: OpenSocket,
  { path, headers, secret }: RealtimeRequest,
): Promise<FrameChannel> {
  try {
    return await open(path, headers)
  } catch (error) {
    if (error instanceof HandshakeRefusal) throw refusalOf(error, secret)
    if (error instanceof HandshakeBroken) throw brokenBy(error)
    const message = 'No session with the provider could be opened.'
    const detail = { isRetryable: true, cause: error }
    throw new UpstreamFailure('upstream_unreachable', message, detail)
  }
}

function brokenBy(cause: HandshakeBroken): UpstreamFailure {
  const message = `The provider took the connection, but opened no WebSocket (${cause.message}): its address may have no /realtime.`
  return new UpstreamFailure('upstream_unreachable', message, { isRetryable: true, cause })
}

function refusalOf({ status, body }: HandshakeRefusal, secret: string | null): UpstreamFailure {
  if (status === 401 || status === 403) {
    return new UpstreamFailure(
      'upstream_unauthorized',
      `The provider refused the gateway's own credentials (status ${status}).`,
      { status },
    )
  }
  const told = `The provider answered the WebSocket handshake with status ${status}, and no session: its address may have no /realtime.`
  return new UpstreamFailure('upstream_error', told, {
    status,
    isRetryable: status === 429 || status >= 500,
    reply: {
      status,
      headers: { 'content-type': 'application/json' },
      body: masked(Buffer.from(body), secret),
    },
  })
}
