import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readOptions } from './options.ts'

describe('readOptions', () => {
  it('runs everything three times when nothing is said', () => {
    const options = readOptions([])
    assert.equal(options.rounds, 3)
    assert.deepEqual(options.peers, ['direct', 'nginx', 'portkey', 'llavero'])
    assert.equal(options.scenarios.length, 6)
  })

  it('is brief for a smoke run, but as long as it is told', () => {
    assert.equal(readOptions(['--smoke']).rounds, 1)
    assert.equal(readOptions(['--smoke', '--rounds', '2']).rounds, 2)
  })

  it('keeps the order of the peers whatever the order of the list', () => {
    assert.deepEqual(readOptions(['--peers', 'llavero,direct']).peers, ['direct', 'llavero'])
  })

  it('refuses what it does not know by name', () => {
    assert.throws(
      () => readOptions(['--peers', 'direct,apache']),
      /apache is none of direct, nginx/,
    )
    assert.throws(() => readOptions(['--rounds', '0']), /--rounds must be a number above 0/)
    assert.throws(() => readOptions(['--fast']), /--fast/)
  })
})
