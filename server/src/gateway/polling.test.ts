import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { nextOf, pollable } from './polling.ts'

/** An iterator that answers when the test says so, to one who asks at a time. */
class Scripted implements AsyncIterableIterator<string> {
  readonly asked: PromiseWithResolvers<IteratorResult<string>>[] = []
  isReturned = false

  next(): Promise<IteratorResult<string>> {
    const answer = Promise.withResolvers<IteratorResult<string>>()
    this.asked.push(answer)
    return answer.promise
  }

  async return(): Promise<IteratorResult<string>> {
    this.isReturned = true
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

function setScene() {
  const source = new Scripted()
  return { source, stream: pollable<string>(source) }
}

describe('any stream that is polled', () => {
  it('says that nothing is there, and wakes once when something is', async () => {
    const { source, stream } = setScene()
    let woken = 0
    assert.equal(
      stream.poll(() => woken++),
      null,
    )
    source.asked[0]?.resolve({ done: false, value: 'a' })
    await nextTurn()
    assert.equal(woken, 1)
    assert.deepEqual(
      stream.poll(() => woken++),
      { done: false, value: 'a' },
    )
    assert.equal(woken, 1)
  })

  it('wakes only the last who asked, and loses nothing of what the first had asked for', async () => {
    const { source, stream } = setScene()
    stream.poll(() => assert.fail('the first has left'))
    const next = stream.next()
    assert.equal(source.asked.length, 1)
    source.asked[0]?.resolve({ done: false, value: 'a' })
    assert.deepEqual(await next, { done: false, value: 'a' })
  })

  it('throws what broke it, once', async () => {
    const { source, stream } = setScene()
    const broken = assert.rejects(nextOf(stream), /cut/)
    source.asked[0]?.reject(new Error('cut'))
    await broken
    const next = stream.next()
    source.asked[1]?.resolve({ done: true, value: undefined })
    assert.equal((await next).done, true)
  })

  it('is ended with the stream that it stands for', async () => {
    const { source, stream } = setScene()
    await stream.return()
    assert.equal(source.isReturned, true)
  })

  it('stays as it is where it can be polled already', () => {
    const { stream } = setScene()
    assert.equal(pollable(stream), stream)
  })
})
