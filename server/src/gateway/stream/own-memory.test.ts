import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { amongItsLike, KeptPieces, onItsOwn, together } from './own-memory.ts'

describe('kept pieces', () => {
  it('are the bytes that were put in, in their order, however many they are', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 300 }), (pieces) => {
        const kept = new KeptPieces()
        for (const piece of pieces) kept.push(Buffer.from(piece))
        assert.equal(kept.isEmpty, pieces.length === 0)
        assert.deepEqual(Buffer.concat(kept.take()), Buffer.concat(pieces))
        assert.ok(kept.isEmpty)
        assert.deepEqual(kept.take(), [])
      }),
    )
  })

  it('keep at most 63 slices of a pool', () => {
    const kept = new KeptPieces()
    for (let index = 0; index < 1_000; index++) kept.push(Buffer.from('a'))
    const slices = kept.take().filter((piece) => piece.buffer.byteLength > piece.byteLength)
    assert.ok(slices.length < 64, `${slices.length} slices`)
  })
})

describe('bytes with memory of their own', () => {
  it('are copied only where they would keep more than twice their size', () => {
    const slice = Buffer.from('a slice of the pool')
    const copy = onItsOwn(slice)
    assert.deepEqual([String(copy), copy.buffer.byteLength], [String(slice), slice.byteLength])
    assert.equal(onItsOwn(copy), copy)
  })

  it('are all that was given, together', () => {
    const all = together([Buffer.from('a'), Buffer.alloc(0), Buffer.from('bc')])
    assert.deepEqual([String(all), all.buffer.byteLength], ['abc', 3])
  })
})

describe('copies among their like', () => {
  it('are the bytes that were given, whatever becomes of those and however long they are', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 8_000 }), { maxLength: 20 }), (all) => {
        const texts = all.map((bytes) => Buffer.from(bytes).toString('hex'))
        const copies = all.map((bytes) => amongItsLike(bytes))
        for (const bytes of all) bytes.fill(0)
        assert.deepEqual(
          copies.map((copy) => copy.toString('hex')),
          texts,
        )
      }),
    )
  })

  it('hold no more than 16 KiB each, which they share', () => {
    const copies = Array.from({ length: 100 }, () => amongItsLike(Buffer.alloc(300, 'a')))
    assert.ok(copies.every(({ buffer }) => buffer.byteLength <= 16 * 1024))
    assert.ok(new Set(copies.map(({ buffer }) => buffer)).size <= 5)
    const long = amongItsLike(Buffer.alloc(100_000, 'a'))
    assert.equal(long.buffer.byteLength, long.byteLength)
  })
})
