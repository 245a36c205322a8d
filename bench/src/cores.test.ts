import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseCoreList } from './cores.ts'

describe('parseCoreList', () => {
  it('reads ranges and single cores', () => {
    assert.deepEqual(parseCoreList('\t0-2,5,8-9\n'), [0, 1, 2, 5, 8, 9])
  })

  it('reads a single core', () => {
    assert.deepEqual(parseCoreList('3'), [3])
  })
})
