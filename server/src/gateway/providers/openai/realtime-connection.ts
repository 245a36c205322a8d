import { HandshakeRefusal } from '../../../egress/web-socket.ts'
import { type FrameChannel, UpstreamFailure } from '../../model-call.ts'

/** What opens a WebSocket to the provider: egress, with the provider's address and deadlines. */
export type OpenSocket = (
  path: string,
  headers: Readonly<Record<string, string>>,
) => Promise<FrameChannel>

/**
 * A realtime connection to a server of OpenAI's dialect. Throws UpstreamFailure; a refusal of the
 * client's own making is passed on as the failure's reply.
 */
export async function connectRealtime(
  open: OpenSocket,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<FrameChannel> {
  try {
    return await open(path, headers)
  } catch (error) {
    throw failureOf(error)
  }
}

function failureOf(error: unknown): UpstreamFailure {
  if (!(error instanceof HandshakeRefusal)) {
    return new UpstreamFailure(
      'upstream_unreachable',
      'No session with the provider could be opened.',
      {
        isRetryable: true,
        cause: error,
      },
    )
  }
  const { status, body } = error
  if (status === 401 || status === 403) {
    return new UpstreamFailure(
      'upstream_unauthorized',
      "The provider refused the gateway's own credentials.",
      { status },
    )
  }
  const told = `The provider answered the WebSocket handshake with status ${status}.`
  return new UpstreamFailure('upstream_error', told, {
    status,
    isRetryable: status === 429 || status >= 500,
    reply: {
      status,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(body),
    },
  })
}
