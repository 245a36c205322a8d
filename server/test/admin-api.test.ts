import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CreatedKeyObject } from '@llavero/protocol/control/keys.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import type { SessionObject } from '@llavero/protocol/control/setup.ts'
import type { UsageSummary } from '@llavero/protocol/control/usage.ts'
import { Browser, owner, setUp } from './fakes/browser.ts'
import { errorOf, TestServer } from './fakes/server.ts'

const { password } = owner

const closedPaths = [
  '/api/keys',
  '/api/providers',
  '/api/routes',
  '/api/prices',
  '/api/requests',
  '/api/usage',
  '/api/session',
]

describe('the admin API', () => {
  it('is closed until an owner exists', async () => {
    await using server = await TestServer.start()
    for (const path of closedPaths) {
      const error = await errorOf(await server.fetch(path))
      assert.deepEqual([error.status, error.code], [403, 'setup_required'], path)
    }
    const login = await new Browser(server).ask('POST', '/api/session', {
      email: owner.email,
      password,
    })
    assert.equal((await errorOf(login)).code, 'setup_required')
    const { key } = await server.createKey()
    const error = await errorOf(
      await server.fetch('/api/keys', { headers: { authorization: `Bearer ${key}` } }),
    )
    assert.equal(error.code, 'setup_required', 'a key of the data plane opens nothing here')
  })

  it('takes its first owner by the code of the process, once', async () => {
    await using server = await TestServer.start()
    const code = server.ownerCode
    const stranger = new Browser(server)
    const wrong = await errorOf(
      await stranger.ask('POST', '/api/setup', { ...owner, code: 'AAAA-AAAA' }),
    )
    assert.deepEqual([wrong.status, wrong.code], [403, 'invalid_setup_code'])

    await new Browser(server).signIn('POST', '/api/setup', { ...owner, code })
    const again = await errorOf(await stranger.ask('POST', '/api/setup', { ...owner, code }))
    assert.deepEqual([again.status, again.code], [409, 'setup_completed'])
    assert.deepEqual(await stranger.read('/api/setup'), { object: 'setup', is_required: false })
  })

  it('does not let a guesser try codes for long', async () => {
    await using server = await TestServer.start()
    const guesser = new Browser(server)
    let response = await guesser.ask('POST', '/api/setup', { ...owner, code: 'AAAA-AAAA' })
    for (let guess = 0; guess < 5; guess++) {
      response = await guesser.ask('POST', '/api/setup', { ...owner, code: 'AAAA-AAAA' })
    }
    assert.ok(Number(response.headers.get('retry-after')) > 0)
    assert.equal((await errorOf(response)).code, 'too_many_attempts')
  })

  it('keeps its session in a cookie that no script can read and no other site can send', async () => {
    await using server = await TestServer.start()
    const browser = await setUp(server)
    const [, ...attributes] = browser.setCookie.split('; ')
    assert.ok(attributes.includes('HttpOnly'))
    assert.ok(attributes.includes('SameSite=Strict'))
    assert.ok(attributes.includes('Path=/'))
    assert.ok(!attributes.includes('Secure'), 'a browser would not send it over plain HTTP')
    const login = await server.fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https' },
      body: JSON.stringify({ email: owner.email, password }),
    })
    assert.match(login.headers.get('set-cookie') ?? '', /; Secure/)
    assert.equal(login.headers.get('cache-control'), 'no-store')
  })

  it('is closed to everybody without a session', async () => {
    await using server = await TestServer.start()
    await setUp(server)
    const { key } = await server.createKey()
    for (const headers of [
      {},
      { cookie: 'llavero_session=guess' },
      { authorization: `Bearer ${key}` },
      { cookie: `llavero_session=${key}` },
    ]) {
      for (const path of closedPaths) {
        const error = await errorOf(await server.fetch(path, { headers }))
        assert.deepEqual([error.status, error.code], [401, 'unauthenticated'], path)
      }
    }
  })

  it('makes no change without the token of its own page', async () => {
    await using server = await TestServer.start()
    const browser = await setUp(server)
    const { csrfToken } = browser
    for (const token of ['', `${csrfToken.slice(0, -1)}_`]) {
      browser.csrfToken = token
      const error = await errorOf(await browser.ask('POST', '/api/keys', { name: 'a' }))
      assert.deepEqual([error.status, error.code], [403, 'invalid_csrf_token'])
    }
    assert.deepEqual((await browser.read<Page<unknown>>('/api/keys')).data, [])
    browser.csrfToken = csrfToken
    assert.equal((await browser.ask('POST', '/api/keys', { name: 'a' })).status, 201)
  })

  it('changes the password for who knows the present one, and ends all other sessions', async () => {
    await using server = await TestServer.start()
    const own = await setUp(server)
    const [other, another] = [await own.as(owner.email), await own.as(owner.email)]
    const change = (current_password: string, new_password: string) =>
      own.ask('POST', '/api/session/password', { current_password, new_password })
    const short = await errorOf(await change(password, 'elevenchars'))
    assert.deepEqual([short.status, short.param], [400, 'new_password'])
    const wrong = await errorOf(await change('not the present one', 'a new long password'))
    assert.deepEqual(
      [wrong.status, wrong.code, wrong.param],
      [403, 'wrong_password', 'current_password'],
    )
    assert.equal((await other.ask('GET', '/api/session')).status, 200, 'nothing has changed')

    const changed = await change(password, 'a new long password')
    assert.deepEqual(await changed.json(), { object: 'password_change', ended_sessions: 2 })
    assert.equal((await own.ask('GET', '/api/session')).status, 200)
    for (const browser of [other, another]) {
      const error = await errorOf(await browser.ask('GET', '/api/session'))
      assert.equal(error.code, 'unauthenticated')
    }
    const former = { email: owner.email, password }
    const refused = await errorOf(await new Browser(server).ask('POST', '/api/session', former))
    assert.equal(refused.code, 'invalid_credentials')
    const present = { email: owner.email, password: 'a new long password' }
    await new Browser(server).signIn('POST', '/api/session', present)
    const row = await server.storage.people.byEmail(owner.email)
    assert.match(row?.password_hash ?? '', /^\$argon2id\$/)
  })

  it('changes the password once, when two browsers ask for it at the same time', async () => {
    await using server = await TestServer.start()
    const one = await setUp(server)
    const browsers = [one, await one.as(owner.email)]
    const answers = await Promise.all(
      browsers.map((browser, index) =>
        browser.ask('POST', '/api/session/password', {
          current_password: password,
          new_password: `a new long password ${index}`,
        }),
      ),
    )
    const changed = answers.findIndex(({ ok }) => ok)
    assert.deepEqual(
      answers.map(({ ok }) => ok),
      browsers.map((_, index) => index === changed),
    )
    assert.equal((await browsers[changed]?.ask('GET', '/api/session'))?.status, 200)
    const present = { email: owner.email, password: `a new long password ${changed}` }
    await new Browser(server).signIn('POST', '/api/session', present)
  })

  it('lets nobody in with a password that is changed while it is looked at', async () => {
    await using server = await TestServer.start()
    const own = await setUp(server)
    const { people, sessions } = server.storage
    const former = await people.byEmail(owner.email)
    assert.ok(former)
    const removeExpired = sessions.removeExpired.bind(sessions)
    sessions.removeExpired = async (nowMs) => {
      await people.setPassword(former.id, 'another')
      return removeExpired(nowMs)
    }
    const late = new Browser(server)
    const login = await late.ask('POST', '/api/session', { email: owner.email, password })
    assert.equal((await errorOf(login)).code, 'invalid_credentials')
    assert.equal((await own.ask('GET', '/api/session')).status, 401)
  })

  it('does not let a browser that was left open guess the password for long', async () => {
    await using server = await TestServer.start()
    const own = await setUp(server)
    const guess = async (current_password: string) => {
      const body = { current_password, new_password: 'a new long password' }
      return errorOf(await own.ask('POST', '/api/session/password', body))
    }
    for (let count = 0; count < 5; count++) {
      assert.equal((await guess(`guess ${count}`)).code, 'wrong_password')
    }
    assert.equal((await guess(password)).code, 'too_many_attempts')
    const login = await own.ask('POST', '/api/session', { email: owner.email, password })
    assert.equal((await errorOf(login)).code, 'too_many_attempts', 'of signing in as well')
  })

  it('lets its owner in with the password, and out', async () => {
    await using server = await TestServer.start()
    await setUp(server)
    const browser = new Browser(server)
    const wrong = await errorOf(
      await browser.ask('POST', '/api/session', { email: owner.email, password: `${password}!` }),
    )
    const unknown = await errorOf(
      await browser.ask('POST', '/api/session', { email: 'eva@example.com', password }),
    )
    assert.deepEqual(wrong, unknown, 'nobody learns who has an account')
    assert.deepEqual([wrong.status, wrong.code], [401, 'invalid_credentials'])

    await browser.signIn('POST', '/api/session', { email: owner.email, password })
    assert.equal((await browser.read<SessionObject>('/api/session')).person.name, 'Ana')
    const { cookie } = browser
    assert.equal((await browser.ask('DELETE', '/api/session')).status, 200)
    assert.match(browser.setCookie, /^llavero_session=;.*Max-Age=0/)
    browser.cookie = cookie
    assert.equal(
      (await browser.ask('GET', '/api/session')).status,
      401,
      'the session is over on the server, too',
    )
  })

  it('keeps sessions over a restart', async () => {
    await using server = await TestServer.start()
    const browser = await setUp(server)
    await server.restart()
    assert.equal((await browser.read<SessionObject>('/api/session')).person.email, owner.email)
  })

  it('makes keys that work at once', async () => {
    await using server = await TestServer.start()
    const browser = await setUp(server)
    const response = await browser.ask('POST', '/api/keys', { name: 'ci', models: ['sim-mini'] })
    const { id, key } = (await response.json()) as CreatedKeyObject
    assert.equal((await server.chat({ model: 'sim-mini', max_tokens: 2 }, { key })).status, 200)
    assert.equal((await browser.ask('POST', `/api/keys/${id}/revoke`)).status, 200)
    assert.equal((await server.chat({ model: 'sim-mini' }, { key })).status, 401)
  })

  it('pages through all requests, newest first, each exactly once, also while more come', async () => {
    await using server = await TestServer.start()
    const browser = await setUp(server)
    const call = async (feature: string) => {
      const response = await server.chat(
        { model: 'sim-mini', max_tokens: 2 },
        { headers: { 'x-llavero-feature': feature } },
      )
      return response.headers.get('x-request-id')
    }
    const ids: (string | null)[] = []
    for (let index = 0; index < 7; index++) ids.push(await call(index % 2 === 0 ? 'even' : 'odd'))
    await server.rows(7)

    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const page: Page<RequestObject> = await browser.read(
        `/api/requests?limit=3${next && `&before=${next}`}`,
      )
      assert.ok(page.data.length <= 3)
      seen.push(...page.data.map(({ id }) => id))
      next = page.next
      assert.equal(page.has_more, next !== null)
      await call('late')
    }
    assert.deepEqual(seen, ids.toReversed())

    const odd = await browser.read<Page<RequestObject>>('/api/requests?feature=odd')
    assert.equal(odd.data.length, 3)
    const one = await browser.read<RequestObject>(`/api/requests/${ids[0]}`)
    assert.deepEqual(
      [one.id, one.feature, one.model_used, one.verdict],
      [ids[0], 'even', 'sim-mini', 'complete'],
    )
  })

  it('sums up usage by feature over exactly the rows of the log', async () => {
    await using server = await TestServer.start()
    const browser = await setUp(server)
    for (const feature of ['search', 'search', 'chat']) {
      await server.chat(
        { model: 'sim-mini', max_tokens: 2 },
        { headers: { 'x-llavero-feature': feature } },
      )
    }
    const rows = await server.rows(3)
    const usage = await browser.read<UsageSummary>('/api/usage?group_by=feature')
    assert.deepEqual(
      new Map(usage.data.map(({ group, requests }) => [group, requests])),
      new Map([
        ['chat', 1],
        ['search', 2],
      ]),
    )
    assert.equal(
      usage.total.output_tokens,
      rows.reduce((sum, row) => sum + row.output_tokens, 0),
    )
    assert.equal(
      usage.total.input_tokens,
      rows.reduce((sum, row) => sum + row.input_tokens, 0),
    )
  })

  it('refuses an unknown field by its name', async () => {
    await using server = await TestServer.start()
    const browser = await setUp(server)
    const error = await errorOf(
      await browser.ask('POST', '/api/keys', { name: 'a', bugdet_usd: 5 }),
    )
    assert.deepEqual(
      [error.status, error.code, error.param],
      [400, 'unknown_parameter', 'bugdet_usd'],
    )
    const query = await errorOf(await browser.ask('GET', '/api/requests?limt=5'))
    assert.deepEqual([query.status, query.param], [400, 'limt'])
  })
})
