import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { requestedRange } from './requested-range.ts'

const etag = '"file-a"'
const of = (range: string | undefined, bytes = 10, ifRange?: string) =>
  requestedRange({ range, 'if-range': ifRange }, { etag, bytes })

describe('the range that a client asks for', () => {
  it('is cut to what there is', () => {
    assert.deepEqual(of('bytes=0-3'), { start: 0, end: 3 })
    assert.deepEqual(of('bytes=9-'), { start: 9, end: 9 })
    assert.deepEqual(of('BYTES= 4-99999999999999999999 '), { start: 4, end: 9 })
    assert.deepEqual(of('bytes=-3'), { start: 7, end: 9 })
    assert.deepEqual(of('bytes=-11'), { start: 0, end: 9 })
  })

  it('is all where none is asked for, several are, or nobody can read it', () => {
    const whole = [
      '',
      'bytes=',
      'bytes=-',
      'bytes=5-4',
      'bytes=0-1,3-4',
      'bytes=a-b',
      'bytes=-1-2',
      'bytes 0-1',
      'lines=0-1',
    ]
    for (const range of whole) assert.equal(of(range), null, range)
    assert.equal(of(undefined), null)
    assert.equal(of('bytes=-1', 0), null, 'the end of nothing')
  })

  it('is refused where it has no byte, with the length there is', () => {
    for (const [range, bytes] of [
      ['bytes=10-', 10],
      ['bytes=10-20', 10],
      ['bytes=-0', 10],
      ['bytes=0-', 0],
    ] as const) {
      assert.throws(() => of(range, bytes), {
        code: 'range_not_satisfiable',
        headers: { 'content-range': `bytes */${bytes}`, 'accept-ranges': 'bytes' },
      })
    }
  })

  it('holds only for what has not changed', () => {
    assert.deepEqual(of('bytes=0-3', 10, etag), { start: 0, end: 3 })
    for (const other of ['"file-b"', `W/${etag}`, 'Thu, 26 Nov 2026 00:00:00 GMT']) {
      assert.equal(of('bytes=0-3', 10, other), null)
      assert.equal(of('bytes=10-', 10, other), null)
    }
  })

  it('takes what slice takes, whatever is asked for', () => {
    const length = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(length, fc.nat(60), fc.nat(60), (bytes, first, more) => {
        const last = first + more
        fc.pre(first < bytes)
        const whole = Array.from({ length: bytes }, (_, index) => index)
        const range = of(`bytes=${first}-${last}`, bytes)
        assert.ok(range)
        assert.deepEqual(whole.slice(range.start, range.end + 1), whole.slice(first, last + 1))
      }),
    )
  })
})
