import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import type * as z from 'zod'
import { GatewayError } from '../errors.ts'
import { parse } from '../parse.ts'
import { createKeyBody, updateKeyBody } from './keys.ts'
import { putPriceBody } from './prices.ts'
import { createProviderBody, probeProviderBody, updateProviderBody } from './providers.ts'
import { requestsQuery } from './requests.ts'
import { createRouteBody, updateRouteBody } from './routes.ts'
import { toMicroUsd, toUsd, usd } from './scalars.ts'
import { loginBody, setupBody } from './setup.ts'
import { usageQuery } from './usage.ts'

const target = { provider_id: 'p1', model: 'm' }
const valid: readonly (readonly [string, z.ZodType, object])[] = [
  ['setup', setupBody, { code: 'K7QF-2MXA', email: 'a@b.c', name: 'A', password: 'x'.repeat(12) }],
  ['login', loginBody, { email: 'a@b.c', password: 'x' }],
  ['create key', createKeyBody, { name: 'ci', budget_usd: 1.5, models: ['gpt-*'], rpm: 60 }],
  ['update key', updateKeyBody, { budget_usd: null }],
  [
    'create provider',
    createProviderBody,
    { name: 'OpenAI', base_url: 'https://api.openai.com/v1' },
  ],
  ['update provider', updateProviderBody, { is_enabled: false }],
  ['probe provider', probeProviderBody, { base_url: 'http://127.0.0.1:11434/v1' }],
  ['create route', createRouteBody, { model: 'fast', targets: [target] }],
  ['update route', updateRouteBody, { targets: [target] }],
  [
    'put price',
    putPriceBody,
    {
      model: 'm',
      input_usd_per_million: 0.15,
      output_usd_per_million: 0.6,
      source: 'list',
      as_of: '2026-11-20',
    },
  ],
  ['requests', requestsQuery, { limit: '20', status: '429', verdict: 'refused' }],
  ['usage', usageQuery, { group_by: 'day', from: '1763600000' }],
]

function fault(schema: z.ZodType, value: unknown): { param: string | null; code: string } {
  try {
    parse(schema, value)
  } catch (error) {
    assert.ok(error instanceof GatewayError, String(error))
    return { param: error.param, code: error.code }
  }
  return assert.fail('The value passed.')
}

describe('the admin API', () => {
  for (const [name, schema, body] of valid) {
    it(`takes a sound body or query: ${name}`, () => {
      parse(schema, body)
    })

    it(`refuses an unknown key by name: ${name}`, () => {
      const found = fault(schema, { ...body, budgt_usd: 1 })
      assert.deepEqual(found, { param: 'budgt_usd', code: 'unknown_parameter' })
    })

    it(`answers random JSON without a crash: ${name}`, () => {
      fc.assert(
        fc.property(
          fc.dictionary(fc.constantFrom(...Object.keys(body)), fc.jsonValue()),
          (value) => {
            try {
              parse(schema, value)
            } catch (error) {
              assert.ok(error instanceof GatewayError, String(error))
            }
          },
        ),
      )
    })
  }

  it('fills in what a key and a page leave open', () => {
    assert.deepEqual(parse(createKeyBody, { name: 'ci' }), { name: 'ci', budget_window: 'total' })
    assert.deepEqual(parse(requestsQuery, {}), { limit: 50 })
  })

  it('reads the numbers of a query string', () => {
    assert.equal(parse(requestsQuery, { limit: '200' }).limit, 200)
    assert.deepEqual(fault(requestsQuery, { limit: '201' }), {
      param: 'limit',
      code: 'integer_above_max_value',
    })
    assert.throws(() => parse(requestsQuery, { limit: 'many' }), {
      message: "Invalid type for 'limit': expected an integer, but got a string instead.",
    })
  })

  it('names an unknown key inside a list', () => {
    const body = { model: 'fast', targets: [{ ...target, weight: 1 }] }
    assert.deepEqual(fault(createRouteBody, body), {
      param: 'targets[0].weight',
      code: 'unknown_parameter',
    })
  })

  it('refuses names that a database could not keep or a list could not show', () => {
    for (const name of ['a\0b', 'a\nb', 'half a pair \ud800']) {
      assert.throws(() => parse(createKeyBody, { name }), { code: 'invalid_value', param: 'name' })
      assert.throws(() => parse(requestsQuery, { feature: name }), { param: 'feature' })
    }
    assert.equal(parse(createKeyBody, { name: 'Ключ ñ 열쇠' }).name, 'Ключ ñ 열쇠')
  })

  it('wants a password of 12 characters', () => {
    const body = { code: 'x', email: 'a@b.c', name: 'A', password: 'elevenchars' }
    assert.deepEqual(fault(setupBody, body), {
      param: 'password',
      code: 'string_below_min_length',
    })
  })

  it('takes only plain http addresses of providers', () => {
    for (const base_url of [
      'ftp://x/',
      'https://user:pw@x/',
      'https://x/?key=1',
      'x',
      'https://x/#a',
    ]) {
      assert.equal(fault(probeProviderBody, { base_url }).param, 'base_url', base_url)
    }
  })
})

describe('dollars on the wire', () => {
  it('are refused beyond whole micro-dollars', () => {
    assert.throws(() => parse(createKeyBody, { name: 'ci', budget_usd: 0.000_000_1 }), {
      code: 'invalid_value',
      message: "Invalid 'budget_usd': too many decimals. Expected a value with at most 6 decimals.",
    })
  })

  it('are exact for every whole number of micro-dollars', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000_000 }), (microUsd) => {
        assert.equal(toMicroUsd(parse(usd, toUsd(microUsd))), microUsd)
      }),
    )
  })
})
