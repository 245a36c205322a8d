import { Injectable } from '@angular/core'
import type { ErrorBody } from '@llavero/protocol/errors.ts'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { sendForm } from './send-form'

/** A refusal or failure of the server, in the shape of the OpenAI API, and what HTTP said. */
export interface ApiError {
  /** 0 where the server was not reached. */
  readonly status: number
  /** `network` where the server was not reached, `aborted` where we hung up. */
  readonly code: string | null
  readonly type: string
  readonly message: string
  /** The field at fault, e.g. `messages[0].role`. */
  readonly param: string | null
  /** The call's row in the log. */
  readonly requestId: string | null
  readonly retryAfterMs: number | null
}

export type ApiResult<Value> =
  | { readonly ok: true; readonly value: Value; readonly headers: Headers }
  | { readonly ok: false; readonly error: ApiError }

export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Told of a form while it goes out: the share that has gone, between 0 and 1. */
  readonly onProgress?: (share: number) => void
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What `unwrap` throws, for loaders of resources. */
export class ApiFailure extends Error {
  readonly error: ApiError

  constructor(error: ApiError) {
    super(error.message)
    this.name = 'ApiFailure'
    this.error = error
  }
}

/** The value of a result, or its error thrown: for `resource` loaders, whose error state shows it. */
export function unwrap<Value>(result: ApiResult<Value>): Value {
  if (result.ok) return result.value
  throw new ApiFailure(result.error)
}

/** The only way of the page to the server: `/api` and `/v1` with the session. Errors are values. */
@Injectable({ providedIn: 'root' })
export class ApiClient {
  #csrfToken: string | null = null
  #leave: () => void = () => {}

  useCsrfToken(token: string | null): void {
    this.#csrfToken = token
  }

  /** Calls back when a session has ended without our doing. */
  whenUnauthenticated(callback: () => void): void {
    this.#leave = callback
  }

  get<Value>(path: string, options?: CallOptions): Promise<ApiResult<Value>> {
    return this.#json('GET', path, undefined, options)
  }

  /** A `FormData` goes as a form, everything else as JSON. */
  post<Value>(path: string, body?: unknown, options?: CallOptions): Promise<ApiResult<Value>> {
    return this.#json('POST', path, body, options)
  }

  put<Value>(path: string, body: unknown, options?: CallOptions): Promise<ApiResult<Value>> {
    return this.#json('PUT', path, body, options)
  }

  patch<Value>(path: string, body: unknown, options?: CallOptions): Promise<ApiResult<Value>> {
    return this.#json('PATCH', path, body, options)
  }

  delete<Value>(path: string, options?: CallOptions): Promise<ApiResult<Value>> {
    return this.#json('DELETE', path, undefined, options)
  }

  /**
   * Posts and reads the answer as server-sent events: the `data` of each, in order. Aborting the signal
   * hangs up; what was read until then stays with the reader, and the iteration then throws AbortError.
   */
  async stream(
    path: string,
    body: unknown,
    options: CallOptions = {},
  ): Promise<ApiResult<AsyncIterable<string>>> {
    const result = await this.#send('POST', path, body, options)
    if (!result.ok) return result
    const { body: bytes } = result.value
    if (bytes === null) return { ok: true, value: empty(), headers: result.headers }
    return { ok: true, value: eventsOf(bytes), headers: result.headers }
  }

  /** An answer that is no JSON, e.g. sound: reading its body is the caller's business, and may fail. */
  open(
    method: Method,
    path: string,
    body?: unknown,
    options: CallOptions = {},
  ): Promise<ApiResult<Response>> {
    return this.#send(method, path, body, options)
  }

  async #json<Value>(
    method: Method,
    path: string,
    body: unknown,
    options: CallOptions = {},
  ): Promise<ApiResult<Value>> {
    const result = await this.#send(method, path, body, options)
    if (!result.ok) return result
    try {
      return { ok: true, value: (await result.value.json()) as Value, headers: result.headers }
    } catch (cause) {
      return { ok: false, error: notReached(cause) }
    }
  }

  async #send(
    method: Method,
    path: string,
    body: unknown,
    options: CallOptions,
  ): Promise<ApiResult<Response>> {
    const isForm = body instanceof FormData
    const token = this.#csrfToken
    const headers = {
      ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      ...(token !== null && method !== 'GET' && { 'x-csrf-token': token }),
      ...options.headers,
    }
    const url = path + queryString(options.query)
    const signal = options.signal ?? null
    try {
      const response = isForm
        ? await sendForm(url, body, { ...options, headers })
        : await fetch(url, {
            method,
            headers,
            body: body === undefined ? null : JSON.stringify(body),
            signal,
          })
      if (response.ok) return { ok: true, value: response, headers: response.headers }
      const error = await toldBy(response)
      // What was asked in a session before says nothing of the one that is open by now.
      if (error.code === 'unauthenticated' && token === this.#csrfToken) this.#leave()
      return { ok: false, error }
    } catch (cause) {
      return { ok: false, error: notReached(cause) }
    }
  }
}

async function* eventsOf(bytes: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncIterable<string> {
  const events = bytes
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader()
  try {
    for (;;) {
      const { done, value } = await events.read()
      if (done) return
      yield value.data
    }
  } finally {
    await events.cancel().catch(() => {})
  }
}

async function* empty(): AsyncIterable<string> {}

async function toldBy(response: Response): Promise<ApiError> {
  const retryAfterMs = Number(response.headers.get('retry-after-ms') ?? Number.NaN)
  const told = await response.json().then(
    (body) => (body as Partial<ErrorBody>).error,
    () => undefined,
  )
  return {
    status: response.status,
    code: told?.code ?? null,
    type: told?.type ?? 'server_error',
    message: told?.message ?? `HTTP ${response.status}`,
    param: told?.param ?? null,
    requestId: response.headers.get('x-request-id'),
    retryAfterMs: Number.isNaN(retryAfterMs) ? null : retryAfterMs,
  }
}

function notReached(cause: unknown): ApiError {
  const isAbort = cause instanceof DOMException && cause.name === 'AbortError'
  return {
    status: 0,
    code: isAbort ? 'aborted' : 'network',
    type: 'network_error',
    message: cause instanceof Error ? cause.message : String(cause),
    param: null,
    requestId: null,
    retryAfterMs: null,
  }
}

function queryString(query: CallOptions['query']): string {
  const entries = Object.entries(query ?? {}).filter(
    ([, value]) => value !== null && value !== undefined,
  )
  const text = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}
