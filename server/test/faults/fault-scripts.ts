import type { ServerResponse } from 'node:http'
import { cut, refuse, say, type Script } from '../fakes/upstream.ts'
import type { FaultyEndpoint } from './endpoints.ts'
import type { FaultId, Form } from './fault-table.ts'

/** No JSON. */
export const garbledBody = '<oops'
export const largeBytes = 10 * 1024 * 1024

/** What the provider does; null where the fault is one of the connection, and nothing answers. */
export function scriptOf(fault: FaultId, endpoint: FaultyEndpoint, form: Form): Script | null {
  const events = endpoint.events.join('')
  const { body } = endpoint.whole
  const isStream = form === 'stream'
  switch (fault) {
    case 'refused':
    case 'tls-error':
      return null
    case 'status-401':
      return (response) => refuse(response, 401)
    case 'status-429':
      return (response) => refuse(response, 429)
    case 'status-429-retry-after':
      return (response) => refuse(response, 429, { 'retry-after': '7' })
    case 'status-500':
      return (response) => refuse(response, 500)
    case 'status-503':
      return (response) => refuse(response, 503)
    case 'slow-first-byte':
      return () => {}
    case 'stall':
      return begin(endpoint, form, isStream ? firstOf(endpoint) : half(body))
    case 'cut-before-first':
      return begin(endpoint, form, null, cut)
    case 'cut-mid-event':
      return begin(endpoint, form, isStream ? `${firstOf(endpoint)}data: {"id` : half(body), cut)
    case 'cut-before-done':
      return begin(endpoint, form, isStream ? events : body, cut)
    case 'garbage':
      return begin(
        endpoint,
        form,
        isStream ? `${firstOf(endpoint)}data: ${garbledBody}\n\n` : garbledBody,
        end,
      )
    case 'wrong-content-type':
      return (response) => {
        response.writeHead(200, { 'content-type': 'text/html' })
        response.end('<html>Welcome to the hotel.</html>')
      }
    case 'large-event':
      return isStream
        ? begin(endpoint, form, endpoint.largeEvent(largeBytes) + events + endpoint.end, end)
        : begin(endpoint, form, endpoint.largeWhole(largeBytes), end)
    case 'done-twice':
      return isStream
        ? begin(endpoint, form, events + endpoint.end + endpoint.end, end)
        : begin(endpoint, form, body, end)
  }
}

function begin(
  endpoint: FaultyEndpoint,
  form: Form,
  piece: string | Buffer | null,
  then: (response: ServerResponse) => unknown = () => {},
): Script {
  const type = form === 'stream' ? 'text/event-stream; charset=utf-8' : endpoint.whole.type
  return async (response) => {
    response.writeHead(200, { 'content-type': type })
    response.flushHeaders()
    if (piece !== null) await say(response, piece)
    await then(response)
  }
}

function end(response: ServerResponse): void {
  response.end()
}

function firstOf({ events }: FaultyEndpoint): string {
  return events[0] ?? ''
}

function half(body: Buffer): Buffer {
  return body.subarray(0, Math.ceil(body.length / 2))
}
