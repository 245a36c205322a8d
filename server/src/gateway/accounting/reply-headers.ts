import type { HeaderList } from '../header-list.ts'
import type { RoutedReply, Ticket } from '../model-call.ts'

/**
 * What a reply says about itself. The cost is known only when the whole reply is: a stream's receipt is
 * its row in the log, under `x-request-id`.
 */
export function replyHeaders(ticket: Ticket, reply: RoutedReply, cost: number | null): HeaderList {
  const overheadMs = performance.now() - ticket.call.arrivedAt - reply.waitedMs
  const headers = [...ticket.headers]
  for (const name in reply.headers) headers.push(name, reply.headers[name] ?? '')
  headers.push('x-llavero-provider', reply.target.providerName)
  headers.push('x-llavero-overhead-ms', String(Math.round(overheadMs * 100) / 100))
  if (cost !== null) headers.push('x-llavero-cost-usd', usdText(cost))
  return headers
}

/** Six decimals, all of a micro-dollar, without a detour through floats. */
function usdText(microUsd: number): string {
  const text = String(microUsd).padStart(7, '0')
  return `${text.slice(0, -6)}.${text.slice(-6)}`
}
