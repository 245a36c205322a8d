import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setUp } from './fakes/browser.ts'
import { TestServer } from './fakes/server.ts'

interface Described {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string }>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

describe('the description of the admin API', () => {
  it('names every operation once and refers only to what it holds', async () => {
    await using server = await TestServer.start()
    const response = await server.fetch('/api/openapi.json')
    assert.equal(response.status, 200, 'it is no secret, before an owner exists, either')
    const text = await response.text()
    const document = JSON.parse(text) as Described
    assert.match(document.openapi, /^3\.1\./)
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    )
    assert.equal(new Set(ids).size, ids.length)
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      assert.ok(name in document.components.schemas, name)
    }
  })

  it('is what the routes answer', async () => {
    await using server = await TestServer.start()
    const browser = await setUp(server)
    await server.createKey()
    await server.chat({ model: 'sim-mini', max_tokens: 2 })
    await server.row()
    const { id } = await server.row()
    const { routes } = server.control
    const whole = routes.filter(
      ({ method, path, access }) =>
        method === 'GET' && !path.includes('/:') && access !== 'operator',
    )
    assert.ok(whole.length > 15)
    for (const { path, answer } of whole) {
      const response = await browser.ask('GET', path)
      assert.equal(response.status, 200, path)
      if (answer === null) continue
      const body: unknown = await response.json()
      assert.deepEqual(answer.parse(body), body, `${path}: no field more, no field less`)
    }
    const detail = routes.find(({ path }) => path === '/api/requests/:id')?.answer
    const body = await browser.read(`/api/requests/${id}`)
    assert.deepEqual(detail?.parse(body), body)
  })

  it('can be read as a page that runs nothing and fetches nothing', async () => {
    await using server = await TestServer.start()
    const response = await server.fetch('/api/reference')
    const html = await response.text()
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/)
    const policy = response.headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'/)
    assert.doesNotMatch(policy, /unsafe|script-src/)
    assert.doesNotMatch(html, /<script|\son\w+=|(src|href)="https?:/)
    for (const [, anchor = ''] of html.matchAll(/href="#([^"]+)"/g)) {
      assert.ok(html.includes(`id="${anchor}"`), anchor)
    }
  })
})
