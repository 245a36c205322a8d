import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { describe, it } from 'node:test'
import type { Page } from '@llavero/protocol/control/page.ts'
import type {
  LocalServerObject,
  ProviderProbeObject,
} from '@llavero/protocol/control/provider-probe.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import { TestControl } from '../../test/fakes/control.ts'
import { describeOnEveryEngine, engines } from '../../test/fakes/engines.ts'
import { listenOnLoopback } from '../../test/fakes/loopback.ts'
import { openProviderKey } from './provider-secret.ts'

const API_KEY = 'sk-canary-secret-9xyz'
const NOWHERE = 'http://127.0.0.1:1/v1'

/** A provider that has two models for whoever brings the key. */
const lockedProvider: RequestListener = (request, response) => {
  if (request.headers.authorization !== `Bearer ${API_KEY}`) response.writeHead(401).end('{}')
  else if (request.url !== '/v1/models') response.writeHead(404).end('{}')
  else response.end('{"data":[{"id":"b"},{"id":"a","owned_by":null},{"id":"a"}],"extra":1}')
}

const create = (server: TestControl, body: object = {}) =>
  server.operate<ProviderObject>('POST', '/api/providers', {
    body: { name: 'Far', base_url: NOWHERE, ...body },
  })

describeOnEveryEngine('providers', (engine) => {
  it('keep their key sealed: it is opened for calls and shown to nobody', async () => {
    await using server = await TestControl.start(engine)
    const created = await create(server, { api_key: API_KEY })
    assert.equal(created.api_key_last_four, '9xyz')
    const row = await server.storage.providers.get(created.id)
    assert.ok(row)
    assert.equal(await openProviderKey(server.parts, row), API_KEY)
    const path = `/api/providers/${created.id}`
    const shown = JSON.stringify([
      created,
      row,
      await server.storage.secrets.list(),
      await server.operate('GET', '/api/providers'),
      await server.operate('GET', path),
      await server.operate('PATCH', path, { body: { name: 'Near' } }),
      await server.operate('POST', '/api/providers/probe', {
        body: { base_url: NOWHERE, api_key: API_KEY },
      }),
    ])
    assert.ok(!shown.includes('canary'))
  })

  it('show nothing of a key that is too short to show the end of', async () => {
    await using server = await TestControl.start(engine)
    const created = await create(server, { api_key: 'ollama' })
    assert.equal(created.api_key_last_four, '****')
  })

  it('learn their models when they are added, and again when asked to', async () => {
    await using server = await TestControl.start(engine)
    await using far = await listenOnLoopback(lockedProvider)
    const provider = await create(server, { base_url: `${far.origin}/v1/`, api_key: API_KEY })
    assert.deepEqual(provider.models, ['a', 'b'])

    await server.storage.providers.replaceModels(provider.id, [])
    const path = `/api/providers/${provider.id}/refresh`
    assert.deepEqual((await server.operate<ProviderObject>('POST', path)).models, ['a', 'b'])
  })

  it('are kept with the models they had while they do not answer', async () => {
    await using server = await TestControl.start(engine)
    const { id, models } = await create(server)
    assert.deepEqual(models, [])
    const row = { provider_id: id, model: 'kept', created_at: 0 }
    await server.storage.providers.replaceModels(id, [row])
    const refreshed = server.operate('POST', `/api/providers/${id}/refresh`)
    await assert.rejects(refreshed, { code: 'upstream_error' })
    const { models: kept } = await server.operate<ProviderObject>('GET', `/api/providers/${id}`)
    assert.deepEqual(kept, ['kept'])
  })

  it('change their key for another or for none, and leave no sealed one behind', async () => {
    await using server = await TestControl.start(engine)
    const { id } = await create(server, { api_key: API_KEY })
    const patch = (body: object) =>
      server.operate<ProviderObject>('PATCH', `/api/providers/${id}`, { body })
    assert.equal((await patch({ api_key: 'sk-another-secret-4444' })).api_key_last_four, '4444')
    assert.equal((await server.storage.secrets.list()).length, 1)
    assert.equal((await patch({ is_enabled: false })).api_key_last_four, '4444')
    assert.equal((await patch({ api_key: null })).api_key_last_four, null)
    assert.equal((await server.storage.secrets.list()).length, 0)
  })

  it('have one default at most, and names of their own', async () => {
    await using server = await TestControl.start(engine)
    const first = await create(server, { is_default: true })
    const second = await create(server, { name: 'Near', is_default: true })
    const { data } = await server.operate<Page<ProviderObject>>('GET', '/api/providers')
    assert.deepEqual(
      data.filter(({ is_default }) => is_default).map(({ id }) => id),
      [second.id],
    )
    await assert.rejects(create(server), { code: 'conflict', param: 'name' })
    const renamed = server.operate('PATCH', `/api/providers/${first.id}`, {
      body: { name: 'Near' },
    })
    await assert.rejects(renamed, { code: 'conflict', param: 'name' })
  })

  it('stay while a route leads to them, and take their key along when they go', async () => {
    await using server = await TestControl.start(engine)
    const { id } = await create(server, { api_key: API_KEY })
    const body = { model: 'fast', targets: [{ provider_id: id, model: 'a' }] }
    const route = await server.operate<{ id: string }>('POST', '/api/routes', { body })
    await assert.rejects(server.operate('DELETE', `/api/providers/${id}`), { code: 'conflict' })
    await server.operate('DELETE', `/api/routes/${route.id}`)
    await server.operate('DELETE', `/api/providers/${id}`)
    assert.deepEqual(await server.storage.secrets.list(), [])
    await assert.rejects(server.operate('GET', `/api/providers/${id}`), { code: 'not_found' })
  })

  it('may not be where machines hand out their credentials', async () => {
    await using server = await TestControl.start(engine)
    for (const host of ['169.254.169.254', '0xa9fea9fe', '[::ffff:a9fe:a9fe]', '[fd00:ec2::254]']) {
      const refused = create(server, { base_url: `http://${host}/v1` })
      await assert.rejects(refused, { code: 'address_not_allowed', param: 'base_url' }, host)
    }
    assert.deepEqual(await server.storage.providers.list(), [])
  })
})

describe('a probe', () => {
  const [engine] = engines
  assert.ok(engine)

  it('tells what became of it, and never throws', async () => {
    await using server = await TestControl.start(engine)
    await using far = await listenOnLoopback(lockedProvider)
    await using page = await listenOnLoopback((_, response) => response.end('<html>'))
    const probe = async (base_url: string, api_key: string | null = null) => {
      const body = { base_url, api_key }
      const reply = await server.operate<ProviderProbeObject>('POST', '/api/providers/probe', {
        body,
      })
      return [reply.outcome, reply.models]
    }
    assert.deepEqual(await probe(`${far.origin}/v1`, API_KEY), ['ok', ['a', 'b']])
    assert.deepEqual(await probe(`${far.origin}/v1`), ['unauthorized', []])
    assert.deepEqual(await probe(`${far.origin}/v2`, API_KEY), ['unexpected', []])
    assert.deepEqual(await probe(page.origin), ['unexpected', []])
    assert.deepEqual(await probe(NOWHERE), ['unreachable', []])
    assert.deepEqual(await probe('http://169.254.169.254/v1'), ['not_allowed', []])
    assert.deepEqual(await server.storage.providers.list(), [])
  })

  it('of this machine finds model servers, empty ones, and none', async () => {
    await using server = await TestControl.start(engine)
    await using full = await listenOnLoopback((_, response) =>
      response.end('{"data":[{"id":"m"}]}'),
    )
    await using empty = await listenOnLoopback((_, response) => response.end('{"data":[]}'))
    await using other = await listenOnLoopback((_, response) => response.end('hello'))
    const places = [full.origin, empty.origin, other.origin, 'http://127.0.0.1:1']
    server.localServers.push(
      ...places.map((baseUrl) => ({ name: baseUrl, vendor: 'ollama', baseUrl: `${baseUrl}/v1` })),
    )
    const { data } = await server.operate<Page<LocalServerObject>>('GET', '/api/local-servers')
    assert.deepEqual(
      data.map(({ state, models }) => [state, models]),
      [
        ['found', ['m']],
        ['without_model', []],
        ['not_running', []],
        ['not_running', []],
      ],
    )
  })
})
