import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { MaskedStream } from './masked-stream.ts'

const secret = 'sk-aab'

async function masked(pieces: readonly string[]): Promise<string> {
  async function* stream() {
    for (const piece of pieces) yield Buffer.from(piece)
  }
  return Buffer.concat(await Array.fromAsync(new MaskedStream(stream(), secret))).toString()
}

describe('a masked stream', () => {
  it('has no secret in it, however it was cut, and keeps its length', async () => {
    const word = fc.constantFrom(secret, 'sk-', 'sk-aa', 'a', 'b', 's', 'k-aab', ' ')
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(word, { maxLength: 4 }), { maxLength: 8 }),
        async (cut) => {
          const pieces = cut.map((words) => words.join('')).filter((piece) => piece !== '')
          const text = pieces.join('')
          assert.equal(await masked(pieces), text.replaceAll(secret, '*'.repeat(secret.length)))
        },
      ),
    )
  })

  it('gives at once what cannot be a part of the secret', async () => {
    const pieces = [Buffer.from('hello'), Buffer.from(' world s')]
    const stream = new MaskedStream(
      (async function* () {
        yield* pieces
        await new Promise(() => {})
      })(),
      secret,
    )
    assert.equal((await stream.next()).value?.toString(), 'hello')
    assert.equal((await stream.next()).value?.toString(), ' world ')
  })

  it('lets go of its source when its reader leaves', async () => {
    let isReturned = false
    const source: AsyncIterableIterator<Buffer> = {
      next: () => new Promise(() => {}),
      return() {
        isReturned = true
        return Promise.resolve({ done: true, value: undefined })
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
    const stream = new MaskedStream(source, secret)
    void stream.next()
    await stream.return()
    assert.ok(isReturned)
  })
})
