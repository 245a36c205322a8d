import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { ProtocolError, ResponseParser } from './response-parser.ts'

interface Read {
  status: number
  headers: readonly string[]
  body: string
  isReusable: boolean
}

/** Reads an answer that comes in these pieces; `closes`: then the connection ends. */
function read(pieces: readonly Buffer[], closes = false): Read[] {
  const answers: Read[] = []
  let current: Read | null = null
  const parser = new ResponseParser({
    onHead(status, headers) {
      assert.equal(current, null, 'one head an answer')
      current = { status, headers, body: '', isReusable: false }
    },
    onBody(piece) {
      assert.ok(current !== null && piece.length > 0)
      current.body += piece.toString('latin1')
    },
    onEnd(isReusable) {
      assert.ok(current !== null)
      answers.push({ ...current, isReusable })
      current = null
    },
  })
  parser.expect()
  // The parser may move bytes within a piece.
  for (const piece of pieces) parser.push(Buffer.from(piece))
  if (closes) parser.close()
  return answers
}

function cut(text: string, places: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text, 'latin1')
  const ends = [...places.map((place) => place % bytes.length), bytes.length].toSorted(
    (a, b) => a - b,
  )
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

const places = fc.array(fc.nat(10_000), { maxLength: 8 })
const everyByte = (text: string) => [...Buffer.from(text, 'latin1')].map((byte) => Buffer.of(byte))

const ok = 'HTTP/1.1 200 OK\r\n'
const chunked = `${ok}transfer-encoding: chunked\r\n\r\n`

/** Name, bytes, whether the connection closes then, and the answer. */
const answers: readonly [string, string, boolean, Partial<Read>][] = [
  ['counted', `${ok}Content-Length: 3\r\n\r\nabc`, false, { body: 'abc', isReusable: true }],
  ['empty', `${ok}content-length:0\r\n\r\n`, false, { body: '', isReusable: true }],
  [
    'in chunks',
    `${chunked}1\r\na\r\n00000A\r\n0123456789\r\n0\r\n\r\n`,
    false,
    { body: 'a0123456789', isReusable: true },
  ],
  [
    'chunks with extensions and trailers',
    `${chunked}2;a=b;c="d"\r\nab\r\n0;x\r\nx-sum: 1\r\ny: 2\r\n\r\n`,
    false,
    { body: 'ab', isReusable: true },
  ],
  ['until the end', `${ok}\r\nabc`, true, { body: 'abc', isReusable: false }],
  [
    'no body by its status',
    'HTTP/1.1 204 No Content\r\n\r\n',
    false,
    { status: 204, body: '', isReusable: true },
  ],
  [
    'not modified',
    'HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n',
    false,
    { status: 304, body: '', isReusable: true },
  ],
  [
    'after interim answers',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n${ok}content-length: 1\r\n\r\na`,
    false,
    { status: 200, body: 'a', isReusable: true },
  ],
  [
    'without a reason',
    'HTTP/1.1 429\r\ncontent-length: 1\r\n\r\na',
    false,
    { status: 429, body: 'a' },
  ],
  [
    'the last of its connection',
    `${ok}connection: Keep-Alive, Close\r\ncontent-length: 1\r\n\r\na`,
    false,
    { body: 'a', isReusable: false },
  ],
  [
    'of the older version',
    'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\na',
    false,
    { body: 'a', isReusable: false },
  ],
]

/** Nothing of these may be taken for an answer, or for the end of one. */
const refused: readonly [string, string][] = [
  ['another protocol', 'SSH-2.0-x\r\n\r\n'],
  ['another version', 'HTTP/2 200 OK\r\n\r\n'],
  ['bytes before it', `\r\n${ok}content-length: 0\r\n\r\n`],
  ['a status that is none', 'HTTP/1.1 20 OK\r\n\r\n'],
  ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n'],
  ['line feeds alone', 'HTTP/1.1 200 OK\ncontent-length: 0\n\n\r\n\r\n'],
  ['a lone return in a value', `${ok}a: b\rc: d\r\n\r\n`],
  ['a lone line feed in a value', `${ok}a: b\ncontent-length: 0\r\n\r\n`],
  ['a folded line', `${ok}a: b\r\n c\r\n\r\n`],
  ['a space before the colon', `${ok}content-length : 1\r\n\r\na`],
  ['a line without a colon', `${ok}content-length\r\n\r\n`],
  ['a control character', `${ok}a: \0\r\n\r\n`],
  ['two lengths', `${ok}content-length: 1\r\ncontent-length: 1\r\n\r\na`],
  ['a list of lengths', `${ok}content-length: 1, 1\r\n\r\na`],
  ['a signed length', `${ok}content-length: +1\r\n\r\na`],
  ['a length in hexadecimal', `${ok}content-length: 0x1\r\n\r\na`],
  ['no length at all', `${ok}content-length:\r\n\r\na`],
  [
    'a length and chunks',
    `${ok}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`,
  ],
  ['another coding', `${ok}transfer-encoding: gzip, chunked\r\n\r\n`],
  ['two codings', `${ok}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n`],
  ['a chunk without a size', `${chunked}\r\na\r\n`],
  ['a size with a sign', `${chunked}-1\r\n`],
  ['a size with a prefix', `${chunked}0x1\r\na\r\n`],
  ['a size with a space', `${chunked}1 \r\na\r\n`],
  ['a size beyond numbers', `${chunked}ffffffffffffffff\r\n`],
  ['a size line with a line feed alone', `${chunked}1\na\r\n`],
  ['an extension with a line feed alone', `${chunked}1;a\na\r\n`],
  ['a chunk that is longer than it says', `${chunked}1\r\nab\r\n`],
  ['a chunk with a line feed alone', `${chunked}1\r\na\n0\r\n\r\n`],
  ['a trailer with a line feed alone', `${chunked}0\r\na: b\n\r\n`],
  ['a trailer with a lone return', `${chunked}0\r\na\rb\r\n\r\n`],
  ['a head without an end', `${ok}a: ${'b'.repeat(20_000)}`],
  ['an extension without an end', `${chunked}1;${'b'.repeat(5_000)}`],
  ['trailers without an end', `${chunked}0\r\n${'a: b\r\n'.repeat(4_000)}`],
]

describe('an answer of HTTP/1.1', () => {
  for (const [name, text, closes, expected] of answers) {
    it(`is read the same however its bytes are cut: ${name}`, () => {
      const [whole] = read([Buffer.from(text, 'latin1')], closes)
      assert.ok(whole)
      assert.deepEqual({ ...whole, ...expected }, whole)
      assert.deepEqual(read(everyByte(text), closes), [whole])
      fc.assert(
        fc.property(places, (where) => {
          assert.deepEqual(read(cut(text, where), closes), [whole])
        }),
      )
    })
  }

  for (const [name, text] of refused) {
    it(`is refused, however its bytes are cut: ${name}`, () => {
      assert.throws(() => read([Buffer.from(text, 'latin1')]), ProtocolError)
      assert.throws(() => read(everyByte(text)), ProtocolError)
    })
  }

  it('has any bytes in its body, in chunks of any size, cut anywhere', () => {
    const body = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 10 })
    fc.assert(
      fc.property(body, places, (chunks, where) => {
        const texts = chunks.map((chunk) => Buffer.from(chunk).toString('latin1'))
        const lines = texts.map((text) => `${text.length.toString(16)}\r\n${text}\r\n`)
        const [answer] = read(cut(`${chunked}${lines.join('')}0\r\n\r\n`, where))
        assert.equal(answer?.body, texts.join(''))
        assert.equal(answer?.isReusable, true)
      }),
    )
  })

  it('that is followed by another byte is whole, and the connection is not used again', () => {
    for (const text of [`${ok}content-length: 1\r\n\r\na`, `${chunked}1\r\na\r\n0\r\n\r\n`]) {
      const [answer] = read([Buffer.from(`${text}H`)])
      assert.equal(answer?.body, 'a')
      assert.equal(answer?.isReusable, false)
      assert.throws(() => read([Buffer.from(text), Buffer.from('H')]), /nobody asked for/)
    }
  })

  it('is not whole when the connection closes before its end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...answers.filter(([, , closes]) => !closes)),
        fc.nat(),
        (chosen, at) => {
          const [, text] = chosen
          const bytes = Buffer.from(text, 'latin1').subarray(0, at % text.length)
          assert.throws(() => read([bytes], true), /before the answer was whole/)
        },
      ),
    )
  })

  it('that could be anything is refused or read, and never does anything else', () => {
    const fragments = fc.constantFrom(
      ok,
      chunked,
      '\r\n',
      '\n',
      '\r',
      '0',
      '1',
      'a',
      ':',
      ' ',
      ';',
      'content-length: 1\r\n',
      'HTTP/1.1 100 \r\n\r\n',
    )
    fc.assert(
      fc.property(fc.array(fragments, { maxLength: 20 }), places, (texts, where) => {
        const text = texts.join('')
        if (text === '') return
        const outcome = (pieces: readonly Buffer[]) => {
          try {
            return read(pieces).map(({ status, headers, body }) => ({ status, headers, body }))
          } catch (error) {
            assert.ok(error instanceof ProtocolError)
            return 'refused'
          }
        }
        const whole = outcome([Buffer.from(text)])
        const pieces = outcome(cut(text, where))
        // After the end, a surplus in a piece of its own is refused; in the same piece it is told.
        if (pieces !== 'refused' && whole !== 'refused') assert.deepEqual(pieces, whole)
      }),
    )
  })
})
