import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, describe, it } from 'node:test'
import { Readable } from 'node:stream'
import tls from 'node:tls'
import * as fc from 'fast-check'
import { loopbackCertificate } from '../../../test/fixtures/loopback-certificate.ts'
import { Egress } from '../egress.ts'
import { EgressRefusal } from '../policy.ts'
import { type HttpRequest, HttpTimeout, type ResponseControl } from './exchange.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Gets each connection's requests, whole; answers with whatever bytes it likes, when it likes. */
type Behaviour = (socket: Socket, request: string, connectionIndex: number) => void

interface Upstream {
  readonly url: URL
  readonly sockets: Socket[]
}

async function upstream(behave: Behaviour, secure?: tls.TlsOptions): Promise<Upstream> {
  const sockets: Socket[] = []
  const serve = (socket: Socket) => {
    const index = sockets.push(socket) - 1
    let text = ''
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      const blank = text.indexOf('\r\n\r\n')
      const length = Number(/content-length: (\d+)/.exec(text)?.[1] ?? 0)
      if (blank === -1 || text.length < blank + 4 + length) return
      const request = text.slice(0, blank + 4 + length)
      text = text.slice(request.length)
      behave(socket, request, index)
    })
  }
  const server = secure === undefined ? createServer(serve) : tls.createServer(secure, serve)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
    return once(server, 'close')
  })
  const { port } = server.address() as AddressInfo
  return { url: new URL(`${secure === undefined ? 'http' : 'https'}://127.0.0.1:${port}`), sockets }
}

function clientOf(url: URL, egress = new Egress()) {
  closers.push(() => egress.close())
  return egress.client(url, { connectTimeoutMs: 5_000 })
}

interface Answer {
  readonly status: number
  readonly headers: readonly string[]
  readonly body: string
}

type Client = ReturnType<typeof clientOf>

function ask(
  client: Client,
  request: Partial<HttpRequest> = {},
  onStart?: (control: ResponseControl) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let status = 0
    let headers: readonly string[] = []
    let body = ''
    client.dispatch(
      {
        method: 'POST',
        path: '/',
        headers: [],
        body: null,
        firstByteTimeoutMs: 60_000,
        idleTimeoutMs: 60_000,
        ...request,
      },
      {
        onResponseStart(control, startedStatus, startedHeaders) {
          status = startedStatus
          headers = startedHeaders
          onStart?.(control)
          return undefined
        },
        onResponseData(_control, piece) {
          body += piece.toString('latin1')
        },
        onResponseEnd: () => resolve({ status, headers, body }),
        onResponseError: reject,
      },
    )
  })
}

const bodyOf = (request: string) => request.slice(request.indexOf('\r\n\r\n') + 4)
const answerWith = (body: string, more = '') =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n${more}\r\n${body}`

describe('a client of one origin', () => {
  it('writes the request as it was given', async () => {
    const { url } = await upstream((socket, request) => socket.write(answerWith(request), 'latin1'))
    const client = clientOf(url)
    const headers = ['content-type', 'application/json', 'x-a', 'ü']
    const { body } = await ask(client, { path: '/v1/x?y=1', headers, body: Buffer.from('{"ü":1}') })
    const lines = [
      'POST /v1/x?y=1 HTTP/1.1',
      `host: ${url.host}`,
      'content-type: application/json',
      'x-a: ü',
      'content-length: 8',
      '',
      Buffer.from('{"ü":1}').toString('latin1'),
    ]
    assert.equal(body, lines.join('\r\n'))
  })

  it('sends bodies of any bytes and size unchanged', async () => {
    const { url } = await upstream((socket, request) =>
      socket.write(answerWith(bodyOf(request)), 'latin1'),
    )
    const client = clientOf(url)
    for (const length of [0, 1, 16_384, 16_385, 3_000_000]) {
      const body = Buffer.alloc(
        length,
        Uint8Array.from({ length: 256 }, (_, index) => index),
      )
      assert.equal((await ask(client, { body })).body, body.toString('latin1'), String(length))
    }
  })

  it('sends a streamed body of the announced length, and fails with any other', async () => {
    const { url, sockets } = await upstream((socket, request) =>
      socket.write(answerWith(bodyOf(request)), 'latin1'),
    )
    const client = clientOf(url)
    const texts = ['ab', 'c'.repeat(200_000), 'd']
    const body = (more: number) => {
      const stream = Readable.from(texts, { objectMode: false })
      return { byteLength: texts.join('').length + more, stream }
    }
    for (let count = 0; count < 3; count++) {
      assert.equal((await ask(client, { body: body(0) })).body, texts.join(''))
    }
    assert.equal(sockets.length, 1)
    for (const more of [1, -1]) {
      const wrong = body(more)
      // What was sent before the fault showed may have been answered; nothing follows on its connection.
      await ask(client, { body: wrong }).catch((error: unknown) =>
        assert.ok(error instanceof Error),
      )
      assert.ok(wrong.stream.destroyed)
    }
    assert.equal((await ask(client, { body: Buffer.from('again') })).body, 'again')
    const unsent = body(0)
    await assert.rejects(ask(clientOf(new URL('http://127.0.0.1:1')), { body: unsent }))
    assert.ok(unsent.stream.destroyed)
  })

  it('refuses what would not stay in its place', async () => {
    const client = clientOf(new URL('http://127.0.0.1:1'))
    for (const headers of [
      ['a', 'b\r\nc: d'],
      ['a\r\nb', 'c'],
      ['a', 'b\n'],
      ['a', '\0'],
      ['', 'a'],
      ['a', '–'],
    ]) {
      await assert.rejects(ask(client, { headers }), TypeError)
    }
    for (const path of ['', 'x', '/a b', '/\r\n', '/ü']) {
      await assert.rejects(ask(client, { path }), TypeError)
    }
  })

  it('uses a connection again, the one used last first', async () => {
    const { url, sockets } = await upstream((socket) => socket.write(answerWith('a')))
    const client = clientOf(url)
    await Promise.all([ask(client), ask(client), ask(client)])
    assert.equal(sockets.length, 3)
    for (let count = 0; count < 5; count++) await ask(client)
    assert.equal(sockets.length, 3)
  })

  it('gives every caller the answer to its own request, whatever else happens on its connections', async () => {
    const tricks = ['plain', 'chunks', 'slow', 'surplus', 'close', 'cut', 'garbage'] as const
    const { url } = await upstream((socket, request) => {
      const text = bodyOf(request)
      const [trick] = text.split(' ')
      const whole = answerWith(text)
      const halves = [whole.slice(0, whole.length - 3), whole.slice(-3)] as const
      if (trick === 'chunks') {
        const chunks = text
          .split('')
          .map((letter) => `1\r\n${letter}\r\n`)
          .join('')
        socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`)
      } else if (trick === 'slow')
        socket.write(halves[0], () => setImmediate(() => socket.write(halves[1])))
      else if (trick === 'surplus') socket.write(whole + answerWith("somebody else's"))
      else if (trick === 'close') socket.end(whole)
      else if (trick === 'cut') socket.end(halves[0])
      else if (trick === 'garbage')
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 9\r\n\r\n${text}`)
      else socket.write(whole)
    })
    const client = clientOf(url)
    let serial = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...tricks), { minLength: 1, maxLength: 12 }),
        async (chosen) => {
          await Promise.all(
            chosen.map(async (trick) => {
              const text = `${trick} ${serial++}`
              const answer = await ask(client, { body: Buffer.from(text) }).catch(
                (error: unknown) => error,
              )
              // A late surplus may end the connection under the next request, which then fails; nobody gets it.
              if (answer instanceof Error) return
              assert.equal((answer as Answer).body, text)
              assert.ok(trick !== 'cut' && trick !== 'garbage')
            }),
          )
        },
      ),
    )
  })

  it('ends an idle connection that says something', async () => {
    const { url, sockets } = await upstream((socket) => socket.write(answerWith('a')))
    const client = clientOf(url)
    await ask(client)
    const [first] = sockets
    assert.ok(first)
    first.write(answerWith("somebody else's"))
    await once(first, 'close')
    assert.equal((await ask(client)).body, 'a')
    assert.equal(sockets.length, 2)
  })

  it('does not use a connection again that is about to close, or still reads the request', async () => {
    for (const more of ['connection: close\r\n', 'keep-alive: timeout=1\r\n']) {
      const { url, sockets } = await upstream((socket) => socket.write(answerWith('a', more)))
      const client = clientOf(url)
      await ask(client)
      await ask(client)
      assert.equal(sockets.length, 2, more)
    }
    const { url, sockets } = await upstream(() => {})
    const client = clientOf(url)
    const answer = ask(client, { body: Buffer.alloc(30_000_000) })
    while (sockets[0] === undefined) await new Promise((resolve) => setImmediate(resolve))
    sockets[0].pause().write(answerWith('too large'))
    assert.equal((await answer).body, 'too large')
    await once(sockets[0].resume(), 'close')
  })

  it('fails where there is nobody, where it may not go, and after it was closed', async () => {
    await assert.rejects(ask(clientOf(new URL('http://127.0.0.1:1'))), /ECONNREFUSED/)
    const egress = new Egress(async () => [{ address: '169.254.169.254', family: 4 }])
    await assert.rejects(ask(clientOf(new URL('http://metadata.test'), egress)), EgressRefusal)
    assert.throws(() => clientOf(new URL('http://169.254.169.254/')), EgressRefusal)

    const { url } = await upstream(() => {})
    const closing = new Egress()
    const client = clientOf(url, closing)
    const running = ask(client)
    const expected = assert.rejects(running, /was closed/)
    await closing.close()
    await expected
    await assert.rejects(ask(client), /was closed/)
  })
})

describe('the control of an answer', () => {
  it('ends the exchange with the reason, and its connection', async () => {
    const { url, sockets } = await upstream((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\na'))
    const reason = new Error('enough')
    await assert.rejects(
      ask(clientOf(url), {}, (control) => control.abort(reason)),
      reason,
    )
    await once(sockets[0] as Socket, 'close')
  })

  it('does nothing any more when its answer has ended: the connection may be another caller’s', async () => {
    const { url, sockets } = await upstream((socket) => socket.write(answerWith('a')))
    const client = clientOf(url)
    let stale: ResponseControl | undefined
    await ask(client, {}, (control) => (stale = control))
    const { body } = await ask(client, {}, () => {
      stale?.pause()
      stale?.abort(new Error('not yours'))
    })
    assert.equal(body, 'a')
    assert.equal(sockets.length, 1)
  })

  it('holds the upstream up while it is paused', async () => {
    const sent = 50_000_000
    const { url, sockets } = await upstream((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${sent}\r\n\r\n`)
      socket.write(Buffer.alloc(sent))
    })
    const started = Promise.withResolvers<ResponseControl>()
    const answer = ask(clientOf(url), {}, (control) => {
      control.pause()
      started.resolve(control)
    })
    const control = await started.promise
    assert.ok((sockets[0] as Socket).writableLength > 0)
    control.resume()
    assert.equal((await answer).body.length, sent)
  })
})

describe('deadlines', () => {
  const timeout = (phase: HttpTimeout['phase']) => (error: unknown) =>
    error instanceof HttpTimeout && error.phase === phase

  it('end an answer that does not begin, whatever interim answers come', async () => {
    const { url } = await upstream((socket) => {
      const timer = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 20)
      socket.on('close', () => clearInterval(timer))
    })
    await assert.rejects(ask(clientOf(url), { firstByteTimeoutMs: 100 }), timeout('first-byte'))
  })

  it('end an answer that stops, not one that goes on', async () => {
    const { url } = await upstream((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      let count = 0
      const timer = setInterval(() => {
        if (++count < 20) socket.write('a')
        else clearInterval(timer)
      }, 20)
    })
    let heard = 0
    const attempt = ask(
      clientOf(url),
      { firstByteTimeoutMs: 5_000, idleTimeoutMs: 250 },
      () => heard++,
    )
    await assert.rejects(attempt, timeout('idle'))
    assert.equal(heard, 1)
  })
})

describe('TLS', () => {
  const { key, cert } = loopbackCertificate
  const trusted = tls.getCACertificates('default')

  it('is spoken to an https origin, and its certificate must be that of the name', async () => {
    const { url, sockets } = await upstream(
      (socket, request) => socket.write(answerWith(bodyOf(request))),
      { key, cert },
    )
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    const named = new URL(`https://upstream.test:${url.port}`)
    await assert.rejects(ask(clientOf(named, new Egress(resolve))), /self-signed/)

    tls.setDefaultCACertificates([...trusted, cert])
    closers.push(() => tls.setDefaultCACertificates(trusted))
    const client = clientOf(named, new Egress(resolve))
    const body = Buffer.alloc(200_000, 'abc')
    assert.equal((await ask(client, { body })).body, body.toString('latin1'))
    const before = sockets.length
    assert.equal((await ask(client, { body: Buffer.from('again') })).body, 'again')
    assert.equal(sockets.length, before)

    const other = new URL(`https://other.test:${url.port}`)
    await assert.rejects(ask(clientOf(other, new Egress(resolve))), /altnames/)
  })
})
