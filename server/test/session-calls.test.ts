import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type Browser, setUp } from './fakes/browser.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { errorOf, TestServer } from './fakes/server.ts'
import { FakeUpstream } from './fakes/upstream.ts'

const small = { model: 'sim-mini', max_tokens: 2 }

describeOnEveryEngine('a call of /v1 with a session', (engine) => {
  it('has the scopes of an owner and is logged with the person', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ engine, upstream })
    const browser = await setUp(server)
    const headers = { cookie: browser.cookie, 'x-llavero-feature': 'playground' }
    assert.equal((await server.chat({}, { headers })).status, 200)
    const row = await server.row()
    const { person } = await browser.read<{ person: { id: string } }>('/api/session')
    assert.deepEqual([row.person_id, row.key_id, row.feature], [person.id, null, 'playground'])
    const models = await server.fetch('/v1/models', { headers: { cookie: browser.cookie } })
    assert.equal(models.status, 200)
  })

  it('is refused when another origin makes it, and not when nobody says who does', async () => {
    await using server = await TestServer.start({ engine })
    const { cookie } = await setUp(server)
    const host = new URL(server.url).host
    const cases: readonly [headers: Record<string, string>, status: number][] = [
      [{ 'sec-fetch-site': 'cross-site' }, 403],
      [{ 'sec-fetch-site': 'same-site' }, 403],
      [{ 'sec-fetch-site': 'same-site', origin: `http://${host}` }, 403],
      [{ origin: 'http://127.0.0.1:1' }, 403],
      [{ origin: 'null' }, 403],
      [{ 'sec-fetch-site': 'same-origin' }, 200],
      [{ origin: `http://${host}` }, 200],
      [{}, 200],
    ]
    for (const [headers, status] of cases) {
      const response = await server.chat(small, { headers: { cookie, ...headers } })
      assert.equal(response.status, status, JSON.stringify(headers))
      if (status === 403) assert.equal((await errorOf(response)).code, 'cross_origin_session')
    }
    const files = await server.fetch('/v1/files/file-x', {
      method: 'DELETE',
      headers: { cookie, origin: 'http://127.0.0.1:1' },
    })
    assert.equal((await errorOf(files)).code, 'cross_origin_session')
  })

  it('goes after a key: a right one is charged, a wrong one refused', async () => {
    await using server = await TestServer.start({ engine })
    const { cookie } = await setUp(server)
    const { id, key } = await server.createKey()
    // What was sent on purpose needs no proof of its origin.
    const headers = { cookie, origin: 'http://127.0.0.1:1' }
    assert.equal((await server.chat(small, { key, headers })).status, 200)
    const row = await server.row()
    assert.deepEqual([row.key_id, row.person_id], [id, null])
    const wrong = await server.chat(small, { key: 'sk-llv-nonsense', headers: { cookie } })
    assert.equal((await errorOf(wrong)).code, 'invalid_api_key')
  })

  it('is refused when the session is over, though the simulator is open to everybody', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const { cookie } = browser
    await leave(browser)
    for (const token of [cookie, 'llavero_session=guess']) {
      const error = await errorOf(await server.chat(small, { headers: { cookie: token } }))
      assert.deepEqual([error.status, error.code], [401, 'unauthenticated'])
    }
    assert.equal((await server.chat(small)).status, 200)
  })
})

async function leave(browser: Browser): Promise<void> {
  assert.equal((await browser.ask('DELETE', '/api/session')).status, 200)
}
