import assert from 'node:assert/strict'
import type { SessionObject } from '@llavero/protocol/control/setup.ts'
import type { TestServer } from './server.ts'

export const owner = {
  email: 'ana@example.com',
  name: 'Ana',
  password: 'correct horse battery staple',
}

/** A browser: keeps the cookie, and the token that its page was given. */
export class Browser {
  readonly #server: TestServer
  cookie = ''
  csrfToken = ''
  setCookie = ''

  constructor(server: TestServer) {
    this.#server = server
  }

  async ask(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const response = await this.#server.fetch(path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.cookie !== '' && { cookie: this.cookie }),
        ...(this.csrfToken !== '' && { 'x-csrf-token': this.csrfToken }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    })
    const setCookie = response.headers.get('set-cookie')
    if (setCookie !== null) {
      this.setCookie = setCookie
      this.cookie = setCookie.split(';')[0] ?? ''
    }
    return response
  }

  async read<Body>(path: string): Promise<Body> {
    const response = await this.ask('GET', path)
    assert.equal(response.status, 200, path)
    return (await response.json()) as Body
  }

  /** Another browser, whose person has the owner's password. */
  async as(email: string): Promise<Browser> {
    const browser = new Browser(this.#server)
    await browser.signIn('POST', '/api/session', { email, password: owner.password })
    return browser
  }

  async signIn(method: string, path: string, body: unknown): Promise<void> {
    const response = await this.ask(method, path, body)
    assert.ok(response.ok, await response.clone().text())
    this.csrfToken = ((await response.json()) as SessionObject).csrf_token
  }
}

/** Makes the first owner, who is signed in then. */
export async function setUp(server: TestServer): Promise<Browser> {
  const browser = new Browser(server)
  await browser.signIn('POST', '/api/setup', { ...owner, code: server.ownerCode })
  return browser
}
