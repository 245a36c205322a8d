import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Durations } from './durations.ts'

describe('Durations', () => {
  it('counts each duration in its bucket and in all wider ones, in seconds', () => {
    const durations = new Durations('wait_seconds', 'Waiting', [10, 100])
    for (const durationMs of [10, 11, 100, 5_000]) durations.observe(durationMs)
    assert.equal(
      durations.text(),
      [
        '# HELP wait_seconds Waiting',
        '# TYPE wait_seconds histogram',
        'wait_seconds_bucket{le="0.01"} 1',
        'wait_seconds_bucket{le="0.1"} 3',
        'wait_seconds_bucket{le="+Inf"} 4',
        'wait_seconds_sum 5.121',
        'wait_seconds_count 4',
        '',
      ].join('\n'),
    )
  })
})
