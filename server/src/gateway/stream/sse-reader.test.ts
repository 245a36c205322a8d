import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { StreamEvent } from '../model-call.ts'
import { SseReader } from './sse-reader.ts'

const roomy = 1 << 20

function readAll(chunks: readonly Buffer[], reader = new SseReader(roomy)): StreamEvent[] {
  return chunks.flatMap((chunk) => reader.push(chunk))
}

/** Cuts `bytes` at the given places, each taken modulo the length. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].toSorted(
    (a, b) => a - b,
  )
  const edges = [0, ...sorted, bytes.length]
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge))
}

const lineEnd = fc.constantFrom('\n', '\r', '\r\n')
const line = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .map((text) => text.replace(/[\r\n]/g, '·'))
const event = fc.record({
  name: line,
  data: fc.array(line, { minLength: 1, maxLength: 3 }),
  comment: fc.boolean(),
})

describe('SseReader', () => {
  it('reads the same events at any split of the bytes and any line ends', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 8 }),
        lineEnd,
        fc.boolean(),
        fc.array(fc.nat(4000), { maxLength: 40 }),
        (events, end, hasBom, places) => {
          const text = events
            .map(({ name, data, comment }) =>
              [
                comment ? `: hm${end}` : '',
                `event: ${name}${end}`,
                ...data.map((part) => `data: ${part}${end}`),
                end,
              ].join(''),
            )
            .join('')
          const bytes = Buffer.from((hasBom ? '\uFEFF' : '') + text)
          const got = readAll(cut(bytes, places))
          assert.deepEqual(
            got.map(({ name, data }) => ({ name, data })),
            events.map(({ name, data }) => ({ name, data: data.join('\n') })),
          )
        },
      ),
      { numRuns: 500 },
    )
  })

  it('keeps every byte of the events, so that they can be passed on as they came', () => {
    const text = ': hello\n\ndata: {"a":1}\n\nevent: ping\ndata: x\n\n'
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 20 }), (places) => {
        const got = readAll(cut(Buffer.from(text), places))
        assert.equal(Buffer.concat(got.map(({ bytes }) => bytes)).toString(), text)
      }),
    )
  })

  it('gives an event as soon as its blank line is here, even when a CR may be half of a CRLF', () => {
    const reader = new SseReader(roomy)
    assert.equal(reader.push(Buffer.from('data: a\r\n\r')).length, 1)
    assert.deepEqual(
      reader.push(Buffer.from('\ndata: b\r\n\r\n')).map(({ data }) => data),
      ['b'],
    )
  })

  it('gives no event that is not whole, and all of it once its end has come', () => {
    const reader = new SseReader(roomy)
    const data = (text: string) => reader.push(Buffer.from(text)).map((event) => event.data)
    assert.deepEqual(data('data: whole\n\ndata: ha'), ['whole'])
    assert.deepEqual(data('lf\n\n'), ['half'])
  })

  it('refuses an event that is larger than allowed instead of collecting it for ever', () => {
    const reader = new SseReader(100)
    assert.throws(() => {
      for (let piece = 0; piece < 20; piece++) reader.push(Buffer.from('data: 0123456789'))
    }, RangeError)
  })

  it('has null data for comments and tells an empty data line from none', () => {
    const [comment, empty] = readAll([Buffer.from(': keep-alive\n\ndata\n\n')])
    assert.equal(comment?.data, null)
    assert.equal(empty?.data, '')
  })
})
