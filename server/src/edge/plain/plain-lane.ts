import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { HotRoutes } from '../exchange.ts'
import { PlainConnection } from './plain-connection.ts'

/** Idle connections are looked for every so often, instead of a timer for each. */
const sweepMs = 5_000

/**
 * Serves plain requests to hot routes without Node's HTTP server, which costs a seventh of a call's CPU time (decision
 * 0013). A new connection is read here; with the first turn of the event loop that brings anything else than one
 * plain request, all of it goes to Node, for good. So whatever a stranger may send to confuse a server is parsed by Node, as ever.
 */
export function servePlainRequests(server: Server, routes: HotRoutes): void {
  const [serveByNode] = server.listeners('connection') as ((socket: Socket) => void)[]
  if (serveByNode === undefined) throw new Error('the server takes no connections')
  const { keepAliveTimeout: keepAliveMs } = server
  const connections = new Set<PlainConnection>()
  const lane = {
    routes,
    keepAliveMs,
    keepAliveLines: `connection: keep-alive\r\nkeep-alive: timeout=${Math.floor(keepAliveMs / 1000)}\r\n`,
    isOpen: () => server.listening,
    refuse: (socket: Socket) => {
      if (!server.emit('clientError', new Error('half a request'), socket)) socket.destroy()
    },
    leaveToNode: (socket: Socket) => serveByNode.call(server, socket),
    onGone: (connection: PlainConnection) => void connections.delete(connection),
  }
  server.off('connection', serveByNode)
  server.on('connection', (socket) => connections.add(new PlainConnection(socket, lane)))

  const sweeping = setInterval(() => {
    for (const connection of connections) connection.passTime(sweepMs)
  }, sweepMs).unref()
  server.on('close', () => clearInterval(sweeping))
  alsoClosing(server, connections)
}

/** What the server is asked to close is closed here, too; its own `close` asks for it first. */
function alsoClosing(server: Server, connections: ReadonlySet<PlainConnection>): void {
  const closeIdle = server.closeIdleConnections.bind(server)
  server.closeIdleConnections = () => {
    closeIdle()
    for (const connection of connections) connection.closeIfIdle()
  }
  const closeAll = server.closeAllConnections.bind(server)
  server.closeAllConnections = () => {
    closeAll()
    for (const connection of connections) connection.destroy()
  }
}
