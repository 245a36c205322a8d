import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { priceTable } from './price-table.ts'
import type { PriceRow } from './price-table/price-row.ts'

/** OpenAI asks nothing for moderation. */
const freeModels = new Set(['omni-moderation', 'text-moderation'])

function ratesOf(row: PriceRow): [string, number][] {
  const { imageUsd, ...rates } = row
  const single = Object.entries(rates).filter(([field]) => field.endsWith('Usd'))
  return [...(single as [string, number][]), ...Object.entries(imageUsd ?? {})]
}

describe('The price table', () => {
  it('names every model once', () => {
    const names = priceTable.map((row) => row.model)
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    )
  })

  it('prices every model above nothing, in whole micro-dollars per million tokens', () => {
    for (const row of priceTable) {
      const rates = ratesOf(row)
      const isFree = freeModels.has(row.model)
      assert.equal(
        rates.some(([, usd]) => usd > 0),
        !isFree,
        row.model,
      )
      for (const [field, usd] of rates) {
        assert.ok(usd >= 0, `${row.model} ${field}`)
        const microUsd = usd * 1_000_000
        assert.ok(Math.abs(microUsd - Math.round(microUsd)) < 1e-6, `${row.model} ${field}`)
      }
    }
  })

  it('never asks more for cached input than for fresh, nor less for output than for input', () => {
    for (const row of priceTable) {
      assert.ok((row.cachedInputUsd ?? 0) <= row.inputUsd, row.model)
      assert.ok((row.cacheWriteUsd ?? row.inputUsd) >= row.inputUsd, row.model)
      // What only reads writes nothing that could cost.
      assert.ok(row.outputUsd === 0 || row.outputUsd >= row.inputUsd, row.model)
    }
  })

  it('says for every figure where it was read and for which day it holds', () => {
    for (const row of priceTable) {
      assert.notEqual(row.source, '', row.model)
      assert.match(row.asOf, /^20\d\d-\d\d-\d\d$/, row.model)
      assert.ok(!Number.isNaN(Date.parse(row.asOf)), row.model)
    }
  })

  it('lets no answer be longer than the context, nor a long prompt begin beyond it', () => {
    for (const row of priceTable) {
      const context = row.contextTokens ?? Infinity
      assert.ok((row.maxOutputTokens ?? 0) <= context, row.model)
      assert.ok((row.longContext?.fromInputTokens ?? 0) < context, row.model)
    }
  })

  it('has the models that the beginners’ guides name', () => {
    const names = new Set(priceTable.map((row) => row.model))
    for (const name of ['gpt-4o', 'gpt-4o-mini', 'gpt-4', 'gpt-4-turbo', 'gpt-3.5-turbo']) {
      assert.ok(names.has(name), name)
    }
  })
})
