import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createRandom, type Random } from './random.ts'

const take = (random: Random, count: number): number[] => Array.from({ length: count }, random)

describe('createRandom', () => {
  it('repeats itself for the same seed and parts', () => {
    assert.deepEqual(take(createRandom(7, 'a', 1), 50), take(createRandom(7, 'a', 1), 50))
  })

  it('differs by the seed and by each part', () => {
    const first = take(createRandom(7, 'a', 1), 4)
    assert.notDeepEqual(first, take(createRandom(8, 'a', 1), 4))
    assert.notDeepEqual(first, take(createRandom(7, 'b', 1), 4))
    assert.notDeepEqual(first, take(createRandom(7, 'a', 2), 4))
  })

  it('cannot be foreseen without a seed', () => {
    assert.notDeepEqual(take(createRandom(null, 'a'), 4), take(createRandom(null, 'a'), 4))
  })

  it('spreads evenly over [0, 1)', () => {
    const numbers = take(createRandom(1), 20_000)
    assert.ok(numbers.every((number) => number >= 0 && number < 1))
    for (let tenth = 0; tenth < 10; tenth++) {
      const count = numbers.filter((number) => Math.floor(number * 10) === tenth).length
      assert.ok(Math.abs(count - 2_000) < 250)
    }
  })
})
