import type { HeaderList } from '../header-list.ts'
import type { RoutedReply, Ticket } from '../model-call.ts'

interface Measured {
  /** Milliseconds; 0 or more. */
  readonly overheadMs: number
  /** Micro-dollars; null while it is not known. */
  readonly cost: number | null
}

/**
 * What a reply says about itself. The cost is known only when the whole reply is: a stream's receipt is
 * its row in the log, under `x-request-id`.
 */
export function replyHeaders(
  ticket: Ticket,
  reply: RoutedReply,
  { overheadMs, cost }: Measured,
): HeaderList {
  const headers = [...ticket.headers]
  for (const name in reply.headers) headers.push(name, reply.headers[name] ?? '')
  headers.push('x-llavero-provider', reply.target.providerName)
  headers.push('x-llavero-overhead-ms', decimal(Math.round(overheadMs * 100), 2))
  // All of a micro-dollar.
  if (cost !== null) headers.push('x-llavero-cost-usd', decimal(cost, 6))
  return headers
}

/** How long a call has taken until now, in milliseconds, without what it waited for others. */
export function overheadOf({ call }: Ticket, { waitedMs }: RoutedReply): number {
  return Math.max(0, performance.now() - call.arrivedAt - waitedMs)
}

/** A whole number of 0 or more as a fraction with so many decimals, without a detour through floats. */
function decimal(units: number, decimals: number): string {
  const text = String(units).padStart(decimals + 1, '0')
  return `${text.slice(0, -decimals)}.${text.slice(-decimals)}`
}
