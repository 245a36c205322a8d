import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PriceList } from '../gateway/accounting/prices.ts'
import type { UsableModel } from './parts.ts'
import { modelOfTier } from './tier-model.ts'

const prices = new PriceList({ overrides: [], vendors: new Map([['cloud', 'openai']]) })

function model(id: string, from: 'cloud' | 'stranger' | 'own' = 'cloud'): UsableModel {
  const target = { id: `${from}/${id}`, providerId: from, providerName: from, model: id } as const
  const price = from === 'cloud' ? prices.find({ ...target, dialect: 'openai' }) : null
  const place = { ...target, vendor: '', isSimulated: false, isLocal: from === 'own', price }
  return { id, isRoute: false, places: [place] }
}

describe('the model of a tier', () => {
  it('is the chosen one while it is here', () => {
    const models = [model('gpt-4o'), model('my-own', 'stranger')]
    assert.equal(modelOfTier('balanced', 'my-own', models), 'my-own')
    assert.equal(modelOfTier('balanced', 'gone', models), 'gpt-4o')
  })

  it('has a known price where any has one, whatever a new provider brings', () => {
    const strangers = ['acme/gpt-4o', 'zz-coder', 'claude-sonnet-9'].map((id) =>
      model(id, 'stranger'),
    )
    assert.equal(modelOfTier('balanced', null, [...strangers, model('gpt-4o')]), 'gpt-4o')
    assert.equal(
      modelOfTier('large', null, [model('claude-opus-9', 'stranger'), model('o3')]),
      'o3',
    )
  })

  it('is one on own hardware before one of a stranger, and made for code where it can be', () => {
    const models = [
      model('acme-coder', 'stranger'),
      model('llama3', 'own'),
      model('qwen-coder', 'own'),
    ]
    assert.equal(modelOfTier('balanced', null, models), 'qwen-coder')
    assert.equal(modelOfTier('small', null, [model('acme', 'stranger')]), 'acme')
  })

  it('is the simulator where no provider has a model', () => {
    assert.equal(modelOfTier('small', null, []), 'sim-code')
  })
})
