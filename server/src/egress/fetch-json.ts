import { errors } from 'undici'
import type { Dispatcher } from 'undici'
import { EgressRefusal } from './policy.ts'
import type { EgressPolicy } from './policy.ts'

export interface JsonRequest {
  readonly policy: EgressPolicy
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** For the whole exchange. */
  readonly timeoutMs: number
  /** A longer answer is refused. */
  readonly maxBytes: number
}

export interface JsonReply {
  readonly status: number
  /** Undefined where the answer is not JSON. */
  readonly body: unknown
}

export type EgressFault = 'unreachable' | 'timeout' | 'too_large'

/** The exchange failed. The message names the host, never what was sent to it. */
export class EgressFailure extends Error {
  override readonly name = 'EgressFailure'
  readonly fault: EgressFault

  constructor(fault: EgressFault, message: string, cause?: unknown) {
    super(message, { cause })
    this.fault = fault
  }
}

/** One exchange over connections that are guarded already. */
export async function fetchJson(
  connections: Dispatcher,
  url: URL,
  request: JsonRequest,
): Promise<JsonReply> {
  try {
    const response = await connections.request({
      path: url.pathname + url.search,
      method: request.method ?? 'GET',
      headers: { accept: 'application/json', ...contentType(request), ...request.headers },
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: AbortSignal.timeout(request.timeoutMs),
    })
    const text = await readText(response.body, request.maxBytes)
    return { status: response.statusCode, body: parseJson(text) }
  } catch (error) {
    throw explain(error, url, request)
  }
}

function contentType(request: JsonRequest): Record<string, string> {
  return request.body === undefined ? {} : { 'content-type': 'application/json' }
}

class TooLarge extends Error {}

async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop early closes the connection.
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > maxBytes) throw new TooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function explain(error: unknown, url: URL, { timeoutMs, maxBytes }: JsonRequest): Error {
  if (error instanceof EgressRefusal) return error
  if (error instanceof TooLarge) {
    return new EgressFailure('too_large', `${url.host} answered more than ${maxBytes} bytes`)
  }
  if (isTimeout(error)) {
    return new EgressFailure('timeout', `${url.host} did not answer within ${timeoutMs} ms`, error)
  }
  return new EgressFailure('unreachable', `${url.host} cannot be reached`, error)
}

function isTimeout(error: unknown): boolean {
  if (error instanceof errors.ConnectTimeoutError) return true
  return error instanceof Error && error.name === 'TimeoutError'
}
