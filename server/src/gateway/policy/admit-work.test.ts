import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Caller, Limit, ModelCall, Target } from '../model-call.ts'
import type { Estimate } from './admit.ts'
import { mostOf, type AdmitWorkParts } from './admit-work.ts'

const budget: Limit = { owner: 'key:abcd1234', unit: 'micro-usd', window: 'total', limit: 5_000 }

const caller: Caller = {
  kind: 'key',
  keyId: 'abcd1234',
  personId: null,
  projectId: 'default',
  models: null,
  endpoints: null,
  expiresAtMs: null,
  limits: [budget],
}

const call: ModelCall = {
  requestId: 'req_1',
  endpoint: 'chat',
  model: 'm',
  stream: false,
  body: { model: 'm', messages: [{ role: 'user', content: 'Hi.' }] },
  payload: Buffer.from('{}'),
  feature: null,
  simulation: null,
  startedAtMs: 0,
  arrivedAt: 0,
  outputCapTokens: null,
  hasLeft: () => false,
}

const target: Target = {
  id: 'p/m',
  providerId: 'p',
  providerName: 'p',
  dialect: 'openai',
  model: 'm',
}

const estimate: Estimate = {
  isPriced: true,
  unpricedField: null,
  isBounded: true,
  inputMicroUsd: 10,
  outputMicroUsd: 100,
  outputTokensBound: 100,
  answers: 1,
  isOutputBounded: true,
  tokensForRateLimit: 10,
}

/** Nothing is held for one call of work. */
const ledger: AdmitWorkParts['ledger'] = {
  hold: () => assert.fail('held'),
  setAside: () => assert.fail('set aside'),
  isSetAside: async () => false,
}

describe('the most that a call of work can cost', () => {
  const most = (change: Partial<Estimate>, by = caller) =>
    mostOf({ ledger, estimate: () => ({ ...estimate, ...change }) }, by, call, target)

  it('is that of its input and output', () => {
    assert.equal(most({}), 110)
  })

  it('has to be known to a budget, and to nobody else', () => {
    for (const change of [{ isBounded: false }, { isPriced: false }]) {
      assert.throws(() => most(change), { code: 'unpriced_model' })
      assert.equal(most(change, { ...caller, limits: [] }), 110)
    }
  })
})
