import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { windowAt } from './window.ts'

const at = Date.UTC(2024, 1, 29, 13, 45, 30, 500)

describe('a window', () => {
  it('of a minute or a day begins at the full one, in UTC', () => {
    assert.deepEqual(windowAt('minute', at), {
      startMs: Date.UTC(2024, 1, 29, 13, 45),
      endMs: Date.UTC(2024, 1, 29, 13, 46),
    })
    assert.deepEqual(windowAt('day', at), {
      startMs: Date.UTC(2024, 1, 29),
      endMs: Date.UTC(2024, 2, 1),
    })
  })

  it('of a month has the length of the month', () => {
    assert.deepEqual(windowAt('month', at), {
      startMs: Date.UTC(2024, 1, 1),
      endMs: Date.UTC(2024, 2, 1),
    })
    assert.equal(windowAt('month', Date.UTC(2026, 11, 31)).endMs, Date.UTC(2027, 0, 1))
  })

  it('of all time never ends', () => {
    assert.deepEqual(windowAt('total', at), { startMs: 0, endMs: Infinity })
  })
})
