import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import * as fc from 'fast-check'
import { ByteQueue } from './byte-queue.ts'

function setScene() {
  const calls: string[] = []
  const queue = new ByteQueue({
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    abort: () => void calls.push('abort'),
  })
  return { queue, calls }
}

const kibibyte = Buffer.alloc(1024, 'x')

describe('a byte queue', () => {
  it('gives a reader that waits the next chunk as it is', async () => {
    const { queue } = setScene()
    const waiting = queue.next()
    queue.push(kibibyte)
    assert.equal((await waiting).value, kibibyte)
  })

  it('gives all that waits as one chunk, and ends after it', async () => {
    const { queue } = setScene()
    queue.push(Buffer.from('a'))
    queue.push(Buffer.from('b'))
    queue.finish(null)
    assert.equal(String((await queue.next()).value), 'ab')
    assert.equal((await queue.next()).done, true)
    assert.equal((await queue.next()).done, true)
  })

  it('keeps no shared block of memory for small chunks that wait', async () => {
    const { queue } = setScene()
    const texts = Array.from({ length: 64 }, (_, index) => `${index},`)
    for (const piece of texts) queue.push(Buffer.from(piece))
    const { value } = await queue.next()
    assert.equal(String(value), texts.join(''))
    assert.equal(value?.buffer.byteLength, value?.length)
    queue.push(Buffer.from('next'))
    assert.equal(String((await queue.next()).value), 'next')
  })

  it('tells an error once, after what came before it', async () => {
    const { queue } = setScene()
    queue.push(Buffer.from('a'))
    queue.finish(new Error('cut'))
    queue.finish(null)
    assert.equal(String((await queue.next()).value), 'a')
    await assert.rejects(queue.next(), /cut/)
    assert.equal((await queue.next()).done, true)
  })

  it('tells a reader that waits of the end and of an error', async () => {
    const ended = setScene().queue
    const end = ended.next()
    ended.finish(null)
    assert.equal((await end).done, true)
    const broken = setScene().queue
    const failure = assert.rejects(broken.next(), /cut/)
    broken.finish(new Error('cut'))
    await failure
  })

  it('pauses its source once while more than 256 KiB wait, and resumes it when they are taken', async () => {
    const { queue, calls } = setScene()
    for (let index = 0; index < 256; index++) queue.push(kibibyte)
    assert.deepEqual(calls, [])
    queue.push(kibibyte)
    queue.push(kibibyte)
    assert.deepEqual(calls, ['pause'])
    await queue.next()
    assert.deepEqual(calls, ['pause', 'resume'])
  })

  it('aborts its source when the reader leaves early, and only then', async () => {
    const { queue, calls } = setScene()
    const waiting = queue.next()
    await queue.return()
    assert.equal((await waiting).done, true)
    await queue.return()
    assert.deepEqual(calls, ['abort'])

    const finished = setScene()
    finished.queue.finish(null)
    await finished.queue.return()
    assert.deepEqual(finished.calls, [])
  })

  it('loses, doubles and reorders nothing, however pushes and reads interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constant('read'), fc.uint8Array({ maxLength: 9 }))),
        async (steps) => {
          const { queue } = setScene()
          const pushed: Buffer[] = []
          const read: Buffer[] = []
          let reading: Promise<void> | null = null
          for (const step of steps) {
            if (step === 'read') {
              reading ??= queue.next().then(({ value }) => {
                if (value !== undefined) read.push(value)
                reading = null
              })
            } else {
              const chunk = Buffer.from(step as Uint8Array)
              pushed.push(chunk)
              queue.push(chunk)
            }
            await nextTurn()
          }
          queue.finish(null)
          await reading
          read.push(...(await Array.fromAsync(queue)))
          assert.deepEqual(Buffer.concat(read), Buffer.concat(pushed))
        },
      ),
    )
  })
})
