import type { Readable } from 'node:stream'

/** A body that is too large to hold. Is destroyed where it is not sent to its end. */
export interface StreamedBody {
  /** The stream gives exactly so many, or the exchange fails. */
  readonly byteLength: number
  readonly stream: Readable
}

/** One request. Headers are name, value, name, value; `host` and `content-length` are added. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  /** With its query; as `URL` writes it. */
  readonly path: string
  readonly headers: readonly string[]
  readonly body: Uint8Array | StreamedBody | null
  /** From sending the request to the final head, whatever interim answers come. */
  readonly firstByteTimeoutMs: number
  /** Between two reads of the body; not while it is paused. */
  readonly idleTimeoutMs: number
}

/** What the handler of an answer may ask for. Once the answer has ended, nothing happens any more. */
export interface ResponseControl {
  pause(): void
  resume(): void
  /** Ends the connection; `onResponseError` gets the reason. */
  abort(reason: Error): void
}

/** Is called in this order; after `onResponseEnd` or `onResponseError` never again. */
export interface ResponseHandler {
  /**
   * Of the final answer. `headers` are name, value, name, value; names in lower case. May return room for
   * a body of known length: its pieces are then written there, side by side.
   */
  onResponseStart(
    control: ResponseControl,
    status: number,
    headers: readonly string[],
  ): Buffer | undefined
  /** The piece is the handler's to keep. */
  onResponseData(control: ResponseControl, piece: Buffer): void
  onResponseEnd(): void
  onResponseError(error: Error): void
}

/** Opens connections to one origin and sends requests over them. Never follows a redirect, never retries. */
export interface HttpClient {
  /** Throws TypeError for a request that cannot be written as HTTP. */
  dispatch(request: HttpRequest, handler: ResponseHandler): void
}

/** The upstream did not go on in time. */
export class HttpTimeout extends Error {
  override readonly name = 'HttpTimeout'
  readonly phase: 'first-byte' | 'idle'

  constructor(phase: HttpTimeout['phase']) {
    super(`no bytes in time (${phase})`)
    this.phase = phase
  }
}
