import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request, type IncomingMessage, type RequestOptions } from 'node:http'
import { describe, it } from 'node:test'
import { WebSocket } from 'ws'
import { setUp } from './fakes/browser.ts'
import { errorOf, TestServer } from './fakes/server.ts'

const small = { model: 'sim-mini', max_tokens: 2 }
const foreign = { origin: 'http://elsewhere.example', 'sec-fetch-site': 'cross-site' }

describe('a call without a key', () => {
  it('is for programs and our own page, not for the page of another origin', async () => {
    await using server = await TestServer.start()
    const host = new URL(server.url).host
    const cases: readonly [headers: Record<string, string>, status: number][] = [
      [{}, 200],
      [{ 'sec-fetch-site': 'same-origin' }, 200],
      [{ origin: `http://${host}` }, 200],
      [foreign, 401],
      [{ 'sec-fetch-site': 'same-site' }, 401],
      [{ origin: 'http://127.0.0.1:1' }, 401],
      [{ origin: 'null' }, 401],
    ]
    for (const [headers, status] of cases) {
      const response = await server.chat(small, { headers })
      assert.equal(response.status, status, JSON.stringify(headers))
    }
    const { key } = await server.createKey()
    assert.equal((await server.chat(small, { key, headers: foreign })).status, 200)
  })

  it('calls this machine by a name of its own, which a page of another name cannot', async () => {
    await using server = await TestServer.start()
    const body = JSON.stringify({ ...small, messages: [{ role: 'user', content: 'Hi' }] })
    for (const [host, status] of [
      ['localhost:4000', 200],
      ['[::1]:4000', 200],
      ['rebound.example:4000', 401],
    ] as const) {
      const headers = { host, 'content-type': 'application/json' }
      const chat = { path: '/v1/chat/completions', method: 'POST', headers, body }
      assert.equal((await rawRequest(server, chat)).statusCode, status, host)
      const metrics = await rawRequest(server, {
        path: '/metrics',
        method: 'GET',
        headers: { host },
      })
      assert.equal(metrics.statusCode, status, host)
    }
  })

  it('cannot be made to fill the disk by a page that somebody opens', async () => {
    await using server = await TestServer.start()
    const body = new FormData()
    body.set('purpose', 'user_data')
    body.set('file', new Blob(['a']), 'a.txt')
    const response = await server.fetch('/v1/files', { method: 'POST', headers: foreign, body })
    assert.equal((await errorOf(response)).status, 401)
    const files = await server.fetch('/v1/files', { headers: foreign })
    assert.deepEqual(((await files.json()) as { data: unknown }).data, [])
  })

  it('opens no WebSocket for such a page, which could read what comes, nor with a session', async () => {
    await using server = await TestServer.start()
    const { cookie } = await setUp(server)
    const url = new URL('/v1/realtime?model=sim-mini', server.url.replace('http:', 'ws:'))
    for (const [headers, status] of [
      [foreign, 401],
      [{ ...foreign, cookie }, 403],
    ] as const) {
      const socket = new WebSocket(url, { headers })
      socket.on('error', () => {})
      const refused = once(socket, 'unexpected-response').then(([, { statusCode }]) => statusCode)
      assert.equal(await Promise.race([refused, once(socket, 'open')]), status)
      socket.terminate()
    }
  })
})

/** With a `Host` of its own, which `fetch` does not send. */
async function rawRequest(
  server: TestServer,
  { body, ...options }: RequestOptions & { readonly body?: string },
): Promise<IncomingMessage> {
  const sent = request(server.url, options).end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.resume()
  return response
}
