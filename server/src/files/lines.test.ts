import assert from 'node:assert/strict'
import { it } from 'node:test'
import * as fc from 'fast-check'
import { linesOf } from './lines.ts'

async function* cutInto(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let start = 0
  for (const cut of [...cuts.toSorted((one, other) => one - other), bytes.length]) {
    yield bytes.subarray(start, Math.max(cut, start))
    start = Math.max(cut, start)
  }
}

it('lines are the same however the bytes are cut', async () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n\ufeff]/g, ''))
  await fc.assert(
    fc.asyncProperty(
      fc.array(line),
      fc.constantFrom('\n', '\r\n'),
      fc.array(fc.nat(200)),
      async (texts, end, cuts) => {
        const bytes = Buffer.from(texts.map((text) => text + end).join(''))
        const inside = cuts.filter((cut) => cut <= bytes.length)
        const lines = await Array.fromAsync(linesOf(cutInto(bytes, inside), 1_000))
        assert.deepEqual(
          lines.map(({ bytes: found }) => found?.toString('utf8')),
          texts,
        )
        assert.deepEqual(
          lines.map(({ number }) => number),
          texts.map((_text, index) => index + 1),
        )
      },
    ),
  )
})

it('a last line needs no end, a mark at the start is no text, and long lines are only counted', async () => {
  const bytes = Buffer.from('\ufeffab\n123456\n12345\nc')
  const lines = await Array.fromAsync(linesOf(cutInto(bytes, [2, 7]), 5))
  const texts = lines.map(({ bytes: found }) => found?.toString('utf8') ?? null)
  assert.deepEqual(texts, ['ab', null, '12345', 'c'])
})
