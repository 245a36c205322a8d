import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ModelCardObject } from '@llavero/protocol/control/models.ts'
import type { NextTokenObject } from '@llavero/protocol/control/next-token.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { ProviderHealthObject } from '@llavero/protocol/control/provider-health.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import type { RequestDetailObject, RequestObject } from '@llavero/protocol/control/requests.ts'
import type { PreferencesObject, SettingsObject } from '@llavero/protocol/control/settings.ts'
import type { UsageSummary } from '@llavero/protocol/control/usage.ts'
import { type Browser, setUp } from './fakes/browser.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { errorOf, TestServer } from './fakes/server.ts'
import { FakeUpstream, refuse } from './fakes/upstream.ts'

async function ask<Body>(
  browser: Browser,
  method: string,
  path: string,
  body?: unknown,
): Promise<Body> {
  const response = await browser.ask(method, path, body)
  assert.equal(response.status, 200, await response.clone().text())
  return (await response.json()) as Body
}

describeOnEveryEngine('the workspace', (engine) => {
  it('knows of every model what it costs and what it can take', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    await server.operate('POST', '/api/providers', {
      name: 'Main',
      base_url: upstream.baseUrl,
      is_default: true,
    })
    await server.addRoute('thinker', [{ id: await providerId(browser), model: 'o3' }])
    await server.addRoute('listener', [{ id: await providerId(browser), model: 'whisper-1' }])
    const { data } = await browser.read<Page<ModelCardObject>>('/api/models')
    const cards = new Map(data.map((card) => [card.id, card]))
    const writers = data.filter(({ trade }) => trade === 'text').map(({ id }) => id)
    assert.deepEqual(writers.toSorted(), ['gpt-4o-mini', 'sim-code', 'sim-mini', 'thinker'])
    assert.equal(cards.get('sim-embed')?.trade, 'embeddings')
    const paid = cards.get('gpt-4o-mini')
    assert.deepEqual(
      [paid?.price?.input_usd_per_million, paid?.price?.output_usd_per_million],
      [0.15, 0.6],
    )
    assert.deepEqual([paid?.provider?.name, paid?.abilities.vision], ['Main', 'yes'])
    assert.equal(paid?.parameters.temperature.is_allowed, true)
    assert.equal(paid?.price?.media, null)
    assert.equal(cards.get('listener')?.price?.media?.usd_per_audio_minute, 0.006)
    const thinker = cards.get('thinker')
    assert.deepEqual([thinker?.is_route, thinker?.price?.input_usd_per_million], [true, 2])
    assert.deepEqual(thinker?.parameters.temperature, {
      is_allowed: false,
      reason: 'reasoning_model',
    })
    assert.equal(cards.get('sim-mini')?.is_simulated, true)
    assert.equal(cards.get('sim-code')?.parameters.top_p.reason, 'rule_based')
  })

  it('knows the price of a model that no name leads to, be its provider in use or not', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const add = (name: string, vendor: string) =>
      server.operate<ProviderObject>('POST', '/api/providers', {
        name,
        vendor,
        base_url: upstream.baseUrl,
      })
    const main = await add('Main', 'openai')
    const second = await add('Second', 'openai')
    const own = await add('Own', 'ollama')
    const cardAt = async ({ id }: ProviderObject) => {
      const path = `/api/providers/${id}/models`
      const { data } = await browser.read<Page<ModelCardObject>>(path)
      assert.equal(data.length, 1)
      return data[0]
    }
    const listed = await browser.read<Page<ModelCardObject>>('/api/models')
    assert.ok(!listed.data.some(({ id }) => id === 'gpt-4o-mini'), 'none is the default')
    const card = await cardAt(second)
    assert.deepEqual(
      [card?.id, card?.provider, card?.trade, card?.is_route],
      ['gpt-4o-mini', { id: second.id, name: 'Second', vendor: 'openai' }, 'text', false],
    )
    assert.equal(card?.price?.input_usd_per_million, 0.15)
    assert.equal((await cardAt(own))?.price, null, 'the price of a vendor does not hold at home')

    await server.addRoute('gpt-4o-mini', [{ id: main.id, model: 'whisper-1' }])
    assert.equal((await cardAt(main))?.price?.media, null, 'not that of the name of ours')
    await ask(browser, 'PATCH', `/api/providers/${second.id}`, { is_enabled: false })
    assert.equal((await cardAt(second))?.price?.input_usd_per_million, 0.15)

    const unknown = await browser.ask('GET', '/api/providers/nobody/models')
    assert.equal((await errorOf(unknown)).code, 'not_found')
  })

  it('chooses models for the tiers, until somebody else does', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const settings = () => browser.read<SettingsObject>('/api/settings')
    assert.deepEqual((await settings()).default_models.balanced, {
      chosen: null,
      model: 'sim-code',
    })
    await server.operate('POST', '/api/providers', {
      name: 'Main',
      base_url: upstream.baseUrl,
      is_default: true,
    })
    assert.equal((await settings()).default_models.small.model, 'gpt-4o-mini')
    const changed = await ask<SettingsObject>(browser, 'PATCH', '/api/settings', {
      default_models: { small: 'sim-mini' },
      stores_content: true,
    })
    assert.deepEqual(changed.default_models.small, { chosen: 'sim-mini', model: 'sim-mini' })
    await server.restart()
    assert.deepEqual(await settings(), changed)
    await server.chat({ model: 'sim-mini', max_tokens: 2 })
    const { id } = await server.row()
    const detail = await browser.read<RequestDetailObject>(`/api/requests/${id}`)
    assert.match(detail.content?.request ?? '', /Say hello/)
    const back = await ask<SettingsObject>(browser, 'PATCH', '/api/settings', {
      default_models: { small: null },
      stores_content: null,
    })
    assert.deepEqual(
      [back.default_models.small.chosen, back.stores_content, back.is_stores_content_chosen],
      [null, false, false],
    )
    const wrong = await browser.ask('PATCH', '/api/settings', {
      default_models: { large: 'sim-huge' },
    })
    assert.equal((await errorOf(wrong)).param, 'default_models.large')
  })

  it('remembers what a person prefers, and of nobody else', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    await ask(browser, 'PATCH', '/api/preferences', { language: 'ko', theme: 'dark' })
    const changed = await ask<PreferencesObject>(browser, 'PATCH', '/api/preferences', {
      theme: null,
      time_zone: 'Asia/Seoul',
    })
    assert.deepEqual(
      [changed.language, changed.theme, changed.time_zone],
      ['ko', null, 'Asia/Seoul'],
    )
    const { person } = await browser.read<{ person: { id: string } }>('/api/session')
    const row = await server.storage.people.get(person.id)
    assert.ok(row)
    await server.storage.people.insert({ ...row, id: 'person_eva', email: 'eva@example.com' })
    const stranger = await browser.as('eva@example.com')
    const theirs = await stranger.read<PreferencesObject>('/api/preferences')
    assert.equal(theirs.language, null)
  })

  it('tells in whose days usage lies, and every group opens exactly its rows', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const { key } = await server.createKey()
    for (const options of [{ key }, { headers: { 'x-llavero-feature': '=cmd' } }, {}]) {
      await server.chat({ model: 'sim-mini', max_tokens: 2 }, options)
    }
    await server.rows(3)
    for (const group_by of ['key', 'model', 'feature', 'day', 'provider', 'person']) {
      const query = `group_by=${group_by}&time_zone=Pacific/Chatham`
      const usage = await browser.read<UsageSummary>(`/api/usage?${query}`)
      assert.equal(usage.total.requests, 3)
      for (const { filters, requests, group } of usage.data) {
        const rows = await browser.read<Page<RequestObject>>(
          `/api/requests?${new URLSearchParams(filters).toString()}`,
        )
        assert.equal(rows.data.length, requests, `${group_by} ${group}`)
      }
    }
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Chatham' })
    const [row] = await server.rows(3)
    const days = await browser.read<UsageSummary>(
      '/api/usage?group_by=day&time_zone=Pacific/Chatham',
    )
    assert.equal(days.data.at(-1)?.group, day.format((row?.created_at ?? 0) * 1000))
    const csv = await browser.ask('GET', '/api/usage.csv?group_by=feature')
    assert.match(csv.headers.get('content-type') ?? '', /^text\/csv/)
    const text = await csv.text()
    assert.match(text, /^group,requests,.*,cost_usd,unpriced_requests\r\n/)
    assert.ok(text.includes("'=cmd,1,"), 'a spreadsheet must not take a name for a formula')
    const zone = await errorOf(await browser.ask('GET', '/api/usage?time_zone=Mars/Base'))
    assert.deepEqual([zone.status, zone.param], [400, 'time_zone'])
  })

  it('shows where the time of a call went, with the tries that failed', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ engine, upstream })
    const browser = await setUp(server)
    upstream.script((response) => refuse(response, 500, { 'retry-after-ms': '1' }))
    assert.equal((await server.chat({}, { headers: { cookie: browser.cookie } })).status, 200)
    const { id } = await server.row()
    const detail = await browser.read<RequestDetailObject>(`/api/requests/${id}`)
    const failed = detail.phases.filter(({ name }) => name === 'failed_try')
    assert.deepEqual(
      failed.map(({ status, error_code, model }) => [status, error_code, model]),
      [[500, 'upstream_error', 'gpt-4o-mini']],
    )
    const sum = detail.phases.reduce((total, { duration_ms }) => total + duration_ms, 0)
    assert.equal(sum, detail.total_ms)
    const found = await browser.read<Page<RequestObject>>(`/api/requests?id=${id.slice(0, 20)}`)
    assert.deepEqual(
      found.data.map((one) => one.id),
      [id],
    )
  })

  it('tells how a provider is doing', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({
      engine,
      upstream,
      settings: { LLAVERO_MAX_TRIES: '1' },
    })
    const browser = await setUp(server)
    const health = async () =>
      browser.read<ProviderHealthObject>(`/api/providers/${await providerId(browser)}/health`)
    assert.deepEqual([(await health()).state, (await health()).last_success_at], ['healthy', null])
    upstream.always((response) => refuse(response, 503))
    const { key } = await server.createKey()
    for (let call = 0; call < 5; call++) await server.chat({}, { key })
    await server.rows(5)
    const failing = await health()
    assert.equal(failing.state, 'open')
    assert.deepEqual(
      failing.circuits.map(({ model, failures, state }) => [model, failures, state]),
      [['gpt-4o-mini', 5, 'open']],
    )
    assert.deepEqual(
      failing.recent_errors.map(({ status }) => status),
      [503, 503, 503, 503, 503],
    )
    assert.equal((await browser.ask('GET', '/api/providers/none/health')).status, 404)
  })
})

describe("the simulator's next token", () => {
  it('is told by the distribution that the sampler draws from', async () => {
    await using server = await TestServer.start()
    const browser = await setUp(server)
    const next = (body: object) =>
      ask<NextTokenObject>(browser, 'POST', '/api/next-token', {
        prompt: 'What is a token?',
        ...body,
      })
    const plain = await next({ top: 100 })
    assert.ok(Math.abs((plain.data.at(-1)?.cumulative ?? 0) + plain.rest_probability - 1) < 1e-9)
    assert.equal(plain.top_p_size, plain.vocabulary_size)
    for (const { model_probability, probability, chance } of plain.data) {
      assert.ok(Math.abs(model_probability - probability) < 1e-9)
      assert.ok(Math.abs(chance - probability) < 1e-9)
    }

    const [first, second] = plain.data
    assert.ok(first && second)
    const logprob = await firstLogprob(server)
    assert.ok(Math.abs(Math.exp(logprob.logprob) - first.model_probability) < 1e-9)
    assert.equal(logprob.token, first.text)

    const hot = await next({ temperature: 2 })
    const squared = Math.sqrt(first.probability / second.probability)
    const ratio = (hot.data[0]?.probability ?? 0) / (hot.data[1]?.probability ?? 1)
    assert.ok(Math.abs(ratio - squared) < 1e-6)

    const narrow = await next({ temperature: 1.5, top_p: 0.5 })
    const inside = narrow.data.filter(({ is_in_top_p }) => is_in_top_p)
    assert.equal(inside.length, narrow.top_p_size)
    assert.ok((inside.at(-1)?.cumulative ?? 0) >= 0.5)
    assert.ok((inside.at(-2)?.cumulative ?? 0) < 0.5)
    assert.ok(Math.abs(inside.reduce((sum, { chance }) => sum + chance, 0) - 1) < 1e-9)

    const greedy = await next({ temperature: 0 })
    assert.deepEqual([greedy.data[0]?.text, greedy.data[0]?.chance], [first.text, 1])
    const banned = await next({ logit_bias: { [first.token]: -100 }, top: 100 })
    assert.ok(!banned.data.some(({ token, chance }) => token === first.token && chance > 0))
    const forced = await next({ logit_bias: { [second.token]: 100 } })
    assert.equal(forced.data[0]?.token, second.token)
    const wrong = await browser.ask('POST', '/api/next-token', { prompt: 'a', top_p: 2 })
    assert.equal((await errorOf(wrong)).param, 'top_p')
  })
})

async function firstLogprob(server: TestServer) {
  const response = await server.chat({
    model: 'sim-mini',
    messages: [{ role: 'user', content: 'What is a token?' }],
    max_tokens: 1,
    temperature: 0,
    logprobs: true,
  })
  const body = (await response.json()) as {
    readonly choices: readonly [
      {
        readonly logprobs: {
          readonly content: readonly [{ readonly token: string; readonly logprob: number }]
        }
      },
    ]
  }
  return body.choices[0].logprobs.content[0]
}

async function providerId(browser: Browser): Promise<string> {
  const { data } = await browser.read<Page<{ readonly id: string }>>('/api/providers')
  const [provider] = data
  assert.ok(provider)
  return provider.id
}
