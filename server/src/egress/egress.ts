import { Pool } from 'undici'
import type { Dispatcher } from 'undici'
import { fetchJson } from './fetch-json.ts'
import type { JsonReply, JsonRequest } from './fetch-json.ts'
import { guardedConnector, resolveBySystem } from './guarded-connector.ts'
import type { Resolve } from './guarded-connector.ts'
import { assertUrlAllowed } from './policy.ts'
import type { EgressPolicy } from './policy.ts'

export interface PoolTimeouts {
  readonly connectTimeoutMs: number
}

/** Servers close idle connections after 60 s or later as a rule; we are first. */
const KEEP_ALIVE_MS = 30_000
/** How many origins are kept connected; the one unused for longest makes room. */
const MAX_POOLS = 256

/** The one guarded way out of this process. It never follows a redirect. */
export class Egress {
  readonly #resolve: Resolve
  readonly #pools = new Map<string, Pool>()

  constructor(resolve: Resolve = resolveBySystem) {
    this.#resolve = resolve
  }

  /**
   * Connections to one origin, kept alive and without a cap (our own limits admit calls). Use it at
   * once: ask again for the next call. Throws EgressRefusal where the URL itself is forbidden; an
   * address that is forbidden fails the call with EgressRefusal when it connects.
   */
  pool(url: URL, policy: EgressPolicy, timeouts: PoolTimeouts): Dispatcher {
    const name = `${policy} ${timeouts.connectTimeoutMs} ${url.origin}`
    const pool = this.#pools.get(name) ?? this.#open(url, policy, timeouts)
    // A map keeps the order of insertion, so the first is the one unused for longest.
    this.#pools.delete(name)
    this.#pools.set(name, pool)
    this.#makeRoom()
    return pool
  }

  /** A small JSON exchange, for probes and lists. Throws EgressRefusal and EgressFailure. */
  async fetchJson(url: URL, request: JsonRequest): Promise<JsonReply> {
    const timeouts = { connectTimeoutMs: request.timeoutMs }
    return fetchJson(this.pool(url, request.policy, timeouts), url, request)
  }

  /** Cuts every connection. */
  async close(): Promise<void> {
    const pools = [...this.#pools.values()]
    this.#pools.clear()
    await Promise.all(pools.map((pool) => pool.destroy()))
  }

  #open(url: URL, policy: EgressPolicy, { connectTimeoutMs }: PoolTimeouts): Pool {
    assertUrlAllowed(url, policy)
    const connect = guardedConnector({ policy, connectTimeoutMs, resolve: this.#resolve })
    return new Pool(url.origin, { connect, allowH2: false, keepAliveTimeout: KEEP_ALIVE_MS })
  }

  #makeRoom(): void {
    if (this.#pools.size <= MAX_POOLS) return
    const [oldest] = this.#pools
    if (!oldest) return
    const [name, pool] = oldest
    this.#pools.delete(name)
    // Calls under way are finished first.
    void pool.close()
  }
}
