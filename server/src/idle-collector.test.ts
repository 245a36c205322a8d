import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { IdleCollector } from './idle-collector.ts'

const mib = 1024 * 1024

describe('the collector of an idle server', () => {
  let running: { count: number; begun: number }
  let heapBytes: number
  let collections: number
  let collector: IdleCollector

  beforeEach(() => {
    running = { count: 0, begun: 0 }
    heapBytes = 40 * mib
    collections = 0
    collector = new IdleCollector({
      running,
      heapBytes: () => heapBytes,
      collect() {
        collections++
        heapBytes = 41 * mib
      },
    })
  })

  const tick = (times: number) => {
    for (let time = 0; time < times; time++) collector.tick()
  }

  it('gives memory back once after a busy time, when no call has come for six intervals', () => {
    heapBytes = 300 * mib
    running.count = 1
    running.begun = 1
    tick(10)
    running.count = 0
    tick(5)
    assert.equal(collections, 0)
    running.begun = 2
    tick(6)
    assert.equal(collections, 0, 'a short call came in between')
    tick(1)
    assert.equal(collections, 1)
    tick(20)
    assert.equal(collections, 1)
  })

  it('leaves little garbage alone, counted from what was left the last time', () => {
    tick(6)
    for (const [heapMib, expected] of [
      [87, 0],
      [88, 1],
      [88, 1],
      [89, 2],
    ] as const) {
      heapBytes = heapMib * mib
      tick(1)
      assert.equal(collections, expected, `${heapMib} MiB`)
    }
  })
})
