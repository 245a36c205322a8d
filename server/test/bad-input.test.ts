import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import zlib from 'node:zlib'
import * as fc from 'fast-check'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { errorOf, TestServer } from './fakes/server.ts'

const chatPath = '/v1/chat/completions'
const maxBodyBytes = 256 * 1024
const goodText = JSON.stringify({
  model: 'sim-mini',
  max_tokens: 2,
  messages: [{ role: 'user', content: 'Hi.' }],
})

describe('bad input', () => {
  let server: TestServer

  before(async () => {
    server = await TestServer.start({ settings: { LLAVERO_MAX_BODY_BYTES: String(maxBodyBytes) } })
  })
  after(() => server[Symbol.asyncDispose]())

  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    server.fetch(chatPath, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })

  const refused = async (response: Response, status: number, code: string | null) => {
    assert.match(response.headers.get('x-request-id') ?? '', /^req_[0-9a-f]{32}$/)
    const error = await errorOf(response)
    assert.deepEqual([error.status, error.code], [status, code], error.message)
    await isWell()
  }

  async function isWell(): Promise<void> {
    const response = await post(goodText)
    assert.equal(response.status, 200)
    await response.text()
  }

  for (const [name, text] of [
    ['no body', ''],
    ['half an object', '{"model": "sim-mini", "mess'],
    ['two values', '{} {}'],
    ['a trailing comma', '{"model": "sim-mini",}'],
    ['a bare word', 'hello'],
    ['a NaN', '{"temperature": NaN}'],
  ] as const) {
    it(`is refused as JSON: ${name}`, async () => refused(await post(text), 400, null))
  }

  it('is refused as text where it is not UTF-8', async () => {
    const bytes = Buffer.from(goodText.replace('Hi.', '\u00ff'), 'latin1')
    await refused(await post(bytes), 400, null)
  })

  for (const text of [
    'null',
    '[]',
    '"text"',
    '7',
    'true',
    '{}',
    '{"model":7}',
    '{"model":"sim-mini","messages":{}}',
  ]) {
    it(`is refused as a chat request: ${text}`, async () => {
      const error = await errorOf(await post(text))
      assert.equal(error.status, 400)
      assert.equal(error.type, 'invalid_request_error')
      await isWell()
    })
  }

  it('is refused where it nests too deeply, however deep', async () => {
    for (const depth of [101, 10_000, 100_000]) {
      const text = `{"model":"sim-mini","messages":${'['.repeat(depth)}${']'.repeat(depth)}}`
      await refused(await post(text), 400, 'body_too_deep')
    }
    const objects = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
    await refused(await post(objects), 400, 'body_too_deep')
  })

  it('is refused where a key could poison an object, at any depth', async () => {
    for (const text of [
      '{"__proto__":{"isAdmin":true},"model":"sim-mini","messages":[{"role":"user","content":"Hi."}]}',
      '{"model":"sim-mini","messages":[{"role":"user","content":"Hi.","__proto__":{"isAdmin":true}}]}',
      '{"model":"sim-mini","messages":[{"role":"user","content":"Hi."}],"metadata":{"\\u005f_proto__":{}}}',
    ]) {
      await refused(await post(text), 400, 'forbidden_key')
    }
    assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined)
  })

  it('is refused where it is larger than the limit, announced or not', async () => {
    const huge = 'x'.repeat(maxBodyBytes + 1)
    await refused(await post(huge), 413, 'body_too_large')
    const unannounced = new ReadableStream({
      start(controller) {
        for (let piece = 0; piece < 40; piece++) controller.enqueue(Buffer.alloc(16 * 1024, 'x'))
        controller.close()
      },
    })
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      body: unannounced,
      duplex: 'half',
    }
    await refused(await server.fetch(chatPath, init), 413, 'body_too_large')
  })

  for (const [name, header, status] of [
    ['larger than the limit', 'x-a: b', 413],
    ['sent with a wrong key', 'authorization: Bearer wrong', 401],
  ] as const) {
    it(`is answered and then cut off where it is ${name} and never ends`, async () => {
      const { hostname, port } = new URL(server.url)
      const socket = connect(Number(port), hostname)
      let answer = ''
      socket.on('data', (bytes: Buffer) => (answer += bytes.toString('latin1')))
      // Written to after it was cut off.
      socket.on('error', () => {})
      const piece = `10000\r\n${'x'.repeat(0x10000)}\r\n`
      const goOn = () => {
        while (socket.writable && socket.write(piece));
      }
      socket.on('drain', goOn)
      socket.write(
        `POST ${chatPath} HTTP/1.1\r\nhost: localhost\r\n${header}\r\ntransfer-encoding: chunked\r\n\r\n`,
      )
      goOn()
      await new Promise((resolve) => socket.once('close', resolve))
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `))
      assert.ok(socket.bytesWritten < 64 * 1024 * 1024, `${socket.bytesWritten} bytes were sent`)
      await isWell()
    })
  }

  for (const [encoding, compress] of [
    ['gzip', zlib.gzipSync],
    ['deflate', zlib.deflateSync],
    ['br', zlib.brotliCompressSync],
    ['zstd', zlib.zstdCompressSync],
  ] as const) {
    it(`is taken as ${encoding}, but no bomb and no garbage`, async () => {
      const headers = { 'content-encoding': encoding }
      const good = await post(Buffer.from(compress(Buffer.from(goodText))), headers)
      assert.equal(good.status, 200)
      await good.text()

      const bomb = Buffer.from(compress(Buffer.alloc(64 * 1024 * 1024, ' ')))
      assert.ok(bomb.length < maxBodyBytes)
      await refused(await post(bomb, headers), 413, 'body_too_large')
      await refused(await post(goodText, headers), 400, null)
      const half = Buffer.from(compress(Buffer.from(goodText))).subarray(0, 20)
      await refused(await post(half, headers), 400, null)
    })
  }

  for (const encoding of ['lzma', 'gzip, gzip', 'constructor', '__proto__', 'identity;q=1']) {
    it(`is refused in the encoding '${encoding}'`, async () =>
      refused(
        await post(goodText, { 'content-encoding': encoding }),
        415,
        'unsupported_content_encoding',
      ))
  }

  it('does no harm when the body ends before its time', async () => {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      `POST ${chatPath} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 500\r\n\r\n${goodText}`,
    )
    await once(socket, 'connect')
    socket.end()
    socket.resume()
    await once(socket, 'close')
    await isWell()
  })

  for (const [name, request, status] of [
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      400,
    ],
    [
      'a path that is no path',
      'GET /v1/models/%zz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n',
      404,
    ],
    ['no host', `POST ${chatPath} HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}`, 400],
    [
      'two hosts',
      `POST ${chatPath} HTTP/1.1\r\nhost: localhost\r\nHost: other\r\nconnection: close\r\ncontent-length: ${goodText.length}\r\n\r\n${goodText}`,
      400,
    ],
    [
      'an unknown expectation',
      `POST ${chatPath} HTTP/1.1\r\nhost: localhost\r\nexpect: a-pony\r\ncontent-length: 2\r\n\r\n{}`,
      417,
    ],
    [
      'endless extensions of a chunk',
      `POST ${chatPath} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n2;${'x'.repeat(20_000)}\r\n{}`,
      413,
    ],
    [
      'a WebSocket without its key',
      'GET /v1/realtime?model=sim-mini HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
      400,
    ],
    [
      'a WebSocket at what is no path',
      'GET //[ HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
      404,
    ],
    [
      'a WebSocket without a host',
      'GET /v1/realtime?model=sim-mini HTTP/1.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
      400,
    ],
    [
      'a WebSocket by POST',
      'POST /v1/realtime?model=sim-mini HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
      405,
    ],
  ] as const) {
    it(`is answered in our shape: ${name}`, async () => {
      const answer = await say(request)
      const [head = '', body = ''] = answer.split('\r\n\r\n')
      assert.equal(Number(/^HTTP\/1\.1 (\d+) /.exec(head)?.[1]), status, answer)
      assert.match(head, /^x-request-id: req_[0-9a-f]{32}\r?$/m)
      await errorOf(new Response(body, { status }))
      await isWell()
    })
  }

  /** All that comes back, up to the end of the connection. */
  async function say(text: string): Promise<string> {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.write(text)
    return Buffer.concat((await Array.fromAsync(socket)) as Buffer[]).toString('utf8')
  }

  it('is refused where two lines of a header carry different keys; the same key twice is one', async () => {
    const [one, two] = [await server.createKey(), await server.createKey()]
    const statusOf = async (path: string, ...lines: string[]) => {
      const { hostname, port } = new URL(server.url)
      const socket = connect(Number(port), hostname)
      const head = [
        'host: localhost',
        'connection: close',
        `content-length: ${goodText.length}`,
        ...lines,
      ]
      socket.write(`${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${goodText}`)
      const answer = Buffer.concat((await Array.fromAsync(socket)) as Buffer[]).toString('utf8')
      return (
        /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] + (/conflicting_api_keys/.exec(answer)?.[0] ?? '')
      )
    }
    for (const path of [`POST ${chatPath}`, 'GET /v1/models']) {
      for (const header of ['Authorization: Bearer ', 'X-Api-Key: ', 'API-KEY: ']) {
        const [first, second] = [header + one.key, header.toLowerCase() + two.key]
        assert.equal(await statusOf(path, first, second), '401conflicting_api_keys')
        assert.equal(await statusOf(path, first, header.toLowerCase() + one.key), '200')
      }
    }
  })

  it('is refused under a wrong address or method', async () => {
    for (const path of [
      '/v1/nothing',
      '/',
      '/v1',
      '/v1/chat',
      '/v1/chat/completions/',
      '/api/nothing',
      '/v1/..%2fapi',
    ]) {
      await refused(await server.fetch(path), 404, null)
      await refused(await server.fetch(path, { method: 'POST', body: goodText }), 404, null)
    }
    for (const [method, path, allowed] of [
      ['PUT', chatPath, 'GET, HEAD, POST'],
      ['DELETE', chatPath, 'GET, HEAD, POST'],
      ['POST', '/v1/models', 'GET, HEAD'],
      ['PUT', '/healthz', 'GET, HEAD'],
      ['PATCH', '/api/keys', 'GET, HEAD, POST'],
    ] as const) {
      const response = await server.fetch(path, { method })
      assert.equal(response.headers.get('allow'), allowed)
      await refused(response, 405, null)
    }
  })

  it('is none when it only looks, nor when the address is written in full', async () => {
    for (const path of ['/healthz', '/v1/models']) {
      const response = await server.fetch(path, { method: 'HEAD' })
      assert.deepEqual([response.status, await response.text()], [200, ''], path)
    }
    const told = await say(
      `POST http://localhost${chatPath}?a HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n` +
        `content-length: ${goodText.length}\r\n\r\n${goodText}`,
    )
    assert.match(told, /^HTTP\/1.1 200 /)
  })

  it('is refused where a parameter of a query is given twice', async () => {
    const { key } = await server.createKey()
    const headers = { authorization: `Bearer ${key}` }
    const error = await errorOf(await server.fetch('/v1/files?limit=1&limit=2', { headers }))
    assert.deepEqual(
      [error.status, error.param, error.message],
      [400, 'limit', "Invalid 'limit': it may be given only once."],
    )
  })

  it('is refused in the admin API, too', async () => {
    const setup = (body: string, headers: Record<string, string> = {}) =>
      server.fetch('/api/setup', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      })
    await refused(await setup('{"code"'), 400, null)
    await refused(await setup('{"__proto__":1}'), 400, 'forbidden_key')
    await refused(await setup(`${'['.repeat(5_000)}${']'.repeat(5_000)}`), 400, 'body_too_deep')
    await refused(await setup('x'.repeat(2 * 1024 * 1024)), 413, 'body_too_large')
    await refused(
      await setup('a=b', { 'content-type': 'text/csv' }),
      415,
      'unsupported_content_type',
    )
    await refused(await setup('{"cod":"x"}'), 400, 'missing_required_parameter')
  })

  it('is always refused with a 4xx in our shape: 1,000 random bodies', async () => {
    const anyJson = fc.jsonValue({ maxDepth: 4 })
    const nearlyRight = fc.record(
      {
        model: fc.oneof(fc.constant('sim-none'), anyJson),
        messages: fc.oneof(
          fc.array(fc.record({ role: fc.constantFrom('user', 'tool', 'x'), content: anyJson })),
          anyJson,
        ),
        temperature: anyJson,
        n: anyJson,
        stop: anyJson,
        tools: anyJson,
        response_format: anyJson,
        stream: anyJson,
        logit_bias: anyJson,
        simulation: anyJson,
      },
      { requiredKeys: ['model', 'messages'] },
    )
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
      fc.string({ unit: 'binary', maxLength: 300 }).map((text) => Buffer.from(text)),
      anyJson.map((value) => Buffer.from(JSON.stringify(value))),
      nearlyRight.map((value) => Buffer.from(JSON.stringify(value))),
    )
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => {
        const response = await post(body)
        assert.ok(response.status >= 400 && response.status < 500, `${response.status}`)
        await errorOf(response)
      }),
      { numRuns: 1_000, seed: 20_261_121 },
    )
    await isWell()
  })
})

describeOnEveryEngine('the request log', (engine) => {
  it('takes whatever a client calls a model, and goes on', async () => {
    await using server = await TestServer.start({ engine })
    const { key } = await server.createKey()
    const names = [
      'a\0b',
      '\ud800',
      '\udc00 lone',
      '키'.repeat(256),
      "'; drop table request_log; --",
    ]
    for (const model of names) {
      const error = await errorOf(await server.chat({ model }, { key }))
      assert.deepEqual([error.status, error.code], [404, 'model_not_found'])
    }
    const tooLong = await errorOf(await server.chat({ model: '키'.repeat(257) }, { key }))
    assert.deepEqual([tooLong.status, tooLong.code], [400, 'string_above_max_length'])
    const rows = await server.rows(names.length)
    assert.equal(rows[0]?.model_asked, names.at(-1))
  })
})
