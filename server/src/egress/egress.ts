import { Pool } from 'undici'
import type { Dispatcher } from 'undici'
import { fetchJson } from './fetch-json.ts'
import type { JsonReply, JsonRequest } from './fetch-json.ts'
import { guardedConnector, resolveBySystem } from './guarded-connector.ts'
import type { Resolve } from './guarded-connector.ts'
import type { FrameChannel } from './frame-channel.ts'
import { type HttpReply, type HttpRequest, sendRequest } from './http-request.ts'
import { directReading } from './http/direct-reading.ts'
import type { HttpClient } from './http/exchange.ts'
import { OriginClient } from './http/origin-client.ts'
import { assertUrlAllowed } from './policy.ts'
import type { EgressPolicy } from './policy.ts'
import { openWebSocket, type WebSocketRequest } from './web-socket.ts'

export type { HttpReply }

export interface PoolTimeouts {
  readonly connectTimeoutMs: number
}

/** Servers close idle connections after 60 s or later as a rule; we are first. */
const KEEP_ALIVE_MS = 30_000
/** How many public origins are kept connected. */
const MAX_PUBLIC_POOLS = 256

/** The one guarded way out of this process. It never follows a redirect. */
export class Egress {
  readonly #resolve: Resolve
  readonly #configured = new Map<string, Pool>()
  readonly #public = new Map<string, Pool>()
  readonly #clients = new Map<string, OriginClient>()

  constructor(resolve: Resolve = resolveBySystem) {
    this.#resolve = resolve
  }

  /**
   * Connections to one origin, kept alive and without a cap (our own limits admit calls). A pool of a
   * `configured` place may be held on to; one of a public place is to be used at once, as the one unused
   * for longest makes room for others. Throws EgressRefusal where the URL itself is forbidden; an address
   * that is forbidden fails the call with EgressRefusal when it connects.
   */
  pool(url: URL, policy: EgressPolicy, timeouts: PoolTimeouts): Dispatcher {
    const pools = policy === 'configured' ? this.#configured : this.#public
    const name = `${policy} ${timeouts.connectTimeoutMs} ${url.origin}`
    const pool = pools.get(name) ?? this.#open(url, policy, timeouts)
    // A map keeps the order of insertion, so the first is the one unused for longest.
    pools.delete(name)
    pools.set(name, pool)
    this.#makeRoom()
    return pool
  }

  /**
   * The lean way to a configured place, for model calls: a third of the CPU time of a pool's, and nothing
   * but whole requests and raw answers. May be held on to. Throws as `pool` does.
   */
  client(url: URL, { connectTimeoutMs }: PoolTimeouts): HttpClient {
    const name = `${connectTimeoutMs} ${url.origin}`
    const known = this.#clients.get(name)
    if (known !== undefined) return known
    assertUrlAllowed(url, 'configured')
    const guards = { policy: 'configured', connectTimeoutMs, resolve: this.#resolve } as const
    const connect = guardedConnector({ ...guards, plainReading: directReading })
    const client = new OriginClient(url, connect)
    this.#clients.set(name, client)
    return client
  }

  /** A small JSON exchange, for probes and lists. Throws EgressRefusal and EgressFailure. */
  async fetchJson(url: URL, request: JsonRequest): Promise<JsonReply> {
    const timeouts = { connectTimeoutMs: request.timeoutMs }
    return fetchJson(this.pool(url, request.policy, timeouts), url, request)
  }

  /** One exchange that may be large; see HttpRequest. Throws EgressRefusal and EgressFailure. */
  async request(url: URL, request: HttpRequest): Promise<HttpReply> {
    return sendRequest(this.pool(url, request.policy, request), url, request)
  }

  /** A two-way connection. Throws EgressRefusal, HandshakeRefusal, or the connection's own error. */
  openWebSocket(url: URL, request: WebSocketRequest): Promise<FrameChannel> {
    return openWebSocket(url, request, this.#resolve)
  }

  /** Cuts every connection. */
  async close(): Promise<void> {
    const pools = [...this.#configured.values(), ...this.#public.values()]
    this.#configured.clear()
    this.#public.clear()
    for (const client of this.#clients.values()) client.close()
    this.#clients.clear()
    await Promise.all(pools.map((pool) => pool.destroy()))
  }

  #open(url: URL, policy: EgressPolicy, { connectTimeoutMs }: PoolTimeouts): Pool {
    assertUrlAllowed(url, policy)
    const connect = guardedConnector({ policy, connectTimeoutMs, resolve: this.#resolve })
    return new Pool(url.origin, { connect, allowH2: false, keepAliveTimeout: KEEP_ALIVE_MS })
  }

  #makeRoom(): void {
    if (this.#public.size <= MAX_PUBLIC_POOLS) return
    const [oldest] = this.#public
    if (!oldest) return
    const [name, pool] = oldest
    this.#public.delete(name)
    // Calls under way are finished first.
    void pool.close()
  }
}
