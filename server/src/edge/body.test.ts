import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { describe, it } from 'node:test'
import zlib from 'node:zlib'
import * as fc from 'fast-check'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { dropRest, parseJsonBody, readBody } from './body.ts'

/** A request as the body reader sees it: a stream with headers. */
function requestOf(
  pieces: readonly Uint8Array[],
  headers: Record<string, string> = {},
): IncomingMessage {
  const stream = new PassThrough()
  for (const piece of pieces) stream.write(piece)
  stream.end()
  return Object.assign(stream, { headers }) as unknown as IncomingMessage
}

const codeOf = (code: string) => (error: unknown) =>
  error instanceof GatewayError && error.code === code

describe('the body of a request', () => {
  it('is the same however its bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 50 })), async (pieces) => {
        const read = await readBody(requestOf(pieces), 10_000)
        assert.deepEqual(read, Buffer.concat(pieces))
      }),
    )
  })

  it('may have as many bytes as the limit, and not one more', async () => {
    const bytes = Buffer.alloc(100, 'x')
    assert.deepEqual(await readBody(requestOf([bytes]), 100), bytes)
    await assert.rejects(readBody(requestOf([bytes]), 99), codeOf('body_too_large'))
    const halves = [bytes.subarray(50), bytes.subarray(50)]
    await assert.rejects(readBody(requestOf(halves), 99), codeOf('body_too_large'))
  })

  it('holds no memory but its own, as it may live as long as a stream', async () => {
    const halves = [Buffer.from('one half,'), Buffer.from('and another')]
    const pieces = await readBody(requestOf(halves), 100)
    assert.deepEqual([String(pieces), pieces.buffer.byteLength], ['one half,and another', 20])
    const gzip = { 'content-encoding': 'gzip' }
    const packed = await readBody(requestOf([zlib.gzipSync('x'.repeat(90))], gzip), 100)
    assert.deepEqual([packed.length, packed.buffer.byteLength], [90, 90])
  })

  it('is refused where it was cut off before anybody read it', async () => {
    const request = requestOf([])
    request.destroy()
    await assert.rejects(readBody(request, 100), codeOf('invalid_json'))
  })

  it('is refused by its announced length before it is read', async () => {
    const request = requestOf([], { 'content-length': '1000' })
    await assert.rejects(readBody(request, 999), codeOf('body_too_large'))
  })

  it('is decompressed, and its limit counts for what comes out', async () => {
    const text = Buffer.alloc(5_000, 'x')
    for (const [encoding, compress] of [
      ['gzip', zlib.gzipSync],
      ['X-Gzip', zlib.gzipSync],
      ['deflate', zlib.deflateSync],
      ['br', zlib.brotliCompressSync],
      ['zstd', zlib.zstdCompressSync],
    ] as const) {
      const request = () => requestOf([compress(text)], { 'content-encoding': encoding })
      assert.deepEqual(await readBody(request(), 5_000), text, encoding)
      await assert.rejects(readBody(request(), 4_999), codeOf('body_too_large'), encoding)
    }
    for (const encoding of ['identity', ' Identity ']) {
      const request = requestOf([text], { 'content-encoding': encoding })
      assert.deepEqual(await readBody(request, 5_000), text)
    }
  })

  it('is refused in an encoding that nobody knows, also where an object has such a name', async () => {
    for (const encoding of ['compress', 'gzip, br', 'constructor', '__proto__', 'tostring', '']) {
      const request = requestOf([Buffer.from('{}')], { 'content-encoding': encoding })
      await assert.rejects(readBody(request, 100), codeOf('unsupported_content_encoding'), encoding)
    }
  })

  it('is no bug of ours when the client breaks it off', async () => {
    const request = new PassThrough()
    const reading = readBody(
      Object.assign(request, { headers: {} }) as unknown as IncomingMessage,
      100,
    )
    request.write('half')
    request.destroy(new Error('aborted'))
    await assert.rejects(reading, codeOf('invalid_json'))
  })
})

describe('a body of JSON', () => {
  it('is what it says', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        if (text.includes('__proto__')) return
        assert.deepEqual(parseJsonBody(Buffer.from(text)), JSON.parse(text))
      }),
    )
  })

  it('nests 100 levels deep and no deeper', () => {
    const nested = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth))
    parseJsonBody(nested(100))
    assert.throws(() => parseJsonBody(nested(102)), codeOf('body_too_deep'))
    assert.throws(() => parseJsonBody(nested(1_000_000)), codeOf('body_too_deep'))
  })

  it('has no key that could poison an object, however it is written', () => {
    for (const text of [
      '{"__proto__":1}',
      '[{"a":{"__proto__":{}}}]',
      '{"\\u005f\\u005fproto__":1}',
    ]) {
      assert.throws(() => parseJsonBody(Buffer.from(text)), codeOf('forbidden_key'), text)
    }
    parseJsonBody(Buffer.from('{"a":"__proto__","proto":1}'))
  })

  it('has no more values than anybody needs, as each costs more than its bytes', () => {
    const many = '{},'.repeat(600_000)
    assert.throws(() => parseJsonBody(Buffer.from(`[${many}{}]`)), codeOf('body_too_large'))
    const numbers = '1,'.repeat(600_000)
    assert.equal((parseJsonBody(Buffer.from(`[${numbers}1]`)) as unknown[]).length, 600_001)
  })

  it('may have any text, however it looks', () => {
    for (const text of ['{},[],', '\\', '"', '\\"{,', '{,\\\\']) {
      const content = text.repeat(Math.ceil(2_500_000 / text.length))
      assert.deepEqual(parseJsonBody(Buffer.from(JSON.stringify({ content }))), { content })
    }
  })

  it('is UTF-8', () => {
    assert.throws(() => parseJsonBody(Buffer.from('"\u00ff"', 'latin1')), codeOf('invalid_json'))
    assert.equal(parseJsonBody(Buffer.from('"ñ 키"')), 'ñ 키')
  })
})

describe('the rest of a refused body', () => {
  it('is cut off after a while, be it ever so little', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    const request = Object.assign(new PassThrough(), { headers: {} }) as unknown as IncomingMessage
    dropRest(request)
    context.mock.timers.tick(4_999)
    assert.equal(request.destroyed, false)
    context.mock.timers.tick(1)
    assert.equal(request.destroyed, true)
  })

  it('keeps no timer once it has come', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    const request = requestOf([Buffer.from('x')])
    const destroyed = context.mock.method(request, 'destroy')
    dropRest(request)
    await once(request, 'close')
    const callsBefore = destroyed.mock.callCount()
    context.mock.timers.tick(60_000)
    assert.equal(destroyed.mock.callCount(), callsBefore)
  })
})
