import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { GatewayError } from '@llavero/protocol/errors.ts'
import { fieldsOf } from '../gateway/header-list.ts'
import { serviceHeaders } from './service-headers.ts'
import { errorHeaders } from './write-reply.ts'

/** How long a client may take to hang up; one that is cut off while it sends would not see its answer. */
const longestFarewellMs = 5_000

/** Answers where there is only a socket, and no response that the HTTP library would write to; then ends it. */
export function refuseSocket(socket: Duplex, error: GatewayError, requestId: string): void {
  if (!socket.writable) return
  const body = JSON.stringify(error.toBody())
  const headers: Record<string, string> = {
    ...errorHeaders(error),
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...fieldsOf(serviceHeaders(requestId)),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const reason = STATUS_CODES[error.status] ?? 'Refused'
  socket.end(`HTTP/1.1 ${error.status} ${reason}\r\n${lines.join('')}\r\n${body}`)
  socket.resume()
  const cutOff = setTimeout(() => socket.destroy(), longestFarewellMs)
  socket.once('close', () => clearTimeout(cutOff))
}
