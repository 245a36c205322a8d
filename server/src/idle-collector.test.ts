import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
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

describe('the young generation of `npm start`', () => {
  const collector = JSON.stringify(import.meta.resolve('./idle-collector.ts'))

  /** MiB that the heap of a thread with limits of its own may take. */
  function limitOfThread(before: string): number {
    const inThread = `
      import { getHeapStatistics } from 'node:v8'
      import { parentPort } from 'node:worker_threads'
      parentPort.postMessage(getHeapStatistics().heap_size_limit)`
    const script = `
      import { Worker } from 'node:worker_threads'
      import { keepYoungGenerationFromThreads } from ${collector}
      ${before}
      const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 }
      const thread = new Worker(${JSON.stringify(inThread)}, { eval: true, resourceLimits })
      thread.on('message', (bytes) => console.log(bytes / ${mib}))`
    const flags = ['--max-semi-space-size=64', '--input-type=module', '--eval', script]
    const { stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8' })
    assert.match(stdout, /^\d/, stderr)
    return Number(stdout)
  }

  it('is not for threads, which have limits of their own', () => {
    assert.ok(limitOfThread('') > 128, 'the flag goes over their limits')
    const limit = limitOfThread('keepYoungGenerationFromThreads()')
    assert.ok(limit < 100, `${limit} MiB`)
  })
})
