import { type Exchange, mediaTypeOf, parseEvents } from '../exchange.ts'
import type { Oracle } from '../oracle/oracle.ts'
import { chatStreamFaults } from './rules/chat-stream.ts'
import { headerFaults } from './rules/headers.ts'
import { shapeFaults } from './rules/shapes.ts'

/** All that is wrong with an answer of ours. The document must know the operation. */
export function faultsOf(oracle: Oracle, exchange: Exchange): readonly string[] {
  const { operation, faults } = oracle.judge(exchange)
  const unknown = operation === null ? ['the document has no such operation'] : []
  const all = [...unknown, ...faults, ...headerFaults(exchange), ...bodyFaults(exchange, operation)]
  const { method, path, status } = exchange
  return all.map((fault) => `${method} ${path} (${status}): ${fault}`)
}

function bodyFaults(exchange: Exchange, operation: string | null): string[] {
  const type = mediaTypeOf(exchange)
  if (type === 'application/json') return shapeFaults(JSON.parse(exchange.text))
  if (type !== 'text/event-stream') return []
  const datas = parseEvents(exchange.text).map(({ data }) => data)
  if (operation === 'createChatCompletion') return chatStreamFaults(datas)
  return []
}
