import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBusyMs, parseStat, processUsage } from './process-usage.ts'

describe('parseStat', () => {
  it('reads past a process name with spaces and parentheses', () => {
    const line =
      '4242 (a (bad) name) S 17 4242 4242 0 -1 4194560 900 0 0 0 31 12 5 2 20 0 1 0 9000 104857600 2560 1'
    assert.deepEqual(parseStat(line), { parentId: 17, cpuTicks: 50, rssPages: 2560 })
  })
})

describe('parseBusyMs', () => {
  it('adds up everything but idling and waiting for a disk', () => {
    const text = 'cpu  100 20 30 9000 800 4 5 6 50 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n'
    assert.equal(parseBusyMs(text), 1650)
  })
})

describe('processUsage', () => {
  it('finds the memory of a living process', async () => {
    const { rssBytes } = await processUsage(process.pid)
    assert.ok(rssBytes > 10_000_000, `${rssBytes} bytes`)
  })

  it('is nothing for a process that does not exist', async () => {
    assert.deepEqual(await processUsage(0x7fffffff), { cpuMs: 0, rssBytes: 0 })
  })
})
