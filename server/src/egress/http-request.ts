import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { EgressFailure } from './fetch-json.ts'
import { type EgressPolicy, EgressRefusal } from './policy.ts'

/** A request whose body, or whose answer's, may be large: neither is held in memory. */
export interface HttpRequest {
  readonly policy: EgressPolicy
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readable | Uint8Array | string | null
  readonly connectTimeoutMs: number
  /** How long either side may fall silent. */
  readonly idleTimeoutMs: number
  /** Breaks the exchange off, also in the middle of the answer. */
  readonly signal?: AbortSignal
}

export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Must be read to its end, dumped or destroyed. */
  readonly body: Readable & { dump(): Promise<void>; text(): Promise<string> }
}

/** One exchange over connections that are guarded already. Throws EgressRefusal and EgressFailure. */
export async function sendRequest(
  connections: Dispatcher,
  url: URL,
  request: HttpRequest,
): Promise<HttpReply> {
  try {
    const response = await connections.request({
      path: url.pathname + url.search,
      method: request.method,
      headers: request.headers,
      body: request.body,
      headersTimeout: request.idleTimeoutMs,
      bodyTimeout: request.idleTimeoutMs,
      ...(request.signal && { signal: request.signal }),
    })
    return { status: response.statusCode, headers: response.headers, body: response.body }
  } catch (error) {
    if (error instanceof EgressRefusal) throw error
    throw new EgressFailure('unreachable', `${url.host} cannot be reached`, error)
  }
}
