import type { IncomingMessage } from 'node:http'
import type { PlainRequest } from './plain/plain-request.ts'

/** What is known of a request before its body. */
export type RequestHead = Pick<IncomingMessage, 'method' | 'headers' | 'rawHeaders'>

/** A request to a hot route: Node's own, or one that came whole and plain. */
export type HotRequest = IncomingMessage | PlainRequest

/** What answers it: Node's `ServerResponse`, or a plain response. Each member is as Node documents it. */
export interface HotResponse {
  readonly headersSent: boolean
  /** The client has left. */
  readonly destroyed: boolean
  readonly closed: boolean
  readonly writableLength: number
  /** Whether the body is in chunks; known when the head has been written. */
  chunkedEncoding: boolean
  /** `headers` are name, value, name, value. */
  writeHead(status: number, headers: string[]): unknown
  write(piece: Uint8Array): boolean
  end(body?: Uint8Array): unknown
  end(body: string, encoding: 'latin1'): unknown
  destroy(): unknown
  on(event: 'close' | 'drain', listener: () => void): unknown
  once(event: 'close', listener: () => void): unknown
  off(event: 'close' | 'drain', listener: () => void): unknown
}

/** Handles a request to the end, and never throws. `arrivedAt` is `performance.now()` when it was read. */
export type HotHandler = (request: HotRequest, response: HotResponse, arrivedAt: number) => void

/** By `METHOD /path`, without a query. */
export type HotRoutes = ReadonlyMap<string, HotHandler>
