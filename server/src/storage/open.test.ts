import assert from 'node:assert/strict'
import { it } from 'node:test'
import { describeOnEveryEngine } from '../../test/fakes/engines.ts'
import { apiKeyRow, providerRow } from '../../test/fakes/rows.ts'
import { defaultProjectId } from './projects.ts'

const route = {
  id: 'route-1',
  model: 'fast',
  created_at: 1,
  targets: [
    { provider_id: 'provider-1', model: 'gpt-4o-mini' },
    { provider_id: 'provider-2', model: 'llama' },
  ],
}

describeOnEveryEngine('storage', (engine) => {
  it('keeps what was written when it is opened again', async () => {
    await using database = await engine.create()
    const first = await database.open()
    await first.apiKeys.insert(apiKeyRow())
    await first.close()
    const second = await database.open()
    assert.deepEqual(await second.apiKeys.listAll(), [apiKeyRow()])
    assert.equal(await second.settings.revision(), 1)
  })

  it('answers a ping until it is closed', async () => {
    await using database = await engine.create()
    const storage = await database.open()
    await storage.ping()
    await storage.close()
    await assert.rejects(storage.ping())
  })

  it('raises the revision with every change that other replicas have to hear of', async () => {
    await using database = await engine.create()
    const { settings, apiKeys, providers, routes, prices } = await database.open()
    const provider = providerRow()
    const model = { provider_id: provider.id, model: 'gpt-4o', created_at: 1 }
    const price = {
      model: 'gpt-4o',
      input: 1,
      cached_input: null,
      output: 2,
      media: null,
      source: 's',
      as_of: 'd',
    }
    const changes = [
      () => apiKeys.insert(apiKeyRow()),
      () => apiKeys.update('abcd1234', { name: 'other' }),
      () => apiKeys.revoke('abcd1234', 5),
      () => providers.insert(provider),
      () => providers.update(provider.id, { is_enabled: 0 }),
      () => providers.replaceModels(provider.id, [model]),
      () => routes.insert({ ...route, targets: [] }),
      () => routes.replaceTargets(route.id, []),
      () => routes.remove(route.id),
      () => providers.remove(provider.id),
      () => prices.upsert(price),
      () => prices.remove(price.model),
    ]
    for (const [index, change] of changes.entries()) {
      await change()
      assert.equal(await settings.revision(), index + 1, String(change))
    }
  })

  it('leaves nothing of a change that fails', async () => {
    await using database = await engine.create()
    const { settings, routes } = await database.open()
    await assert.rejects(routes.insert(route), 'there is no such provider')
    assert.deepEqual(await routes.list(), [])
    assert.equal(await settings.revision(), 0)
  })
})

describeOnEveryEngine('settings', (engine) => {
  it('are set, replaced and removed by name', async () => {
    await using database = await engine.create()
    const { settings } = await database.open()
    assert.equal(await settings.get('theme'), null)
    await settings.set('theme', 'dark')
    await settings.set('theme', 'light')
    assert.equal(await settings.get('theme'), 'light')
    await settings.remove('theme')
    assert.equal(await settings.get('theme'), null)
  })
})

describeOnEveryEngine('people and sessions', (engine) => {
  const owner = {
    id: 'person-1',
    email: 'ana@example.com',
    name: 'Ana',
    password_hash: '$argon2id$',
    role: 'owner' as const,
    created_at: 1,
  }
  const session = {
    id: 'aa',
    person_id: owner.id,
    csrf_token: 'bb',
    created_at: 1,
    expires_at: 100,
  }

  it('let only one of many calls that race make the first owner', async () => {
    await using database = await engine.create()
    const { people } = await database.open()
    const racers = Array.from({ length: 8 }, (_, index) =>
      people.insertFirst({ ...owner, id: `person-${index}`, email: `${index}@example.com` }),
    )
    const made = (await Promise.all(racers)).filter((isFirst) => isFirst)
    assert.equal(made.length, 1)
    assert.equal(await people.count(), 1)
  })

  it('find a person by id and address, and refuse a second one with the same address', async () => {
    await using database = await engine.create()
    const { people } = await database.open()
    assert.equal(await people.insert(owner), true)
    assert.equal(await people.insert({ ...owner, id: 'person-2' }), false)
    assert.deepEqual(await people.byEmail(owner.email), owner)
    assert.deepEqual(await people.get(owner.id), owner)
    assert.equal(await people.byEmail('nobody@example.com'), null)
  })

  it('end a session when it is removed or its time is over', async () => {
    await using database = await engine.create()
    const { people, sessions } = await database.open()
    await people.insert(owner)
    await sessions.insert(session)
    await sessions.insert({ ...session, id: 'cc', expires_at: 200 })
    await sessions.removeExpired(100)
    assert.equal(await sessions.get(session.id), null)
    assert.equal((await sessions.get('cc'))?.expires_at, 200)
    await sessions.remove('cc')
    assert.equal(await sessions.get('cc'), null)
  })
})

describeOnEveryEngine('projects and secrets', (engine) => {
  it('begin with the default project', async () => {
    await using database = await engine.create()
    const { projects } = await database.open()
    await projects.insert({ id: 'p2', name: 'Second', created_at: 1 })
    const ids = (await projects.list()).map((project) => project.id)
    assert.deepEqual(ids, [defaultProjectId, 'p2'])
    assert.equal((await projects.get('p2'))?.name, 'Second')
  })

  it('reseal a secret only from the envelope that was read', async () => {
    await using database = await engine.create()
    const { secrets } = await database.open()
    await secrets.insert({ id: 's1', sealed: 'one', created_at: 1 })
    assert.equal(await secrets.reseal('s1', 'one', 'two'), true)
    assert.equal(await secrets.reseal('s1', 'one', 'three'), false)
    assert.deepEqual(await secrets.list(), [{ id: 's1', sealed: 'two', created_at: 1 }])
    await secrets.remove('s1')
    assert.equal(await secrets.get('s1'), null)
  })
})

describeOnEveryEngine('API keys', (engine) => {
  it('are listed newest first, in pages that miss none and repeat none', async () => {
    await using database = await engine.create()
    const { apiKeys } = await database.open()
    const keys = Array.from({ length: 7 }, (_, index) =>
      apiKeyRow({ id: `key0000${index}`, created_at: 100 + Math.floor(index / 3) }),
    )
    for (const key of keys) await apiKeys.insert(key)
    const first = await apiKeys.list({ limit: 4 })
    const after = first.at(-1)
    assert.ok(after)
    const pages = [...first, ...(await apiKeys.list({ limit: 4, after }))]
    assert.deepEqual(
      pages.map((key) => key.id),
      keys.map((key) => key.id).toReversed(),
    )
  })

  it('stay known when they are revoked, with the time of the first revocation', async () => {
    await using database = await engine.create()
    const { apiKeys } = await database.open()
    await apiKeys.insert(apiKeyRow())
    assert.equal((await apiKeys.revoke('abcd1234', 5))?.revoked_at, 5)
    assert.equal((await apiKeys.revoke('abcd1234', 9))?.revoked_at, 5)
    assert.equal(await apiKeys.revoke('unknown0', 9), null)
    assert.deepEqual(await apiKeys.listAll(), [apiKeyRow({ revoked_at: 5 })])
    assert.equal((await apiKeys.list({ limit: 10 })).length, 1)
    assert.equal((await apiKeys.get('abcd1234'))?.revoked_at, 5)
  })

  it('change in the columns that are given, and no other', async () => {
    await using database = await engine.create()
    const { apiKeys } = await database.open()
    await apiKeys.insert(apiKeyRow({ requests_per_minute: 3 }))
    const changed = await apiKeys.update('abcd1234', { budget_micro_usd: 5_000_000 })
    const expected = apiKeyRow({ requests_per_minute: 3, budget_micro_usd: 5_000_000 })
    assert.deepEqual(changed, expected)
    assert.equal(await apiKeys.update('unknown0', { name: 'x' }), null)
  })
})

describeOnEveryEngine('providers, routes and prices', (engine) => {
  const second = providerRow({ id: 'provider-2', name: 'ollama', is_default: 1, created_at: 2 })

  it('have one default provider at most: the last that was made it', async () => {
    await using database = await engine.create()
    const { providers } = await database.open()
    await providers.insert(providerRow({ is_default: 1, created_at: 1 }))
    await providers.insert(second)
    assert.deepEqual(
      (await providers.list()).map((provider) => provider.is_default),
      [0, 1],
    )
    await providers.update('provider-1', { is_default: 1 })
    assert.equal((await providers.get('provider-2'))?.is_default, 0)
  })

  it('refuse a second provider of the same name', async () => {
    await using database = await engine.create()
    const { providers } = await database.open()
    assert.equal(await providers.insert(providerRow()), true)
    assert.equal(await providers.insert(providerRow({ id: 'provider-2' })), false)
  })

  it('keep a provider that a route leads to, and drop models with their provider', async () => {
    await using database = await engine.create()
    const { providers, routes } = await database.open()
    await providers.insert(providerRow())
    await providers.insert(second)
    const models = ['llama', 'phi'].map((model) => ({
      provider_id: second.id,
      model,
      created_at: 1,
    }))
    await providers.replaceModels(second.id, models)
    await providers.replaceModels(second.id, models.slice(1))
    assert.deepEqual(await providers.listModels(), models.slice(1))
    await routes.insert(route)
    assert.equal(await providers.remove(second.id), 'in-use')
    await routes.remove(route.id)
    assert.equal(await providers.remove(second.id), 'removed')
    assert.equal(await providers.remove(second.id), 'unknown')
    assert.deepEqual(await providers.listModels(), [])
  })

  it('keep the order of a route’s targets', async () => {
    await using database = await engine.create()
    const { providers, routes } = await database.open()
    await providers.insert(providerRow())
    await providers.insert(second)
    assert.equal(await routes.insert(route), true)
    assert.equal(await routes.insert({ ...route, id: 'route-2' }), false)
    assert.deepEqual(await routes.list(), [route])
    const reversed = route.targets.toReversed()
    assert.equal(await routes.replaceTargets(route.id, reversed), true)
    assert.deepEqual(await routes.get(route.id), { ...route, targets: reversed })
    assert.equal(await routes.replaceTargets('unknown', reversed), false)
    assert.equal(await routes.get('unknown'), null)
  })

  it('have one price for a model: the last that was set', async () => {
    await using database = await engine.create()
    const { prices } = await database.open()
    const price = {
      model: 'gpt-4o',
      input: 1,
      cached_input: 1,
      output: 2,
      media: null,
      source: 's',
      as_of: 'd',
    }
    await prices.upsert(price)
    await prices.upsert({ ...price, cached_input: null })
    assert.deepEqual(await prices.list(), [{ ...price, cached_input: null }])
    assert.equal(await prices.remove('gpt-4o'), true)
    assert.equal(await prices.remove('gpt-4o'), false)
  })
})
