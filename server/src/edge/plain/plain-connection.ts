import type { Socket } from 'node:net'
import { amongItsLike, onItsOwn, together } from '../../gateway/stream/own-memory.ts'
import { afterReads, Gathered } from '../../turn.ts'
import type { HotRoutes } from '../exchange.ts'
import { PlainRequest, readPlainRequest } from './plain-request.ts'
import { PlainResponse } from './plain-response.ts'
import { readTogether } from './shared-reading.ts'

export interface PlainLane {
  readonly routes: HotRoutes
  /** How long an idle connection is kept. */
  readonly keepAliveMs: number
  /** What answers say of it. */
  readonly keepAliveLines: string
  /** False when no further request is wanted. */
  isOpen(): boolean
  /** Node parses all that the socket gives from here on, beginning with what was put back. */
  leaveToNode(socket: Socket): void
  /** Answers a request that has ended before its body did. */
  refuse(socket: Socket): void
  /** It has closed, or is Node's now. */
  onGone(connection: PlainConnection): void
}

/** One socket, and at most one exchange at a time: plain requests until the first turn that brings something else. */
export class PlainConnection {
  readonly #socket: Socket
  readonly #lane: PlainLane
  readonly #stopReading: () => void
  #response: PlainResponse | null = null
  /** What was read in this turn, the head of a request whose body follows, or what came during an answer. */
  #waiting: Buffer | null = null
  /** Whether what waits was looked at before, and is the beginning of a request. */
  #hasBegun = false
  #isGathered = false
  #arrivedAt = 0
  #idleMs = 0
  readonly #responseParts = {
    connectionLines: (): string =>
      this.#lane.isOpen() ? this.#lane.keepAliveLines : 'connection: close\r\n',
    onEnd: (): void => {
      this.#response = null
      this.#idleMs = 0
      if (!this.#lane.isOpen()) this.#socket.end()
      else if (this.#waiting !== null) this.#leaveToNode(this.#waiting)
    },
  }

  constructor(socket: Socket, lane: PlainLane) {
    this.#socket = socket
    this.#lane = lane
    socket.on('end', this.#end).on('error', ignore).on('close', this.#closed)
    this.#stopReading = readTogether(socket, this.#take)
  }

  /** To be called every so often. */
  passTime(elapsedMs: number): void {
    if (this.#response !== null) return
    this.#idleMs += elapsedMs
    // Node's limits hold for a request that does not come to its end.
    if (this.#waiting !== null) this.#leaveToNode(this.#waiting)
    // The first time that counts may have been short.
    else if (this.#idleMs > this.#lane.keepAliveMs + elapsedMs) this.#socket.destroy()
  }

  closeIfIdle(): void {
    if (this.#response === null && !this.#isGathered) this.#socket.destroy()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** What is kept of the bytes is copied: the next read of any client overwrites them. */
  readonly #take = (read: Buffer): void => {
    const waiting = this.#waiting
    const bytes = waiting === null ? amongItsLike(read) : together([waiting, read])
    this.#waiting = bytes
    if (this.#response !== null) {
      this.#putOff(bytes)
      return
    }
    this.#arrivedAt = performance.now()
    if (bytes.length < longestWaitingBytes) this.#gather()
    else this.handle(this.#look())
  }

  #gather(): void {
    if (this.#isGathered) return
    this.#isGathered = true
    arrived.add(this)
  }

  /**
   * What comes during an answer is for Node's server. What follows goes into the socket's own bounded buffer: only so is
   * it seen that the client leaves.
   */
  #putOff(bytes: Buffer): void {
    if (!mayBeginRequest(bytes)) {
      this.#socket.destroy()
      return
    }
    this.#waiting = onItsOwn(bytes)
    this.#socket.pause()
    this.#stopReading()
    this.#socket.read(0)
  }

  /** The plain request in what came in this turn; null where it is none, or not yet. */
  read(): PlainRequest | null {
    return this.#isGathered ? this.#look() : null
  }

  #look(): PlainRequest | null {
    const bytes = this.#waiting
    this.#isGathered = false
    if (bytes === null || this.#socket.destroyed) return null
    const request = readPlainRequest(bytes)
    if (request instanceof PlainRequest && this.#lane.routes.has(request.route)) return request
    if (request === 'begun' && !this.#hasBegun) {
      this.#hasBegun = true
      this.#waiting = onItsOwn(bytes)
    } else this.#leaveToNode(bytes)
    return null
  }

  handle(request: PlainRequest | null): void {
    if (request === null) return
    this.#waiting = null
    this.#hasBegun = false
    this.#response = new PlainResponse(this.#socket, this.#responseParts)
    this.#lane.routes.get(request.route)?.(request, this.#response, this.#arrivedAt)
  }

  #leaveToNode(bytes: Buffer): void {
    const socket = this.#socket
    this.#waiting = null
    // Whoever sends no more waits for no answer, and nothing can be put back any more.
    if (socket.readableEnded) {
      socket.destroy()
      return
    }
    // While it flows, what is put back would wait for the next read.
    socket.pause()
    this.#stopReading()
    socket.off('end', this.#end).off('error', ignore).off('close', this.#closed)
    this.#lane.onGone(this)
    socket.unshift(onItsOwn(bytes))
    this.#lane.leaveToNode(socket)
    socket.resume()
  }

  /** As Node's server: a client that sends no more is not waiting for an answer. */
  readonly #end = (): void => {
    // Its last bytes have not been looked at.
    if (this.#isGathered) afterReads(this.#end)
    else if (this.#response === null && this.#waiting !== null) this.#lane.refuse(this.#socket)
    else this.#socket.end()
  }

  readonly #closed = (): void => {
    this.#lane.onGone(this)
    this.#response?.close()
  }
}

/**
 * What is as long is looked at on the spot: most such requests are not plain, and would be copied again with each further
 * read of the turn.
 */
const longestWaitingBytes = 64 * 1024

/** All requests of a turn go through each step together. */
const arrived = new Gathered<PlainConnection>(afterReads, (connections) => {
  const requests = connections.map((connection) => connection.read())
  for (const [at, connection] of connections.entries()) connection.handle(requests[at] ?? null)
})

/** Whether the client may have sent its next request already; else it sends garbage, and reads no answer as one. */
function mayBeginRequest([first]: Buffer): boolean {
  return first !== undefined && ((first >= upperA && first <= upperZ) || lineBreaks.includes(first))
}

const upperA = 0x41
const upperZ = 0x5a
/** An empty line before a request is read over (RFC 9112, section 2.2). */
const lineBreaks = [0x0d, 0x0a]

/** Its end follows. */
function ignore(): void {}
