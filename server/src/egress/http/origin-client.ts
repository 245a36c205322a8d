import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'
import { afterHandling, afterReads, Gathered } from '../../turn.ts'
import { Connection, type ConnectionKeeper, type Exchange } from './connection.ts'
import { readDirectly } from './direct-reading.ts'
import type { HttpClient, HttpRequest, ResponseHandler } from './exchange.ts'
import { headOf } from './request-head.ts'

/** How exact deadlines are: they come true up to two of these late, and never early. */
const tickMs = 100

/**
 * Requests to one origin over kept-alive connections, as many as there are requests at a time: our own
 * limits admit calls, and a request that waited for another's stream to end would wait for minutes.
 */
export class OriginClient implements HttpClient, ConnectionKeeper {
  readonly #origin: buildConnector.Options
  readonly #connect: buildConnector.connector
  readonly #connections = new Set<Connection>()
  /** The one used last is taken first, so that what is too many grows old. */
  readonly #idle: Connection[] = []
  /** Who has read something in this turn of the event loop, and what it has to write. */
  readonly #news = new Gathered<Connection>(afterReads, tellAll)
  readonly #unsent = new Gathered<Exchange>(afterHandling, (all) => this.#sendAll(all))
  #ticker: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(url: URL, connect: buildConnector.connector) {
    const { protocol, hostname, host, port } = url
    this.#origin = { protocol, hostname: hostname.replace(/^\[|\]$/g, ''), host, port }
    this.#connect = connect
  }

  dispatch(request: HttpRequest, handler: ResponseHandler): void {
    const head = headOf(request, this.#origin.host ?? '')
    this.#unsent.add({ head, request, handler })
  }

  /** Ends every connection; exchanges under way fail. */
  close(): void {
    this.#isClosed = true
    for (const connection of this.#connections) connection.end(closed())
  }

  onIdle(connection: Connection): void {
    this.#idle.push(connection)
  }

  onNews(connection: Connection): void {
    this.#news.add(connection)
  }

  onGone(connection: Connection): void {
    this.#connections.delete(connection)
    const at = this.#idle.indexOf(connection)
    if (at !== -1) this.#idle.splice(at, 1)
    if (this.#connections.size > 0) return
    clearInterval(this.#ticker)
    this.#ticker = undefined
  }

  #sendAll(exchanges: readonly Exchange[]): void {
    for (const exchange of exchanges) {
      const connection = this.#idle.pop()
      if (connection === undefined) this.#open(exchange)
      else connection.send(exchange)
    }
  }

  #open(exchange: Exchange): void {
    if (this.#isClosed) {
      fail(exchange, closed())
      return
    }
    this.#connect(this.#origin, (error, socket) => {
      if (error !== null) fail(exchange, error)
      else if (this.#isClosed) {
        socket.destroy()
        fail(exchange, closed())
      } else this.#adopt(socket).send(exchange)
    })
  }

  #adopt(socket: Socket): Connection {
    const connection = new Connection(socket, this)
    this.#connections.add(connection)
    this.#ticker ??= setInterval(() => this.#tick(), tickMs).unref()
    if (this.#origin.protocol === 'http:') readDirectly(socket, connection)
    else socket.on('data', (bytes: Buffer) => connection.receive(bytes))
    return connection
  }

  #tick(): void {
    for (const connection of this.#connections) connection.passTime(tickMs)
  }
}

function tellAll(connections: readonly Connection[]): void {
  for (const connection of connections) connection.parseReads()
  for (const connection of connections) connection.tell()
}

/** Of an exchange that got no connection. */
function fail({ request: { body }, handler }: Exchange, reason: Error): void {
  if (body !== null && 'stream' in body) body.stream.destroy()
  handler.onResponseError(reason)
}

function closed(): Error {
  return new Error('the client was closed')
}
