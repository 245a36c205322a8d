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

  it('writes when nothing is left to be handled that needs not be waited for', async () => {
    const told: string[] = []
    const answer = async (name: string) => {
      afterHandling(() => told.push(`writes ${name}`))
      for (let step = 0; step < 10; step++) await Promise.resolve()
      told.push(`handled ${name}`)
    }
    afterReads(() => {
      void answer('one')
      void answer('two')
    })
    await nextTurn()
    await nextTurn()
    assert.deepEqual(told, ['handled one', 'handled two', 'writes one', 'writes two'])
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
