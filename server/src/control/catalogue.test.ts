import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { PriceObject } from '@llavero/protocol/control/prices.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import type { RouteObject } from '@llavero/protocol/control/routes.ts'
import { TestControl } from '../../test/fakes/control.ts'
import { describeOnEveryEngine } from '../../test/fakes/engines.ts'

const addProvider = (server: TestControl) =>
  server.operate<ProviderObject>('POST', '/api/providers', {
    body: { name: 'Far', base_url: 'http://127.0.0.1:1' },
  })

describeOnEveryEngine('routes of models', (engine) => {
  it('lead to their targets in order, and the server hears of every change', async () => {
    await using server = await TestControl.start(engine)
    const { id: provider_id } = await addProvider(server)
    const targets = ['b', 'a', 'c'].map((model) => ({ provider_id, model }))
    const before = server.changes
    const body = { model: 'fast', targets }
    const route = await server.operate<RouteObject>('POST', '/api/routes', { body })
    assert.deepEqual(
      (await server.operate<RouteObject>('GET', `/api/routes/${route.id}`)).targets,
      targets,
    )

    const fewer = { targets: targets.slice(1) }
    const path = `/api/routes/${route.id}`
    const updated = await server.operate<RouteObject>('PATCH', path, { body: fewer })
    assert.deepEqual(updated.targets, fewer.targets)
    await server.operate('DELETE', path)
    assert.deepEqual((await server.operate<Page<RouteObject>>('GET', '/api/routes')).data, [])
    assert.equal(server.changes - before, 3)
  })

  it('may not take a name of the simulator, nor one that is taken, nor lead nowhere', async () => {
    await using server = await TestControl.start(engine)
    const { id: provider_id } = await addProvider(server)
    const create = (model: string, target = provider_id) =>
      server.operate('POST', '/api/routes', {
        body: {
          model,
          targets: [
            { provider_id, model: 'a' },
            { provider_id: target, model: 'a' },
          ],
        },
      })
    await create('fast')
    await assert.rejects(create('sim-mini'), { code: 'invalid_value', param: 'model' })
    await assert.rejects(create('fast'), { code: 'conflict', param: 'model' })
    const nowhere = create('slow', 'nobody')
    await assert.rejects(nowhere, { code: 'invalid_value', param: 'targets[1].provider_id' })
    for (const method of ['GET', 'DELETE']) {
      await assert.rejects(server.operate(method, '/api/routes/nobody'), { code: 'not_found' })
    }
  })
})

describeOnEveryEngine('prices', (engine) => {
  it('are the built-in ones, until the operator knows better', async () => {
    await using server = await TestControl.start(engine)
    const list = async () => (await server.operate<Page<PriceObject>>('GET', '/api/prices')).data
    const [builtIn] = await list()
    assert.deepEqual(builtIn, {
      object: 'price',
      model: 'gpt-4o-mini',
      input_usd_per_million: 0.15,
      cached_input_usd_per_million: 0.075,
      output_usd_per_million: 0.6,
      media: null,
      source: 'https://openai.com/api/pricing',
      as_of: '2026-11-01',
      is_override: false,
    })
    const put = (model: string) =>
      server.operate('PUT', '/api/prices', {
        body: {
          model,
          input_usd_per_million: 0.1,
          output_usd_per_million: 0.000001,
          source: 'our contract',
          as_of: '2026-11-20',
        },
      })
    await put('gpt-4o-mini')
    await put('meta/llama')
    const prices = await list()
    assert.deepEqual(
      prices.map(({ model, is_override }) => [model, is_override]),
      [
        ['gpt-4o-mini', true],
        ['meta/llama', true],
      ],
    )
    assert.equal(prices[0]?.output_usd_per_million, 0.000001)

    const ofPictures = await server.operate<PriceObject>('PUT', '/api/prices', {
      body: {
        model: 'meta/llama',
        input_usd_per_million: 5,
        output_usd_per_million: 0,
        media: { usd_per_image: { 'hd 1024x1024': 0.08 } },
        source: 'our contract',
        as_of: '2026-11-20',
      },
    })
    assert.deepEqual(ofPictures.media, {
      image_input_usd_per_million: 5,
      image_output_usd_per_million: 0,
      usd_per_million_characters: 0,
      usd_per_audio_minute: 0,
      usd_per_image: { 'hd 1024x1024': 0.08 },
    })
    assert.deepEqual((await list())[1], ofPictures)

    await server.operate('DELETE', '/api/prices/gpt-4o-mini')
    await server.operate('DELETE', '/api/prices/meta%2Fllama')
    assert.deepEqual(await list(), [builtIn])
    const gone = server.operate('DELETE', '/api/prices/gpt-4o-mini')
    await assert.rejects(gone, { code: 'not_found' })
    assert.equal(server.changes, 5)
  })
})
