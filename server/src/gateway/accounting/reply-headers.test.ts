import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { valueIn } from '../header-list.ts'
import type { RoutedReply, Ticket } from '../model-call.ts'
import { overheadOf, replyHeaders } from './reply-headers.ts'

function headersOf({ waitedMs = 0, cost = 0 }) {
  const ticket = {
    headers: ['a', 'b'],
    call: { arrivedAt: performance.now() },
  } as unknown as Ticket
  const reply = { headers: { c: 'd' }, target: { providerName: 'p' }, waitedMs }
  const routed = reply as unknown as RoutedReply
  return replyHeaders(ticket, routed, { overheadMs: overheadOf(ticket, routed), cost })
}

describe('the headers of a reply', () => {
  it('tell the cost with all of a micro-dollar', () => {
    for (const [cost, text] of [
      [0, '0.000000'],
      [7, '0.000007'],
      [1_234_567, '1.234567'],
    ] as const) {
      assert.equal(valueIn(headersOf({ cost }), 'x-llavero-cost-usd'), text)
    }
  })

  it('tell our own time in hundredths, which is never less than none', () => {
    assert.match(valueIn(headersOf({}), 'x-llavero-overhead-ms') ?? '', /^\d+\.\d\d$/)
    assert.equal(valueIn(headersOf({ waitedMs: 1_000 }), 'x-llavero-overhead-ms'), '0.00')
  })

  it('hold those of the ticket and of the provider', () => {
    assert.deepEqual(headersOf({}).slice(0, 6), ['a', 'b', 'c', 'd', 'x-llavero-provider', 'p'])
  })
})
