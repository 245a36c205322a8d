import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { median, medianRatio } from './statistics.ts'

describe('median', () => {
  it('is the middle value whatever the order', () => {
    assert.equal(median([9, 1, 5]), 5)
  })

  it('is the mean of the two middle values of an even count', () => {
    assert.equal(median([4, 1, 2, 100]), 3)
  })

  it('is null without values', () => {
    assert.equal(median([]), null)
  })

  it('has at least half of the values on each side', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values) ?? Number.NaN
        const half = values.length / 2
        assert.ok(values.filter((value) => value <= middle).length >= half)
        assert.ok(values.filter((value) => value >= middle).length >= half)
      }),
    )
  })
})

describe('medianRatio', () => {
  it('compares within each round, so that a slow round changes nothing', () => {
    assert.equal(medianRatio([50, 5, 50], [100, 10, 100]), 0.5)
  })

  it('leaves out rounds that miss a side or would divide by zero', () => {
    assert.equal(medianRatio([1, null, 4, 7], [2, 5, null, 0]), 0.5)
    assert.equal(medianRatio([null], [1]), null)
  })
})
