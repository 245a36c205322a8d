import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterHandling, afterReads, Gathered } from './turn.ts'

describe('a turn of the event loop', () => {
  it('handles what was read in the order in which it was asked for, and what is asked for meanwhile', async () => {
    const told: string[] = []
    afterReads(() => {
      told.push('first')
      afterReads(() => told.push('follows'))
    })
    afterReads(() => told.push('second'))
    assert.equal(told.length, 0)
    await nextTurn()
    assert.deepEqual(told, ['first', 'second', 'follows'])
    afterReads(() => told.push('third'))
    await nextTurn()
    assert.equal(told.at(-1), 'third')
  })

  it('handles nothing before everything has been read', async () => {
    const told: string[] = []
    afterReads(() => told.push('handled'))
    process.nextTick(() => told.push('a tick'))
    await new Promise<void>((resolve) => process.nextTick(() => queueMicrotask(resolve)))
    assert.deepEqual(told, ['a tick'])
    await nextTurn()
    assert.deepEqual(told, ['a tick', 'handled'])
  })

  it('writes when nothing is left to be handled that needs not be waited for', async () => {
    const told: string[] = []
    const answer = async (name: string) => {
      afterHandling(() => told.push(`writes ${name}`))
      for (let tick = 0; tick < 10; tick++) await Promise.resolve()
      told.push(`handled ${name}`)
    }
    // Also what was to be written before: it was asked for among the reads.
    afterHandling(() => told.push('writes at once'))
    afterReads(() => {
      void answer('one')
      void answer('two')
      setImmediate(() => told.push('next turn'))
    })
    await nextTurn()
    await nextTurn()
    assert.deepEqual(told, [
      'handled one',
      'handled two',
      'writes at once',
      'writes one',
      'writes two',
      'next turn',
    ])
  })

  it('forgets nothing that is asked for while it handles or writes', async () => {
    const told: string[] = []
    afterHandling(() => {
      told.push('writes')
      afterHandling(() => told.push('writes later'))
    })
    for (let turns = 0; turns < 3; turns++) await nextTurn()
    assert.deepEqual(told, ['writes', 'writes later'])
    afterReads(() => {
      void Promise.resolve().then(() => afterReads(() => told.push('handled later')))
    })
    for (let turns = 0; turns < 3; turns++) await nextTurn()
    assert.equal(told.at(-1), 'handled later')
  })
})

describe('what is gathered', () => {
  it('is taken at once, and then begins anew', async () => {
    const taken: (readonly number[])[] = []
    const gathered = new Gathered<number>(afterReads, (numbers) => {
      taken.push(numbers)
      if (taken.length === 1) gathered.add(4)
    })
    for (const number of [1, 2, 3]) gathered.add(number)
    await nextTurn()
    assert.deepEqual(taken, [[1, 2, 3], [4]])
    gathered.add(5)
    await nextTurn()
    assert.deepEqual(taken.at(-1), [5])
  })
})
