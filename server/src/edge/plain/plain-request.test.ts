import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { Duplex } from 'node:stream'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { PlainRequest, readPlainRequest } from './plain-request.ts'

const plainLines = ['POST /v1/x HTTP/1.1', 'host: a', 'content-length: 2']

function bytesOf(lines: readonly string[], body = '{}'): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1')
}

function plain(bytes: Buffer): PlainRequest {
  const request = readPlainRequest(bytes)
  assert.ok(request instanceof PlainRequest)
  return request
}

describe('a plain request', () => {
  it('is read whole', () => {
    const lines = [...plainLines, 'X-Name: a  b\tc', 'Connection: Keep-Alive', 'accept: é']
    const request = plain(bytesOf(lines))
    assert.equal(request.route, 'POST /v1/x')
    assert.equal(request.body.toString(), '{}')
    assert.deepEqual(request.headers, {
      host: 'a',
      'content-length': '2',
      'x-name': 'a  b\tc',
      connection: 'Keep-Alive',
      accept: 'é',
    })
  })

  it('has begun until its body is there, and is none with a byte more', () => {
    const whole = bytesOf(plainLines)
    for (let length = 0; length < whole.length; length++) {
      const expected = length < whole.length - 2 ? null : 'begun'
      assert.equal(readPlainRequest(whole.subarray(0, length)), expected, String(length))
    }
    assert.equal(readPlainRequest(Buffer.concat([whole, whole])), null)
    assert.equal(readPlainRequest(Buffer.concat([whole, Buffer.from('\n')])), null)
  })

  const others: readonly (readonly [string, readonly string[]])[] = [
    ['another method', ['GET /v1/x HTTP/1.1', 'host: a', 'content-length: 2']],
    ['another version', ['POST /v1/x HTTP/1.0', 'host: a', 'content-length: 2']],
    ['a whole address', ['POST http://a/v1/x HTTP/1.1', 'host: a', 'content-length: 2']],
    ['a space in its address', ['POST /v1/ x HTTP/1.1', 'host: a', 'content-length: 2']],
    ['no host', ['POST /v1/x HTTP/1.1', 'content-length: 2']],
    ['no length', ['POST /v1/x HTTP/1.1', 'host: a']],
    ['two hosts', [...plainLines, 'Host: b']],
    ['two lengths', [...plainLines, 'Content-Length: 2']],
    ['any name twice', [...plainLines, 'x-a: 1', 'X-A: 2']],
    ['chunks', [...plainLines, 'transfer-encoding: chunked']],
    ['an expectation', [...plainLines, 'expect: 100-continue']],
    ['another protocol in mind', [...plainLines, 'upgrade: h2c']],
    ['a connection to be closed', [...plainLines, 'connection: close']],
    ['a form', [...plainLines, 'content-type: multipart/form-data; boundary=a']],
    ['a folded line', [...plainLines, 'x-a: 1', ' 2']],
    ['no space behind a colon', [...plainLines, 'x-a:1']],
    ['two spaces behind a colon', [...plainLines, 'x-a:  1']],
    ['a space before a colon', [...plainLines, 'x-a : 1']],
    ['a space at the end of a line', [...plainLines, 'x-a: 1 ']],
    ['an empty value', [...plainLines, 'x-a: ']],
    ['no name', [...plainLines, ': 1']],
    ['no colon', [...plainLines, 'x-a']],
    ['a lone line feed', [...plainLines, 'x-a: 1\nx-b: 2']],
    ['a lone carriage return', [...plainLines, 'x-a: 1\rx-b: 2']],
    ['a NUL', [...plainLines, 'x-a: \0']],
    ['a name that is none', [...plainLines, 'x(a): 1']],
    ['a signed length', ['POST /v1/x HTTP/1.1', 'host: a', 'content-length: +2']],
    ['a length with a zero before it', ['POST /v1/x HTTP/1.1', 'host: a', 'content-length: 02']],
    ['a list of lengths', ['POST /v1/x HTTP/1.1', 'host: a', 'content-length: 2, 2']],
    ['a long body', ['POST /v1/x HTTP/1.1', 'host: a', 'content-length: 65537']],
    ['a long head', [...plainLines, `x-a: ${'a'.repeat(8_192)}`]],
    ['many headers', [...plainLines, ...Array.from({ length: 63 }, (_, at) => `x-${at}: 1`)]],
  ]
  for (const [what, lines] of others) {
    it(`is none with ${what}`, () => assert.equal(readPlainRequest(bytesOf(lines)), null))
  }

  it('costs no more where it is none: no head is read in many ways', () => {
    const line = `x: ${'a '.repeat(2_000)}`
    assert.equal(readPlainRequest(bytesOf([...plainLines, line, `${line}\u0001`])), null)
  })
})

/** What Node's server makes of the same bytes; null where it refuses them, or finds more or less than one request. */
async function readByNode(bytes: Buffer): Promise<object | null> {
  const found: Promise<object>[] = []
  let isRefused = false
  const server = createServer({ requireHostHeader: true }, (request, response) => {
    found.push(toldOf(request))
    response.end()
  })
  server.on('clientError', () => (isRefused = true))
  const socket = new Duplex({ read() {}, write: (_bytes, _encoding, done) => done() })
  socket.on('error', () => {})
  server.emit('connection', socket)
  socket.push(bytes)
  await new Promise((resolve) => setImmediate(resolve))
  socket.destroy()
  await once(socket, 'close')
  const [first, second] = found
  return isRefused || first === undefined || second !== undefined ? null : first
}

async function toldOf(request: IncomingMessage): Promise<object> {
  const { method, url, rawHeaders } = request
  const headers = rawHeaders.map((text, at) => (at % 2 === 0 ? text.toLowerCase() : text))
  const body = await request.toArray()
  return { route: `${method} ${url}`, headers, body: Buffer.concat(body).toString('latin1') }
}

describe('what is taken for a plain request', () => {
  const ours = fc
    .tuple(fc.constantFrom('x-a', 'X-B', 'x-c', '__proto__', 'x a'), fc.string({ maxLength: 6 }))
    .map(([name, value]) => `${name}: ${value}`)
  const framing = fc.constantFrom(
    'Host: b',
    'content-length: 3',
    'transfer-encoding: chunked',
    'expect: 100-continue',
    'upgrade: h2c',
    'connection: keep-alive',
    'content-type: application/json',
  )
  const usual = <Value>(value: Value, ...others: Value[]) =>
    fc.oneof({ arbitrary: fc.constant(value), weight: 8 }, fc.constantFrom(...others))
  const message = fc.record({
    lines: fc.array(fc.oneof(ours, ours, framing), { maxLength: 3 }),
    lineBreak: usual('\r\n', '\n', '\r'),
    body: usual('{}', '{', '{} ', '', '{}POST / HTTP/1.1\r\n\r\n'),
    /** Which byte of the whole is changed. */
    at: fc.option(fc.nat(90), { freq: 1 }),
    byte: fc.constantFrom(...Buffer.from(' \t\r\n\0:,;aZ0')),
  })

  it('is read by Node in the same way, whatever was done to it', async () => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(message, async ({ lines, lineBreak, body, at, byte }) => {
        const head = [...plainLines, ...lines, '', ''].join(lineBreak)
        const bytes = Buffer.from(head + body, 'latin1')
        if (at !== null && at < bytes.length) bytes[at] = byte
        const request = readPlainRequest(bytes)
        if (!(request instanceof PlainRequest)) return
        taken++
        const { route, rawHeaders: headers, body: read } = request
        const told = { route, headers, body: read.toString('latin1') }
        assert.deepEqual(told, await readByNode(bytes))
      }),
      { numRuns: 3_000 },
    )
    assert.ok(taken > 200, `${taken} were taken`)
  })
})
