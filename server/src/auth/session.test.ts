import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { clearedSessionCookie, sessionCookie, sessionTokenIn } from './session-cookie.ts'
import {
  endSession,
  findSession,
  isCsrfTokenRight,
  SESSION_LIFE_MS,
  startSession,
} from './session.ts'
import type { SessionRecord, SessionStore } from './session.ts'

class FakeStore implements SessionStore {
  readonly rows = new Map<string, SessionRecord>()
  writes = 0

  async insert(session: SessionRecord) {
    this.writes += 1
    this.rows.set(session.id, session)
  }

  async get(id: string) {
    return this.rows.get(id) ?? null
  }

  async extend(id: string, expiresAt: number) {
    this.writes += 1
    const row = this.rows.get(id)
    if (row) this.rows.set(id, { ...row, expires_at: expiresAt })
  }

  async remove(id: string) {
    this.rows.delete(id)
  }
}

const DAY_MS = 86_400_000

describe('a session', () => {
  it('is found by its token, which is stored nowhere', async () => {
    const store = new FakeStore()
    const { token, session } = await startSession(store, 'ana', 0)
    assert.deepEqual(await findSession(store, token, 1), session)
    assert.ok(!JSON.stringify([...store.rows]).includes(token))
    assert.equal(await findSession(store, session.id, 1), null, 'what is stored signs nobody in')
    assert.equal(await findSession(store, '', 1), null)
  })

  it('ends thirty days after its last use, and is written at most once a day', async () => {
    const store = new FakeStore()
    const { token } = await startSession(store, 'ana', 0)
    await findSession(store, token, DAY_MS - 1)
    assert.equal(store.writes, 1)
    await findSession(store, token, 20 * DAY_MS)
    assert.equal(store.writes, 2)
    assert.ok(await findSession(store, token, SESSION_LIFE_MS + DAY_MS))
    const endMs = SESSION_LIFE_MS + DAY_MS + SESSION_LIFE_MS
    assert.equal(await findSession(store, token, endMs), null)
  })

  it('is over once it is ended', async () => {
    const store = new FakeStore()
    const { token } = await startSession(store, 'ana', 0)
    await endSession(store, token)
    assert.equal(await findSession(store, token, 1), null)
  })

  it('takes a change only with its own CSRF token', async () => {
    const store = new FakeStore()
    const one = await startSession(store, 'ana', 0)
    const two = await startSession(store, 'ana', 0)
    assert.ok(isCsrfTokenRight(one.session, one.session.csrf_token))
    for (const wrong of [undefined, '', two.session.csrf_token, one.token]) {
      assert.ok(!isCsrfTokenRight(one.session, wrong))
    }
  })
})

describe('the session cookie', () => {
  it('is kept from scripts and from other sites, and from plain HTTP where there is HTTPS', () => {
    const plain = sessionCookie('abc', { isSecure: false, maxAgeSeconds: 60 })
    assert.equal(plain, 'llavero_session=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=60')
    assert.equal(sessionCookie('abc', { isSecure: true, maxAgeSeconds: 60 }), `${plain}; Secure`)
    assert.match(clearedSessionCookie(true), /^llavero_session=; .*Max-Age=0; Secure$/)
  })

  it('is found among others', () => {
    assert.equal(sessionTokenIn('a=1; llavero_session=abc_-9; b=2'), 'abc_-9')
    for (const header of [undefined, '', 'a=1', 'xllavero_session=abc', 'llavero_session=']) {
      assert.equal(sessionTokenIn(header), null)
    }
  })
})
