import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ResponseControl } from '../../../egress/http/exchange.ts'
import { Exchange } from './exchange.ts'

const control: ResponseControl = { pause() {}, resume() {}, abort() {} }

describe('a whole answer', () => {
  it('holds little more than its bytes, in however many pieces they come', async () => {
    const exchange = new Exchange(null, (reply) => reply)
    exchange.onResponseStart(control, 200, ['content-type', 'application/json'])
    const before = process.memoryUsage().arrayBuffers
    for (let count = 0; count < 20_000; count++) {
      // As a slice of a block that others have filled meanwhile.
      const block = Buffer.allocUnsafeSlow(64 * 1024)
      block[0] = 0x61
      exchange.onResponseData(control, block.subarray(0, 1))
    }
    const held = process.memoryUsage().arrayBuffers - before
    exchange.onResponseEnd()
    const { body } = await exchange.reply
    assert.ok(body instanceof Uint8Array)
    assert.equal(Buffer.from(body).toString(), 'a'.repeat(20_000))
    // All blocks would be 1.3 GB; what is not tidied up yet is some tens of MB.
    assert.ok(held < 650_000_000, `${held} bytes`)
  })
})
