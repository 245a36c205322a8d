import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { createTemporaryFolder } from '../../test/fakes/engines.ts'
import { spool, type SpooledFile } from './spool.ts'

async function bytesOf(file: SpooledFile): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(file.open()))
}

describe('a spooled file', () => {
  for (const [size, byteLength] of [
    ['small', 1_000],
    ['large', 1_000_000],
  ] as const) {
    it(`that is ${size} is read from its start as often as wanted, and leaves nothing behind`, async () => {
      await using folder = await createTemporaryFolder()
      const content = Buffer.alloc(byteLength, 'content')
      const file = await spool(Readable.from(pieces(content)), folder.path)
      assert.equal(file.byteLength, byteLength)
      assert.deepEqual(Buffer.from(file.head), content.subarray(0, 512))
      assert.deepEqual(await bytesOf(file), content)
      assert.deepEqual(await bytesOf(file), content)
      assert.deepEqual(await readdir(folder.path), [])
      await file.close()
    })
  }

  it('that breaks off is none', async () => {
    await using folder = await createTemporaryFolder()
    async function* broken() {
      yield Buffer.alloc(100_000)
      throw new Error('gone')
    }
    await assert.rejects(spool(Readable.from(broken()), folder.path), /gone/)
    assert.deepEqual(await readdir(folder.path), [])
  })
})

function* pieces(content: Buffer): Generator<Buffer> {
  for (let start = 0; start < content.length; start += 30_000) {
    yield content.subarray(start, start + 30_000)
  }
}
