import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { afterEach, describe, it } from 'node:test'
import { listenOnLoopback } from '../../test/fakes/loopback.ts'
import { Egress } from './egress.ts'
import { EgressFailure } from './fetch-json.ts'
import { EgressRefusal } from './policy.ts'
import type { EgressPolicy } from './policy.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function listen(listener: RequestListener): Promise<number> {
  const server = await listenOnLoopback(listener)
  closers.push(async () => server[Symbol.asyncDispose]())
  return server.port
}

function egressWith(resolve?: ConstructorParameters<typeof Egress>[0]): Egress {
  const egress = new Egress(resolve)
  closers.push(() => egress.close())
  return egress
}

const request = (policy: EgressPolicy) => ({ policy, timeoutMs: 5000, maxBytes: 1000 })

const hello: RequestListener = (incoming, outgoing) => {
  outgoing.setHeader('content-type', 'application/json')
  outgoing.end(JSON.stringify({ path: incoming.url, host: incoming.headers.host }))
}

/** Every way to write an address of this machine that a URL understands, and some it does not. */
const LOOPBACK_HOSTS = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '017700000001',
  '0177.0.0.1',
  '%31%32%37.0.0.1',
  '127。0。0。1',
  '①②⑦.0.0.1',
  '127.0.0.1.',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[0:0:0:0:0:ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  'localhost',
]

describe('a place that an operator configured', () => {
  it('may be this machine, by name or by address', async () => {
    const port = await listen(hello)
    for (const host of ['127.0.0.1', 'localhost', '2130706433']) {
      const url = new URL(`http://${host}:${port}/v1/models?a=1`)
      const reply = await egressWith().fetchJson(url, request('configured'))
      assert.equal(reply.status, 200)
      assert.deepEqual(reply.body, { path: '/v1/models?a=1', host: url.host })
    }
  })

  it('may not be a metadata service, in any spelling or behind a name', async () => {
    const egress = egressWith(async () => [{ address: '169.254.169.254', family: 4 }])
    const hosts = [
      '169.254.169.254',
      '2852039166',
      '0xa9fea9fe',
      '[::ffff:a9fe:a9fe]',
      'innocent.test',
    ]
    for (const host of hosts) {
      const url = new URL(`http://${host}/latest/meta-data/`)
      await assert.rejects(egress.fetchJson(url, request('configured')), EgressRefusal, host)
    }
  })

  it('may not carry a password, nor another scheme than HTTP', async () => {
    for (const url of [
      'http://user:canary@127.0.0.1/',
      'file:///etc/passwd',
      'gopher://127.0.0.1/',
    ]) {
      await assert.rejects(egressWith().fetchJson(new URL(url), request('configured')), (error) => {
        assert.ok(error instanceof EgressRefusal)
        return !error.message.includes('canary')
      })
    }
  })
})

describe('a place that a request named', () => {
  it('may not be this machine, however it is spelled', async () => {
    const egress = egressWith()
    for (const host of LOOPBACK_HOSTS) {
      for (const [scheme, policy] of [
        ['https', 'public'],
        ['http', 'public-plain'],
      ] as const) {
        const url = new URL(`${scheme}://${host}/`)
        await assert.rejects(egress.fetchJson(url, request(policy)), EgressRefusal, url.href)
      }
    }
  })

  it('may use HTTPS on 443 only, and HTTP on 80 only where that was allowed', async () => {
    const egress = egressWith(async () => [{ address: '127.0.0.1', family: 4 }])
    const refused: [string, EgressPolicy][] = [
      ['http://example.test/', 'public'],
      ['https://example.test:8443/', 'public'],
      ['https://example.test:80/', 'public-plain'],
      ['http://example.test:22/', 'public-plain'],
    ]
    for (const [url, policy] of refused) {
      await assert.rejects(egress.fetchJson(new URL(url), request(policy)), /may not use/, url)
    }
  })

  it('is refused when only one of its addresses is private', async () => {
    const egress = egressWith(async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ])
    const attempt = egress.fetchJson(new URL('https://mixed.test/'), request('public'))
    await assert.rejects(attempt, (error) => {
      assert.ok(error instanceof EgressRefusal)
      return !error.message.includes('10.0.0.1')
    })
  })
})

describe('a name that changes its mind (DNS rebinding)', () => {
  it('is judged by the very answer that is connected to', async () => {
    const answers = ['127.0.0.1', '169.254.169.254']
    let asked = 0
    const egress = egressWith(async () => {
      const address = answers[asked] ?? '169.254.169.254'
      asked += 1
      return [{ address, family: 4 }]
    })
    const port = await listen((_, outgoing) => outgoing.setHeader('connection', 'close').end('{}'))
    const url = new URL(`http://rebinding.test:${port}/`)

    const first = await egress.fetchJson(url, request('configured'))
    assert.equal(first.status, 200)
    assert.equal(asked, 1, 'one connection asks once')
    await assert.rejects(egress.fetchJson(url, request('configured')), EgressRefusal)
    assert.equal(asked, 2)
  })
})

describe('a small exchange', () => {
  it('does not follow a redirect', async () => {
    const paths: (string | undefined)[] = []
    const port = await listen((incoming, outgoing) => {
      paths.push(incoming.url)
      outgoing.writeHead(302, { location: '/elsewhere' }).end()
    })
    const url = new URL(`http://127.0.0.1:${port}/`)
    const reply = await egressWith().fetchJson(url, request('configured'))
    assert.equal(reply.status, 302)
    assert.deepEqual(paths, ['/'])
  })

  it('sends JSON and headers', async () => {
    let received = ''
    let authorization: string | undefined
    const port = await listen(async (incoming, outgoing) => {
      authorization = incoming.headers.authorization
      for await (const chunk of incoming) received += String(chunk)
      outgoing.end('{"ok":true}')
    })
    const reply = await egressWith().fetchJson(new URL(`http://127.0.0.1:${port}/`), {
      ...request('configured'),
      method: 'POST',
      headers: { authorization: 'Bearer x' },
      body: { a: 1 },
    })
    assert.deepEqual(reply, { status: 200, body: { ok: true } })
    assert.equal(authorization, 'Bearer x')
    assert.equal(received, '{"a":1}')
  })

  it('gives no body where the answer is not JSON', async () => {
    const port = await listen((_, outgoing) => outgoing.end('<html>'))
    const url = new URL(`http://127.0.0.1:${port}/`)
    assert.deepEqual(await egressWith().fetchJson(url, request('configured')), {
      status: 200,
      body: undefined,
    })
  })

  it('gives up on an answer that is too large, too slow, or that never comes', async () => {
    const endless = await listen((_, outgoing) => outgoing.end('x'.repeat(5000)))
    const silent = await listen(() => {})
    const cases: [string, number, string][] = [
      [`http://127.0.0.1:${endless}/`, 5000, 'too_large'],
      [`http://127.0.0.1:${silent}/`, 50, 'timeout'],
      ['http://127.0.0.1:1/', 5000, 'unreachable'],
    ]
    for (const [url, timeoutMs, fault] of cases) {
      const attempt = egressWith().fetchJson(new URL(url), { ...request('configured'), timeoutMs })
      await assert.rejects(
        attempt,
        (error) => error instanceof EgressFailure && error.fault === fault,
      )
    }
  })
})

describe('pools', () => {
  it('are shared by the calls to one origin, and kept apart by policy', () => {
    const egress = egressWith()
    const timeouts = { connectTimeoutMs: 1000 }
    const pool = egress.pool(new URL('https://api.example.test/v1'), 'configured', timeouts)
    assert.equal(egress.pool(new URL('https://api.example.test/v2'), 'configured', timeouts), pool)
    assert.notEqual(egress.pool(new URL('https://api.example.test/'), 'public', timeouts), pool)
  })
})
