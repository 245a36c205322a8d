import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ClientOptions, WebSocket } from 'ws'
import { type FrameChannel, WebSocketChannel } from './frame-channel.ts'
import { guardedConnector, type Resolve } from './guarded-connector.ts'
import { assertUrlAllowed, type EgressPolicy } from './policy.ts'

export interface WebSocketRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly policy: EgressPolicy
  readonly connectTimeoutMs: number
  /** How long the other side may take to agree to the connection. */
  readonly handshakeTimeoutMs: number
}

/** The other side answered the handshake with something else than yes. */
export class HandshakeRefusal extends Error {
  override readonly name = 'HandshakeRefusal'
  readonly status: number
  /** At most 64 KiB of its answer. */
  readonly body: string

  constructor(status: number, body: string) {
    super(`The handshake was answered with status ${status}.`)
    this.status = status
    this.body = body
  }
}

/** The other side took the connection, and then neither agreed to the handshake nor answered it. */
export class HandshakeBroken extends Error {
  override readonly name = 'HandshakeBroken'
}

/** An event with ten seconds of sound takes 640 kB; nothing of the protocols that we carry is much larger. */
const maxFrameBytes = 16 * 1024 * 1024
const maxRefusalBytes = 64 * 1024

/**
 * Opens a WebSocket to a place that the policy allows; `url` is an `http:` or `https:` one. Follows no
 * redirect. Throws EgressRefusal, HandshakeRefusal, HandshakeBroken, or the error of the connecting.
 */
export function openWebSocket(
  url: URL,
  request: WebSocketRequest,
  resolve: Resolve,
): Promise<FrameChannel> {
  assertUrlAllowed(url, request.policy)
  const socketUrl = new URL(url)
  socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const connecting = { isDone: false }
  const socket = new WebSocket(socketUrl, {
    headers: { ...request.headers },
    followRedirects: false,
    handshakeTimeout: request.handshakeTimeoutMs,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    createConnection: guardedConnection(url, guardedConnector({ ...request, resolve }), connecting),
  })
  return opened(socket, connecting)
}

/** Whether there is a connection yet. */
interface Connecting {
  isDone: boolean
}

type Connected = (error: Error | null, socket?: Duplex) => void

/** The one door: the address that is judged is the one that is connected to. */
function guardedConnection(
  url: URL,
  connect: ReturnType<typeof guardedConnector>,
  connecting: Connecting,
): NonNullable<ClientOptions['createConnection']> {
  const target = {
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    host: url.host,
    protocol: url.protocol,
    port: url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port,
  }
  const create = (_options: object, connected: Connected): undefined => {
    connect(target, (error, socket) => {
      connecting.isDone = socket !== null
      if (socket === null) connected(error)
      else connected(null, socket)
    })
  }
  // Node takes a socket later, by the callback; the types know only of one that is returned.
  return create as unknown as NonNullable<ClientOptions['createConnection']>
}

function opened(socket: WebSocket, connecting: Connecting): Promise<FrameChannel> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(new WebSocketChannel(socket)))
    socket.on('error', (error) => {
      reject(connecting.isDone ? new HandshakeBroken(error.message, { cause: error }) : error)
    })
    socket.once('unexpected-response', (_request, response: IncomingMessage) => {
      void readRefusal(response).then((body) => {
        reject(new HandshakeRefusal(response.statusCode ?? 502, body))
        socket.terminate()
      })
    })
  })
}

async function readRefusal(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let byteCount = 0
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece)
      byteCount += piece.length
      if (byteCount >= maxRefusalBytes) break
    }
  } catch {
    // What came until then says enough.
  }
  return Buffer.concat(pieces).subarray(0, maxRefusalBytes).toString('utf8')
}
