import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { MemoryQuotaStore } from '../../../test/fakes/memory-quota-store.ts'
import { Ledger } from '../../quota/ledger.ts'
import { valueIn } from '../header-list.ts'
import type { Admission, Caller, Limit, ModelCall } from '../model-call.ts'
import { admit, type AdmitParts } from './admit.ts'

const owner = 'key:abcd1234'
const budget = (limit: number): Limit => ({ owner, unit: 'micro-usd', window: 'total', limit })
const perMinute = (unit: 'requests' | 'tokens', limit: number): Limit => ({
  owner,
  unit,
  window: 'minute',
  limit,
})

function callerWith(limits: readonly Limit[], scope: Partial<Caller> = {}): Caller {
  return {
    kind: 'key',
    keyId: 'abcd1234',
    personId: null,
    projectId: 'default',
    models: null,
    endpoints: null,
    expiresAtMs: null,
    limits,
    ...scope,
  }
}

const call: ModelCall = {
  requestId: 'req_1',
  endpoint: 'chat',
  model: 'gpt-4o-mini',
  stream: false,
  body: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi.' }] },
  payload: Buffer.from('{}'),
  feature: null,
  simulation: null,
  startedAtMs: 0,
  arrivedAt: 0,
  outputCapTokens: null,
  hasLeft: () => false,
}

/** A model that costs 10 for its input and 1 for each token of its output, of which it writes 1,000. */
const estimateOf: AdmitParts['estimate'] = ({ outputCapTokens }) => ({
  isPriced: true,
  unpricedField: null,
  isBounded: true,
  inputMicroUsd: 10,
  outputMicroUsd: outputCapTokens ?? 1_000,
  outputTokensBound: outputCapTokens ?? 1_000,
  answers: 1,
  isOutputBounded: false,
  tokensForRateLimit: 50,
})

function setScene(change: Partial<ReturnType<typeof estimateOf>> = {}) {
  const store = new MemoryQuotaStore()
  const ledger = new Ledger({
    store,
    replica: 'a',
    clock: { now: () => 30_000 },
    storeTimeoutMs: 50,
  })
  const parts: AdmitParts = { ledger, estimate: (asked) => ({ ...estimateOf(asked), ...change }) }
  return { store, ledger, parts, ask: async (caller: Caller) => admit(parts, caller, call) }
}

function ticketOf(admission: Admission) {
  assert.ok(admission.allowed, admission.allowed ? '' : admission.error.message)
  return admission.ticket
}

function errorOf(admission: Admission) {
  assert.ok(!admission.allowed, 'it was allowed')
  return admission.error
}

describe('admission', () => {
  it('lets a caller without limits through, with nothing held', async () => {
    const ticket = ticketOf(await setScene().ask(callerWith([])))
    assert.deepEqual([ticket.hold.claims, ticket.headers, ticket.call], [[], [], call])
  })

  it('asks the scope first: nothing is held for a call outside of it', async () => {
    const { ledger, ask } = setScene()
    const limits = [perMinute('requests', 5)]
    assert.equal(
      errorOf(await ask(callerWith(limits, { models: ['gpt-4*', 'x'], endpoints: ['models'] })))
        .code,
      'endpoint_not_allowed',
    )
    assert.equal(
      errorOf(await ask(callerWith(limits, { models: ['gpt-5*'] }))).code,
      'model_not_allowed',
    )
    assert.equal(
      errorOf(await ask(callerWith(limits, { models: ['sim-*'], kind: 'anonymous' }))).code,
      'missing_api_key',
    )
    assert.equal(ledger.outstanding(), 0)
    assert.equal(ledger.status(perMinute('requests', 5)).remaining, 5)
  })

  it('refuses by its name what leads to other models or costs, to a budget and to a scope of models', async () => {
    const { ledger, parts } = setScene()
    const given = { models: ['o3'], route: 'fallback', plugins: [{ id: 'web' }], fallbacks: ['o3'] }
    const scoped = callerWith([], { models: ['gpt-*'] })
    for (const [field, value] of Object.entries(given)) {
      const asking = { ...call, body: { ...call.body, [field]: value } }
      const error = (caller: Caller) => {
        const admission = admit(parts, caller, asking)
        assert.ok(!(admission instanceof Promise))
        const { code, param } = errorOf(admission)
        return [code, param]
      }
      assert.deepEqual(error(callerWith([budget(5_000)])), ['unpriced_model', field])
      assert.deepEqual(error(scoped), ['model_not_allowed', field])
      ticketOf(await admit(parts, callerWith([perMinute('requests', 5)]), asking))
    }
    ticketOf(await admit(parts, scoped, { ...call, body: { ...call.body, models: null } }))
    assert.equal(ledger.status(budget(5_000)).remaining, 5_000)
  })

  it('takes a hold on every limit of the caller, each in its own unit', async () => {
    const { ask } = setScene()
    const limits = [perMinute('requests', 5), perMinute('tokens', 500), budget(5_000)]
    const { hold, headers } = ticketOf(await ask(callerWith(limits)))
    assert.deepEqual(
      hold.claims.map(({ amount }) => amount),
      [1, 50, 1_010],
    )
    assert.equal(valueIn(headers, 'x-ratelimit-remaining-requests'), '4')
    assert.equal(valueIn(headers, 'x-ratelimit-remaining-tokens'), '450')
    assert.equal(valueIn(headers, 'x-ratelimit-reset-tokens'), '30s')
  })

  it('refuses an unpriced model to a budget, and to nobody else', async () => {
    const { ask, ledger } = setScene({ isPriced: false })
    assert.equal(errorOf(await ask(callerWith([budget(5_000)]))).code, 'unpriced_model')
    assert.equal(ledger.outstanding(), 0)
    ticketOf(await ask(callerWith([perMinute('requests', 5)])))
  })

  it('refuses to a budget what a priced model does for an unknown price, by the name of the field', async () => {
    for (const unpricedField of ['service_tier', 'web_search_options'] as const) {
      const { ask, ledger } = setScene({ unpricedField })
      const error = errorOf(await ask(callerWith([budget(5_000)])))
      assert.deepEqual([error.code, error.param], ['unpriced_model', unpricedField])
      assert.equal(ledger.outstanding(), 0)
      ticketOf(await ask(callerWith([perMinute('requests', 5)])))
    }
  })

  it('says which limit is used up, and when to come back', async () => {
    const { ask } = setScene()
    const caller = callerWith([perMinute('requests', 1)])
    ticketOf(await ask(caller))
    const error = errorOf(await ask(caller))
    assert.deepEqual(
      [error.code, error.type, error.status, error.retryAfterMs],
      ['rate_limit_exceeded', 'requests', 429, 30_000],
    )
    assert.match(
      error.message,
      /requests per minute: limit 1, remaining 0\. Please try again in 30\.0s/,
    )
    assert.equal(error.headers['x-ratelimit-remaining-requests'], '0')
  })

  it('takes back what it held of other limits when one refuses', async () => {
    const { ask, ledger } = setScene()
    const requests = perMinute('requests', 5)
    const error = errorOf(await ask(callerWith([requests, perMinute('tokens', 49)])))
    assert.equal(error.type, 'tokens')
    assert.equal(ledger.status(requests).remaining, 5)
    assert.equal(ledger.outstanding(), 0)
  })

  it('refuses as out of quota what the rest of a budget cannot pay', async () => {
    const error = errorOf(
      await setScene({ isOutputBounded: true }).ask(callerWith([budget(1_009)])),
    )
    assert.deepEqual(
      [error.code, error.status, error.type],
      ['insufficient_quota', 429, 'insufficient_quota'],
    )
    assert.match(
      error.message,
      /total budget of this key is 0\.001009 USD, of which 0\.001009 is left/,
    )
  })

  it('fails closed, and says so, when the store does not answer', async () => {
    const { ask, store } = setScene()
    store.isBroken = true
    const error = errorOf(await ask(callerWith([budget(5_000)])))
    assert.deepEqual([error.code, error.status], ['quota_unavailable', 503])
  })

  it('caps the answer to what the budget affords where the client set no limit', async () => {
    const { ask, ledger } = setScene()
    const limit = budget(110)
    const { call: admitted, hold } = ticketOf(await ask(callerWith([limit])))
    assert.equal(admitted.outputCapTokens, 100)
    assert.deepEqual(
      hold.claims.map(({ amount }) => amount),
      [110],
    )
    assert.equal(ledger.status(limit).remaining, 0)
  })

  it('caps nothing where the budget is enough, or the client set a limit itself', async () => {
    assert.equal(
      ticketOf(await setScene().ask(callerWith([budget(1_010)]))).call.outputCapTokens,
      null,
    )
    const bounded = setScene({ isOutputBounded: true, outputMicroUsd: 50 })
    assert.equal(ticketOf(await bounded.ask(callerWith([budget(60)]))).call.outputCapTokens, null)
  })

  it('does not cap to an answer that is not worth its input', async () => {
    assert.equal(ticketOf(await setScene().ask(callerWith([budget(26)]))).call.outputCapTokens, 16)
    assert.equal(errorOf(await setScene().ask(callerWith([budget(25)]))).code, 'insufficient_quota')
  })

  it('holds all that is left for a call without a bound, and lets no other go until it is paid', async () => {
    const { ask, ledger, store } = setScene({ isBounded: false, isOutputBounded: true })
    const [own, whole] = [budget(2_000), { ...budget(9_000), owner: 'project:a' }]
    const earlier = new Ledger({ store, replica: 'b', clock: { now: () => 30_000 } })
    const held = await earlier.hold([{ limit: own, amount: 500 }])
    assert.ok(held.allowed)
    earlier.settle(held.hold, { requests: 1, tokens: 0, 'micro-usd': 500 })
    await earlier.close()

    const caller = callerWith([perMinute('requests', 5), own, whole])
    const [first, ...others] = await Promise.all([ask(caller), ask(caller), ask(caller)])
    const { hold } = ticketOf(first)
    assert.deepEqual(
      hold.claims.map(({ amount }) => amount),
      [1, 1_500, 9_000],
    )
    assert.deepEqual(
      others.map((other) => errorOf(other).code),
      ['insufficient_quota', 'insufficient_quota'],
    )
    ledger.settle(hold, { requests: 1, tokens: 0, 'micro-usd': 400 })
    assert.equal(ticketOf(await ask(caller)).hold.claims[1]?.amount, 1_100)
    assert.equal(ledger.status(perMinute('requests', 5)).remaining, 3)
  })

  it('refuses a call without a bound where not even what is likely is left', async () => {
    const { ask, ledger } = setScene({ isBounded: false, isOutputBounded: true })
    assert.equal(errorOf(await ask(callerWith([budget(1_009)]))).code, 'insufficient_quota')
    assert.equal(ledger.outstanding(), 0)
  })

  it('never holds more than the budget, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(3_000), fc.integer({ min: 1, max: 5 }), async (amount, calls) => {
        const { ask } = setScene()
        const caller = callerWith([budget(amount)])
        const admissions = await Promise.all(Array.from({ length: calls }, () => ask(caller)))
        const held = admissions
          .filter((admission) => admission.allowed)
          .flatMap(({ ticket }) => ticket.hold.claims)
          .reduce((sum, claim) => sum + claim.amount, 0)
        assert.ok(held <= amount, `${held} of ${amount}`)
      }),
    )
  })
})
