import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { unknownUrl } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { type WebSocket, WebSocketServer } from 'ws'
import { WebSocketChannel } from '../egress/frame-channel.ts'
import type { OpenedSession } from '../realtime/open-session.ts'
import type { RealtimeSession } from '../realtime/realtime-session.ts'
import { refuseSocket } from './raw-refusal.ts'
import { createRequestId } from './request-id.ts'
import type { RunningCalls } from './running-calls.ts'
import { isOfServer, toGatewayError } from './write-reply.ts'

export interface RealtimeEndpointParts {
  /** Admits the session and connects to its provider, or throws what refuses it. */
  readonly open: (request: IncomingMessage, url: URL) => Promise<OpenedSession>
  readonly running: RunningCalls
  readonly reportFault: (error: unknown, requestId: string) => void
}

/** The sessions that run, for who stops the server. */
export interface RunningSessions {
  /** Lets each one finish the response that is under way. */
  stop(): void
  /** Ends each one at once, with an error event. */
  end(): void
  /** Cuts what is left. */
  cut(): void
}

const path = '/v1/realtime'
/** What an SDK in a browser asks for; its key is in a second subprotocol, which is never repeated. */
const subprotocol = 'realtime'
/** RFC 6455, 4.4: whoever asked for another version learns which ones there are. */
const spokenVersions = { 'sec-websocket-version': '13, 8' }
const maxFrameBytes = 16 * 1024 * 1024

/**
 * `GET /v1/realtime` as a WebSocket (RFC 6455). What refuses a session is told as the answer to the
 * handshake, in the form of every other error.
 */
export function mountRealtime(server: Server, parts: RealtimeEndpointParts): RunningSessions {
  const running = new Set<RealtimeSession>()
  const open = new Set<Duplex>()
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  })
  // What is no proper handshake would be answered by the library with a page of HTML.
  sockets.on('wsClientError', (error, socket, request) => {
    const code = request.method === 'GET' ? 'invalid_http' : 'method_not_allowed'
    const told = new GatewayError(code, `${error.message}.`, { headers: spokenVersions })
    refuseSocket(socket, told, createRequestId(Date.now()))
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    const requestId = createRequestId(Date.now())
    void accept(parts, { request, requestId, socket, head, sockets }).then((begun) => {
      if (begun === undefined) return
      running.add(begun.session)
      void begun.ended.finally(() => running.delete(begun.session))
    })
  })
  return {
    stop() {
      for (const session of running) session.stop()
    },
    end() {
      for (const session of running) session.breakOff()
    },
    cut() {
      for (const socket of open) socket.destroy()
    },
  }
}

interface Handshake {
  readonly request: IncomingMessage
  readonly requestId: string
  readonly socket: Duplex
  readonly head: Buffer
  readonly sockets: WebSocketServer
}

interface Begun {
  readonly session: RealtimeSession
  /** Never rejects. */
  readonly ended: Promise<void>
}

async function accept(
  parts: RealtimeEndpointParts,
  handshake: Handshake,
): Promise<Begun | undefined> {
  const { request, requestId, socket } = handshake
  try {
    const target = request.url ?? '/'
    const url = URL.parse(target, 'http://localhost')
    if (url?.pathname !== path) {
      const told = unknownUrl(request.method ?? 'GET', url?.pathname ?? target)
      throw new GatewayError('unknown_url', told)
    }
    const leave = parts.running.enter()
    const begun = await begin(parts, handshake, url).catch((error: unknown) => {
      leave()
      throw error
    })
    if (begun === undefined) leave()
    else void begun.ended.finally(leave)
    return begun
  } catch (error) {
    const told = toGatewayError(error)
    if (isOfServer(told)) parts.reportFault(error, requestId)
    refuseSocket(socket, told, requestId)
    return undefined
  }
}

async function begin(
  parts: RealtimeEndpointParts,
  handshake: Handshake,
  url: URL,
): Promise<Begun | undefined> {
  const opened = await parts.open(handshake.request, url)
  const socket = await upgrade(handshake)
  if (socket === undefined) {
    opened.abandon()
    return undefined
  }
  const session = opened.begin(new WebSocketChannel(socket))
  const ended = session
    .run()
    .catch((error: unknown) => parts.reportFault(error, handshake.requestId))
  return { session, ended }
}

/** Undefined when the client has left meanwhile, or what it sent is no WebSocket handshake. */
function upgrade({ request, socket, head, sockets }: Handshake): Promise<WebSocket | undefined> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve(undefined))
    if (socket.destroyed) resolve(undefined)
    else sockets.handleUpgrade(request, socket, head, resolve)
  })
}
