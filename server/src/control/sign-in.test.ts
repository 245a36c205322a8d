import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { SessionObject } from '@llavero/protocol/control/setup.ts'
import { TestControl, owner, signedInBy } from '../../test/fakes/control.ts'
import { describeOnEveryEngine } from '../../test/fakes/engines.ts'

const DAY_MS = 86_400_000
const credentials = { email: 'ana@example.com', password: owner.password }

describeOnEveryEngine('before an owner exists, the admin plane', (engine) => {
  it('is closed to everybody, except for setup', async () => {
    await using server = await TestControl.start(engine)
    for (const route of server.control.routes) {
      if (route.access === 'setup') continue
      const asked = server.ask(route.method, route.path)
      await assert.rejects(asked, {
        code: route.access === 'operator' ? 'forbidden' : 'setup_required',
      })
    }
    const { body } = await server.ask('GET', '/api/setup')
    assert.deepEqual(body, { object: 'setup', is_required: true })
  })

  it('tells its code to the operator only, and makes the owner with it once', async () => {
    await using server = await TestControl.start(engine)
    await assert.rejects(server.ask('GET', '/api/setup/code'), { code: 'forbidden' })
    const { code } = await server.operate<{ code: string }>('GET', '/api/setup/code')
    const reply = await server.ask('POST', '/api/setup', { body: { ...owner, code } })

    assert.equal(reply.status, 201)
    const { person } = reply.body as SessionObject
    assert.deepEqual(
      { ...person, id: '' },
      { id: '', email: 'ana@example.com', name: 'Ana', role: 'owner' },
    )
    const again = server.ask('POST', '/api/setup', {
      body: { ...owner, email: 'eve@x.test', code },
    })
    await assert.rejects(again, { code: 'setup_completed' })
    assert.deepEqual(await server.operate('GET', '/api/setup/code'), {
      object: 'setup_code',
      code: null,
    })
  })

  it('lets one owner in when several come at once with the right code', async () => {
    await using server = await TestControl.start(engine)
    const code = server.parts.setupCode.text
    const attempts = ['a', 'b', 'c'].map((name) =>
      server.ask('POST', '/api/setup', { body: { ...owner, email: `${name}@x.test`, code } }),
    )
    const results = await Promise.allSettled(attempts)
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    assert.equal(await server.storage.people.count(), 1)
  })

  it('slows down guessing of the code', async () => {
    await using server = await TestControl.start(engine)
    const guess = () => server.ask('POST', '/api/setup', { body: { ...owner, code: 'AAAA-AAAA' } })
    for (let count = 0; count < 5; count += 1) {
      await assert.rejects(guess(), { code: 'invalid_setup_code' })
    }
    await assert.rejects(guess(), { code: 'too_many_attempts', retryAfterMs: 60_000 })
    server.clock.nowMs += 60_000
    await server.setUp()
  })
})

describeOnEveryEngine('signing in', (engine) => {
  it('opens the admin plane, for changes together with the CSRF token', async () => {
    await using server = await TestControl.start(engine)
    const signedIn = await server.setUp()
    const { cookie } = signedIn
    const body = { name: 'build' }

    assert.equal((await server.ask('GET', '/api/keys', { cookie })).status, undefined)
    await assert.rejects(server.ask('POST', '/api/keys', { cookie, body }), {
      code: 'invalid_csrf_token',
    })
    const forged = server.ask('POST', '/api/keys', { cookie, csrfToken: 'x', body })
    await assert.rejects(forged, { code: 'invalid_csrf_token' })
    assert.equal((await server.ask('POST', '/api/keys', { ...signedIn, body })).status, 201)
  })

  it('leaves every route closed to who has no session, or a wrong one', async () => {
    await using server = await TestControl.start(engine)
    await server.setUp()
    for (const cookie of [undefined, 'llavero_session=', 'llavero_session=guess']) {
      for (const route of server.control.routes.filter(({ access }) => access === 'person')) {
        const asking = cookie === undefined ? {} : { cookie }
        await assert.rejects(server.ask(route.method, route.path, asking), {
          code: 'unauthenticated',
        })
      }
    }
  })

  it("does not give the operator's routes to a person", async () => {
    await using server = await TestControl.start(engine)
    const signedIn = await server.setUp()
    for (const route of server.control.routes.filter(({ access }) => access === 'operator')) {
      await assert.rejects(server.ask(route.method, route.path, signedIn), { code: 'forbidden' })
    }
  })

  it('takes the e-mail address in any case, and says alike that either is wrong', async () => {
    await using server = await TestControl.start(engine)
    await server.setUp()
    const reply = await server.ask('POST', '/api/session', { body: credentials, isSecure: true })
    assert.match(
      reply.setCookie ?? '',
      /^llavero_session=[\w-]{43}; .*HttpOnly; SameSite=Strict.*; Secure$/,
    )
    const wrong = [
      { ...credentials, password: 'canary-passworD' },
      { ...credentials, email: 'nobody@example.com' },
    ]
    for (const body of wrong) {
      await assert.rejects(server.ask('POST', '/api/session', { body }), {
        code: 'invalid_credentials',
        message: 'Wrong e-mail address or password.',
      })
    }
  })

  it('slows down guessing, and forgets it after a success', async () => {
    await using server = await TestControl.start(engine)
    await server.setUp()
    const attempt = (password: string) =>
      server.ask('POST', '/api/session', { body: { ...credentials, password } })
    for (let count = 0; count < 4; count += 1) await assert.rejects(attempt('wrong'))
    await attempt(owner.password)
    for (let count = 0; count < 5; count += 1) await assert.rejects(attempt('wrong'))
    await assert.rejects(attempt(owner.password), { code: 'too_many_attempts' })
  })

  it('lasts while it is used, and ends after thirty days or by signing out', async () => {
    await using server = await TestControl.start(engine)
    const first = await server.setUp()
    server.clock.nowMs += 29 * DAY_MS
    const second = signedInBy(await server.ask('POST', '/api/session', { body: credentials }))
    assert.match(
      (await server.ask('GET', '/api/session', first)).setCookie ?? '',
      /Max-Age=2592000/,
    )
    server.clock.nowMs += 29 * DAY_MS
    await server.ask('GET', '/api/session', first)

    const left = await server.ask('DELETE', '/api/session', second)
    assert.match(left.setCookie ?? '', /^llavero_session=; .*Max-Age=0/)
    await assert.rejects(server.ask('GET', '/api/session', second), { code: 'unauthenticated' })
    server.clock.nowMs += 30 * DAY_MS
    await assert.rejects(server.ask('GET', '/api/session', first), { code: 'unauthenticated' })
  })
})
