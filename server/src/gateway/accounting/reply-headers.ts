import type { RoutedReply, Ticket } from '../model-call.ts'

/**
 * What a reply says about itself. The cost is known only when the whole reply is: a stream's receipt is
 * its row in the log, under `x-request-id`.
 */
export function replyHeaders(
  ticket: Ticket,
  reply: RoutedReply,
  cost: number | null,
): Readonly<Record<string, string>> {
  const totalMs = performance.now() - ticket.call.arrivedAt
  return {
    ...reply.headers,
    'openai-processing-ms': String(Math.round(totalMs)),
    ...ticket.headers,
    'x-llavero-provider': reply.target.providerName,
    'x-llavero-overhead-ms': (totalMs - reply.waitedMs).toFixed(2),
    ...(cost !== null && { 'x-llavero-cost-usd': (cost / 1_000_000).toFixed(6) }),
  }
}
