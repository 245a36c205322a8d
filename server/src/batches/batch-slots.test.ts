import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BatchSlots } from './batch-slots.ts'

/** Slots for four lines beside so many calls that somebody waits for. */
function open(calls: { count: number }) {
  const slots = new BatchSlots({ maxLines: 4, interactiveCalls: () => calls.count })
  const releases: (() => void)[] = []
  const take = () => void slots.take().then((release) => releases.push(release))
  return { take, releases }
}

/** Lets what waits for a promise go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('lines of batches', () => {
  it('have all places while nobody else calls', async () => {
    const { take, releases } = open({ count: 0 })
    for (let line = 0; line < 6; line++) take()
    await settle()
    assert.equal(releases.length, 4)
    releases[0]?.()
    await settle()
    assert.equal(releases.length, 5)
  })

  it('give a place to each call that somebody waits for, down to a single one', async () => {
    for (const [count, places] of [
      [1, 3],
      [3, 1],
      [50, 1],
    ] as const) {
      const { take, releases } = open({ count })
      for (let line = 0; line < 6; line++) take()
      await settle()
      assert.equal(releases.length, places, `beside ${count} calls`)
    }
  })

  it('give a place up when the line in it ends, and go on when the callers have gone', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    const calls = { count: 0 }
    const { take, releases } = open(calls)
    for (let line = 0; line < 8; line++) take()
    await settle()
    assert.equal(releases.length, 4)
    calls.count = 3
    for (const release of releases.slice(0, 3)) release()
    await settle()
    assert.equal(releases.length, 4, 'three calls have taken three places')
    calls.count = 0
    context.mock.timers.tick(50)
    await settle()
    assert.equal(releases.length, 7)
  })
})
