import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { KeyObject } from '@llavero/protocol/control/keys.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import { toMicroUsd } from '@llavero/protocol/control/scalars.ts'
import type { UsageSummary } from '@llavero/protocol/control/usage.ts'
import { createApiKey } from '../src/auth/api-key.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { errorOf, TestServer, type TestServerOptions } from './fakes/server.ts'
import { until } from './fakes/until.ts'
import { answer, FakeUpstream, sendJson, streamWords } from './fakes/upstream.ts'

async function setScene(options: Omit<TestServerOptions, 'upstream'> = {}) {
  const disposables = new AsyncDisposableStack()
  const upstream = disposables.use(await FakeUpstream.start())
  const server = disposables.use(await TestServer.start({ upstream, ...options }))
  return { server, upstream, [Symbol.asyncDispose]: () => disposables.disposeAsync() }
}

const simulated = { model: 'sim-mini', max_tokens: 3 }

describe('who may call', () => {
  it('is asked of every spelling of a key alike', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey({ models: ['sim-mini'] })
    for (const headers of [
      { authorization: `Bearer ${key}` },
      { authorization: `bearer ${key}` },
      { 'x-api-key': key },
      { 'api-key': key },
    ]) {
      assert.equal((await server.chat(simulated, { headers })).status, 200)
      const refused = await errorOf(await server.chat({ model: 'sim-code' }, { headers }))
      assert.deepEqual([refused.status, refused.code], [403, 'model_not_allowed'])
      assert.equal((await server.fetch('/v1/models', { headers })).status, 200)
    }
  })

  it('is not decided by chance where two keys disagree', async () => {
    await using server = await TestServer.start()
    const [one, two] = [await server.createKey(), await server.createKey()]
    const headers = { authorization: `Bearer ${one.key}`, 'x-api-key': two.key }
    const error = await errorOf(await server.chat(simulated, { headers }))
    assert.deepEqual([error.status, error.code], [401, 'conflicting_api_keys'])
    const same = { authorization: `Bearer ${one.key}`, 'x-api-key': one.key }
    assert.equal((await server.chat(simulated, { headers: same })).status, 200)
  })

  it('is nobody with an unknown, a mistyped or a foreign key', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey()
    const otherDigit = key.endsWith('0') ? '1' : '0'
    for (const wrong of [
      createApiKey().text,
      key.slice(0, -1) + otherDigit,
      'sk-proj-abc',
      'x',
      '-',
    ]) {
      const error = await errorOf(await server.chat(simulated, { key: wrong }))
      assert.deepEqual([error.status, error.code], [401, 'invalid_api_key'])
    }
  })

  it('is anybody for the simulator on a loopback address, and for nothing else', async () => {
    await using scene = await setScene()
    assert.equal((await scene.server.chat(simulated)).status, 200)
    assert.equal((await errorOf(await scene.server.chat())).status, 401)
    assert.equal(scene.upstream.calls.length, 0)
  })

  it('is nobody without a key where the simulator is closed', async () => {
    await using server = await TestServer.start({ settings: { LLAVERO_OPEN_SIMULATOR: 'false' } })
    assert.equal((await errorOf(await server.chat(simulated))).status, 401)
    assert.equal((await errorOf(await server.fetch('/v1/models'))).status, 401)
  })
})

describe('the scope of a key', () => {
  it('covers models by name and by the beginning of the name, in calls and in the list', async () => {
    await using scene = await setScene()
    const { key } = await scene.server.createKey({ models: ['sim-c*', 'gpt-4o-mini'] })
    assert.equal((await scene.server.chat({ model: 'sim-code' }, { key })).status, 200)
    assert.equal((await scene.server.chat({ model: 'gpt-4o-mini' }, { key })).status, 200)
    for (const model of ['sim-mini', 'gpt-4o', 'gpt-4o-mini-2']) {
      const error = await errorOf(await scene.server.chat({ model }, { key }))
      assert.deepEqual([error.status, error.code, error.param], [403, 'model_not_allowed', 'model'])
    }
    const headers = { authorization: `Bearer ${key}` }
    const list = (await (await scene.server.fetch('/v1/models', { headers })).json()) as {
      data: { id: string }[]
    }
    assert.deepEqual(
      list.data.map(({ id }) => id),
      ['sim-code'],
    )
    assert.equal((await scene.server.fetch('/v1/models/sim-mini', { headers })).status, 404)
  })

  it('covers endpoints', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey({ endpoints: ['models'] })
    const error = await errorOf(await server.chat(simulated, { key }))
    assert.deepEqual([error.status, error.code], [403, 'endpoint_not_allowed'])
    assert.equal((await server.fetch('/v1/models', { headers: { 'x-api-key': key } })).status, 200)
  })

  it('ends with its expiry', async () => {
    await using server = await TestServer.start()
    const expires_at = Math.floor(Date.now() / 1000) + 1
    const { key } = await server.createKey({ expires_at })
    assert.equal((await server.chat(simulated, { key })).status, 200)
    const response = await until('the key has expired', async () => {
      const response = await server.chat(simulated, { key })
      return response.status !== 200 && response
    })
    assert.equal((await errorOf(response)).code, 'key_expired')
    assert.ok(Date.now() >= expires_at * 1000)
  })

  it('ends with its revocation at once, also after a restart', async () => {
    await using server = await TestServer.start()
    const { id, key } = await server.createKey()
    assert.equal((await server.chat(simulated, { key })).status, 200)
    await server.operate('POST', `/api/keys/${id}/revoke`)
    for (const when of ['at once', 'after a restart']) {
      const error = await errorOf(await server.chat(simulated, { key }))
      assert.deepEqual([error.status, error.code], [401, 'key_revoked'], when)
      await server.restart()
    }
  })

  it('changes at once when it is changed', async () => {
    await using server = await TestServer.start()
    const { id, key } = await server.createKey({ models: ['sim-code'] })
    assert.equal((await server.chat(simulated, { key })).status, 403)
    await server.operate('PATCH', `/api/keys/${id}`, { models: null })
    assert.equal((await server.chat(simulated, { key })).status, 200)
  })
})

describe('a limit per minute', () => {
  /** A minute must not end between the calls of a test: begins the next one where this one is old. */
  async function inOneMinute(): Promise<void> {
    await until('a young minute', () => Date.now() % 60_000 < 55_000)
  }

  it('refuses the request that is one too many, and says how many are left and until when', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey({ rpm: 3 })
    await inOneMinute()
    for (const left of ['2', '1', '0']) {
      const response = await server.chat(simulated, { key })
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('x-ratelimit-limit-requests'), '3')
      assert.equal(response.headers.get('x-ratelimit-remaining-requests'), left)
    }
    const response = await server.chat(simulated, { key })
    assert.match(response.headers.get('x-ratelimit-reset-requests') ?? '', /^[\d.]+m?s$/)
    assert.equal(response.headers.get('x-ratelimit-remaining-requests'), '0')
    const waitSeconds = Number(response.headers.get('retry-after'))
    assert.ok(waitSeconds > 0 && waitSeconds <= 60)
    const error = await errorOf(response)
    assert.deepEqual(
      [error.status, error.code, error.type],
      [429, 'rate_limit_exceeded', 'requests'],
    )
    const [row] = await server.rows(4)
    assert.deepEqual(
      [row?.verdict, row?.error_code, row?.cost_usd],
      ['refused', 'rate_limit_exceeded', 0],
    )
  })

  it('is exact for calls at the same time', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey({ rpm: 10 })
    await inOneMinute()
    const responses = await Promise.all(
      Array.from({ length: 40 }, () => server.chat(simulated, { key })),
    )
    assert.equal(responses.filter(({ status }) => status === 200).length, 10)
    assert.equal(responses.filter(({ status }) => status === 429).length, 30)
  })

  it('counts the tokens that were really used', async () => {
    await using scene = await setScene()
    scene.upstream.always((response) =>
      answer(response, 'Hi.', { prompt_tokens: 50, completion_tokens: 40 }),
    )
    const { key } = await scene.server.createKey({ tpm: 200 })
    await inOneMinute()
    assert.equal((await scene.server.chat({ max_tokens: 10 }, { key })).status, 200)
    const second = await scene.server.chat({ max_tokens: 10 }, { key })
    assert.equal(second.status, 200)
    assert.ok(Number(second.headers.get('x-ratelimit-remaining-tokens')) < 200 - 90)
    const error = await errorOf(await scene.server.chat({ max_tokens: 10 }, { key }))
    assert.deepEqual([error.status, error.code, error.type], [429, 'rate_limit_exceeded', 'tokens'])
  })
})

describeOnEveryEngine('a budget', (engine) => {
  /** A model with a price that the test knows: a tenth of a cent for a token of output. */
  async function setPricedScene() {
    const scene = await setScene({ engine })
    await scene.server.operate('PUT', '/api/prices', {
      model: 'gpt-4o-mini',
      input_usd_per_million: 100,
      output_usd_per_million: 1_000,
      source: 'test',
      as_of: '2026-11-20',
    })
    scene.upstream.always((response, call) => {
      if (call.body['stream'] === true) void streamWords(['Hi', '.'])(response, call)
      // 0.02 USD
      else answer(response, 'Hi.', { prompt_tokens: 100, completion_tokens: 10 })
    })
    return scene
  }

  it('is never passed by 200 calls at the same time', async () => {
    await using scene = await setPricedScene()
    const { id, key } = await scene.server.createKey({ budget_usd: 1 })
    const responses = await Promise.all(
      Array.from({ length: 200 }, () => scene.server.chat({ max_tokens: 10 }, { key })),
    )
    let allowed = 0
    for (const response of responses) {
      if (response.status === 200) {
        allowed++
        continue
      }
      const error = await errorOf(response)
      assert.deepEqual(
        [error.status, error.code, error.type],
        [429, 'insufficient_quota', 'insufficient_quota'],
      )
    }
    assert.ok(allowed > 0 && allowed <= 50, `${allowed} calls of 0.02 USD`)
    const rows = await scene.server.rows(200)
    const spent = rows.reduce((sum, row) => sum + toMicroUsd(row.cost_usd ?? 0), 0)
    assert.equal(spent, allowed * 20_000)
    assert.equal(await scene.server.metric('llavero_holds_outstanding'), 0)
    const stored = await scene.server.operate<KeyObject>('GET', `/api/keys/${id}`)
    assert.equal(toMicroUsd(stored.spent_usd), spent)
  })

  it('can be spent to its end, as what was held and not used is free at once', async () => {
    await using scene = await setPricedScene()
    const { key } = await scene.server.createKey({ budget_usd: 0.2 })
    let allowed = 0
    while ((await scene.server.chat({ max_tokens: 10 }, { key })).status === 200) allowed++
    assert.ok(allowed >= 9, `${allowed} of 10 calls`)
  })

  it('is the same after a restart', async () => {
    await using scene = await setPricedScene()
    const { key } = await scene.server.createKey({ budget_usd: 0.05 })
    assert.equal((await scene.server.chat({ max_tokens: 10 }, { key })).status, 200)
    assert.equal((await scene.server.chat({ max_tokens: 10 }, { key })).status, 200)
    await scene.server.restart()
    const error = await errorOf(await scene.server.chat({ max_tokens: 10 }, { key }))
    assert.equal(error.code, 'insufficient_quota')
  })

  it('caps the answer of a client that set no limit, also right after a start', async () => {
    await using scene = await setPricedScene()
    const { key } = await scene.server.createKey({ budget_usd: 0.1 })
    const capOf = async () => {
      const response = await scene.server.chat({}, { key })
      assert.equal(response.status, 200)
      return Number(scene.upstream.calls.at(-1)?.body['max_completion_tokens'])
    }
    const cap = await capOf()
    assert.ok(cap >= 16 && cap < 100, `a budget of 0.1 USD pays less than 100 tokens, not ${cap}`)
    await scene.server.restart()
    const capAfterwards = await capOf()
    assert.ok(capAfterwards < cap, `${capAfterwards} after ${cap}`)
  })

  it('lets more calls through as soon as it is raised', async () => {
    await using scene = await setPricedScene()
    const { id, key } = await scene.server.createKey({ budget_usd: 0.01 })
    assert.equal((await scene.server.chat({ max_tokens: 10 }, { key })).status, 429)
    await scene.server.operate('PATCH', `/api/keys/${id}`, { budget_usd: 1 })
    assert.equal((await scene.server.chat({ max_tokens: 10 }, { key })).status, 200)
    await scene.server.operate('PATCH', `/api/keys/${id}`, { budget_usd: 0.01 })
    assert.equal((await scene.server.chat({ max_tokens: 10 }, { key })).status, 429)
  })

  it('pays the tier that served a call, and refuses by name what has no known price', async () => {
    await using scene = await setScene()
    const { key } = await scene.server.createKey({ budget_usd: 100 })
    const costIn = async (asked: string, served: string) => {
      const usage = { prompt_tokens: 1_000, completion_tokens: 1_000, total_tokens: 2_000 }
      scene.upstream.script((response) =>
        sendJson(response, 200, { choices: [], usage, service_tier: served }),
      )
      const body = { model: 'gpt-5.5', max_tokens: 1_000, service_tier: asked }
      const response = await scene.server.chat(body, { key })
      return response.headers.get('x-llavero-cost-usd')
    }
    assert.equal(await costIn('priority', 'priority'), '0.087500')
    assert.equal(await costIn('priority', 'default'), '0.035000')
    assert.equal(await costIn('flex', 'flex'), '0.017500')
    const sent = scene.upstream.calls.length
    for (const [field, value] of Object.entries({ service_tier: 'flex', web_search_options: {} })) {
      const body = { model: 'gpt-4o', max_tokens: 10, [field]: value }
      const error = await errorOf(await scene.server.chat(body, { key }))
      assert.deepEqual([error.status, error.code, error.param], [403, 'unpriced_model', field])
    }
    assert.equal(scene.upstream.calls.length, sent)
  })

  it('is not for what leads to other models, not even behind a second key of the same name', async () => {
    await using scene = await setScene()
    const { key } = await scene.server.createKey({ budget_usd: 100 })
    const fallbacks = { models: ['anthropic/claude-opus-4'], route: 'fallback' }
    const error = await errorOf(await scene.server.chat(fallbacks, { key }))
    assert.deepEqual([error.status, error.code, error.param], [403, 'unpriced_model', 'models'])
    assert.equal(scene.upstream.calls.length, 0)

    const body = '{"model":"gpt-4o","messages":[{"role":"user","content":"Hi."}],"max_tokens":5'
    const response = await scene.server.fetch('/v1/chat/completions', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: `${body},"models":["o3"],"models":null}`,
    })
    await response.arrayBuffer()
    assert.equal(response.status, 200)
    assert.ok(!scene.upstream.calls[0]?.text.includes('o3'))
  })

  it('is not for models without a price, which are refused before they cost', async () => {
    await using scene = await setPricedScene()
    const { key } = await scene.server.createKey({ budget_usd: 1 })
    const error = await errorOf(
      await scene.server.chat({ model: 'nobody-knows-its-price' }, { key }),
    )
    assert.deepEqual([error.status, error.code], [403, 'unpriced_model'])
    assert.equal(scene.upstream.calls.length, 0)
    const free = await scene.server.createKey()
    assert.equal(
      (await scene.server.chat({ model: 'nobody-knows-its-price' }, { key: free.key })).status,
      200,
    )
  })

  it('goes on over a rotation of its key, whose former secret works for the grace time alone', async () => {
    await using scene = await setPricedScene()
    const { id, key } = await scene.server.createKey({ budget_usd: 0.02 })
    const rotate = (grace_seconds: number) =>
      scene.server.operate<{ key: string }>('POST', `/api/keys/${id}/rotate`, { grace_seconds })
    const second = await rotate(60)
    const formerUse = async () =>
      (await scene.server.operate<KeyObject>('GET', `/api/keys/${id}`)).previous_last_used_at
    assert.equal(await formerUse(), null)
    const startedAt = Math.floor(Date.now() / 1000)
    assert.equal((await scene.server.chat({ max_tokens: 10 }, { key })).status, 200)
    await until('the use is told', async () => ((await formerUse()) ?? 0) >= startedAt)
    const spent = await errorOf(await scene.server.chat({ max_tokens: 10 }, { key: second.key }))
    assert.deepEqual([spent.status, spent.code], [429, 'insufficient_quota'])
    const third = await rotate(0)
    const refused = async (of: string) => {
      const error = await errorOf(await scene.server.chat({ model: 'sim-mini' }, { key: of }))
      return [error.status, error.code]
    }
    assert.deepEqual(await refused(key), [401, 'invalid_api_key'])
    assert.deepEqual(await refused(second.key), [401, 'key_expired'])
    assert.equal((await scene.server.chat({ model: 'sim-mini' }, { key: third.key })).status, 200)
  })

  it('tells a cost that nobody knows as unknown, in the row and in the sums', async () => {
    await using scene = await setPricedScene()
    const { key } = await scene.server.createKey()
    for (const model of ['nobody-knows-its-price', 'sim-mini']) {
      await (await scene.server.chat({ model }, { key })).text()
    }
    const rows = await scene.server.rows(2)
    const costs = Object.fromEntries(rows.map((row) => [row.model_asked, row.cost_usd]))
    assert.deepEqual(costs, { 'nobody-knows-its-price': null, 'sim-mini': 0 })
    const { total } = await scene.server.operate<UsageSummary>('GET', '/api/usage')
    assert.deepEqual([total.requests, total.unpriced_requests, total.cost_usd], [2, 1, 0])
  })

  it('shows one number: the rows, the total, the key and the groups agree', async () => {
    await using scene = await setPricedScene()
    const [one, two] = [
      await scene.server.createKey({ budget_usd: 1 }),
      await scene.server.createKey(),
    ]
    const calls = 12
    for (let call = 0; call < calls; call++) {
      const { key } = call % 3 === 0 ? two : one
      const headers = { 'x-llavero-feature': call % 2 === 0 ? 'search' : 'chat' }
      const response = await scene.server.chat(
        { stream: call % 4 === 1, max_tokens: 10 },
        { key, headers },
      )
      assert.equal(response.status, 200)
      await response.text()
    }
    const rows = await scene.server.rows(calls)
    const sumOf = (some: readonly RequestObject[]) =>
      some.reduce((sum, row) => sum + toMicroUsd(row.cost_usd ?? 0), 0)

    for (const group of ['key', 'model', 'feature', 'day', 'provider']) {
      const usage = await scene.server.operate<UsageSummary>('GET', `/api/usage?group_by=${group}`)
      assert.equal(toMicroUsd(usage.total.cost_usd), sumOf(rows), group)
      const groups = usage.data.reduce((sum, { cost_usd }) => sum + toMicroUsd(cost_usd), 0)
      assert.equal(groups, sumOf(rows), group)
      assert.equal(usage.total.requests, calls)
    }
    const keys = await scene.server.operate<Page<KeyObject>>('GET', '/api/keys')
    for (const { id, spent_usd } of keys.data) {
      const own = rows.filter(({ key_id }) => key_id === id)
      assert.equal(toMicroUsd(spent_usd), sumOf(own))
      const usage = await scene.server.operate<UsageSummary>('GET', `/api/usage?key_id=${id}`)
      assert.equal(toMicroUsd(usage.total.cost_usd), sumOf(own))
    }
    const [account] = await scene.server.storage.quota.listByOwner(`key:${one.id}`)
    assert.equal(
      account?.settled,
      sumOf(rows.filter(({ key_id }) => key_id === one.id)),
      'the ledger',
    )
  })
})
