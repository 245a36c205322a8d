import { serverError } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { bufferOf } from '../gateway/buffer-of.ts'
import { fieldsOf, type HeaderList, listOf, valueIn } from '../gateway/header-list.ts'
import type { ModelReply } from '../gateway/model-call.ts'
import { pollable, type PollableStream } from '../gateway/polling.ts'
import { ChunkedBody } from './chunked-body.ts'
import type { HotResponse } from './exchange.ts'
import { isDiskFull, storageFull } from './full-disk.ts'
import { serviceHeaders } from './service-headers.ts'

/** Up to this size head and body are one string, and one write: nothing is gathered for it. */
const longestOneWriteBytes = 16 * 1024

/** Writes a reply as it comes: each piece of a stream at once, and no faster than the client reads. */
export function writeReply(
  response: HotResponse,
  requestId: string,
  { status, headers, body, release }: ModelReply,
): Promise<void> | undefined {
  const lines = serviceHeaders(requestId)
  lines.push('x-content-type-options', 'nosniff')
  if (body instanceof Uint8Array) {
    lines.push(...headers, 'content-length', String(body.byteLength))
    response.writeHead(status, lines)
    endWith(response, body)
    // Comes when the last byte has left, or none will.
    if (release) response.once('close', release)
    return undefined
  }
  // Reverse proxies of the nginx family would hold pieces back without it.
  lines.push('x-accel-buffering', 'no', ...ofStream(headers))
  response.writeHead(status, lines)
  return pump(response, pollable(body))
}

function endWith(response: HotResponse, body: Uint8Array): void {
  if (body.byteLength > longestOneWriteBytes) response.end(body)
  else response.end(bufferOf(body).toString('latin1'), 'latin1')
}

/** Events may not be held or cached on the way. */
function ofStream(headers: HeaderList): HeaderList {
  if (valueIn(headers, 'content-type')?.startsWith('text/event-stream') !== true) return headers
  const { 'content-type': _type, ...others } = fieldsOf(headers)
  const ofEvents = ['content-type', 'text/event-stream; charset=utf-8', 'cache-control', 'no-cache']
  return [...ofEvents, ...listOf(others)]
}

/** Writes each piece in the turn in which it comes. Resolves when the last is written or the client has left. */
function pump(response: HotResponse, pieces: PollableStream<Uint8Array>): Promise<void> {
  return new Promise((resolve, reject) => {
    const body = new ChunkedBody(response)
    const leave = () => void pieces.return()
    const write = () => {
      try {
        const state = writeWhatIsThere(response, body, pieces, write)
        if (state === 'waiting') return
        if (state === 'full') return onceDrained(response, write)
      } catch (error) {
        reject(error)
        return
      }
      response.off('close', leave)
      if (response.destroyed) leave()
      else body.end()
      resolve()
    }
    response.once('close', leave)
    write()
  })
}

function writeWhatIsThere(
  response: HotResponse,
  body: ChunkedBody,
  pieces: PollableStream<Uint8Array>,
  wake: () => void,
): 'waiting' | 'full' | 'over' {
  for (;;) {
    const piece = pieces.poll(wake)
    if (piece === null) return 'waiting'
    if (piece.done === true || response.destroyed) return 'over'
    if (!body.write(piece.value)) return 'full'
  }
}

/** When the client has read on or left. Leaves no listener behind: a slow client drains often. */
function onceDrained(response: HotResponse, goOn: () => void): void {
  const listener = () => {
    response.off('drain', listener)
    response.off('close', listener)
    goOn()
  }
  response.on('drain', listener)
  response.on('close', listener)
}

/** The one place where an error becomes HTTP. What is not coded is a bug: it is answered without detail. */
export function writeError(response: HotResponse, requestId: string, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const told = toGatewayError(error)
  const body = Buffer.from(JSON.stringify(told.toBody()))
  const headers = { ...errorHeaders(told), ...fieldsOf(serviceHeaders(requestId)) }
  response.writeHead(told.status, [...listOf(headers), 'content-length', String(body.length)])
  response.end(body)
}

/** What its operator, not its client, has to mend. */
export function isOfServer({ code }: GatewayError): boolean {
  return code === 'server_error' || code === 'storage_full'
}

export function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  if (isDiskFull(error)) return storageFull(error)
  return new GatewayError('server_error', serverError, { cause: error })
}

/** Headers of an error answer; `retry-after` is in whole seconds (RFC 9110), `retry-after-ms` as the SDKs read it. */
export function errorHeaders(error: GatewayError): Record<string, string> {
  const retryAfterMs = error.retryAfterMs
  return {
    ...error.headers,
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    ...(retryAfterMs !== null && {
      'retry-after': String(Math.ceil(retryAfterMs / 1000)),
      'retry-after-ms': String(Math.ceil(retryAfterMs)),
    }),
  }
}
