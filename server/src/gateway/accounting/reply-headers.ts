import type { RoutedReply, Ticket } from '../model-call.ts'

/**
 * What a reply says about itself. The cost is known only when the whole reply is: a stream's receipt is
 * its row in the log, under `x-request-id`.
 */
export function replyHeaders(
  ticket: Ticket,
  reply: RoutedReply,
  cost: number | null,
): Record<string, string> {
  const totalMs = performance.now() - ticket.call.arrivedAt
  // One object grown in place: this runs for every call, and spreads of spreads are slow.
  const headers: Record<string, string> = { ...reply.headers }
  for (const name in ticket.headers) headers[name] = ticket.headers[name] ?? ''
  headers['openai-processing-ms'] = String(Math.round(totalMs))
  headers['x-llavero-provider'] = reply.target.providerName
  headers['x-llavero-overhead-ms'] = (Math.round((totalMs - reply.waitedMs) * 100) / 100).toString()
  if (cost !== null) headers['x-llavero-cost-usd'] = usdText(cost)
  return headers
}

/** Six decimals, all of a micro-dollar, without a detour through floats. */
function usdText(microUsd: number): string {
  const text = String(microUsd).padStart(7, '0')
  return `${text.slice(0, -6)}.${text.slice(-6)}`
}
