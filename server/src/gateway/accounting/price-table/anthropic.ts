import { type PriceRow, rows } from './price-row.ts'

const shared = {
  vendor: 'anthropic',
  source: 'Anthropic pricing page, as kept by pydantic/genai-prices 0.1.8',
  asOf: '2026-09-23',
}
const sonnet4 = { inputUsd: 3, cachedInputUsd: 0.3, cacheWriteUsd: 3.75, outputUsd: 15 }
const opus4 = { inputUsd: 15, cachedInputUsd: 1.5, cacheWriteUsd: 18.75, outputUsd: 75 }
const opus45 = { inputUsd: 5, cachedInputUsd: 0.5, cacheWriteUsd: 6.25, outputUsd: 25 }

const millionTokenModels = rows({ ...shared, contextTokens: 1_000_000, maxOutputTokens: 128_000 }, [
  {
    model: 'claude-fable-5-1',
    inputUsd: 10,
    cachedInputUsd: 0.25,
    cacheWriteUsd: 12.5,
    outputUsd: 50,
  },
  {
    model: 'claude-fable-5',
    inputUsd: 10,
    cachedInputUsd: 1,
    cacheWriteUsd: 12.5,
    outputUsd: 50,
  },
  { model: 'claude-opus-5-5', inputUsd: 4, cachedInputUsd: 0.2, cacheWriteUsd: 5, outputUsd: 20 },
  { model: 'claude-opus-5', ...opus45 },
  { model: 'claude-opus-4-8', ...opus45 },
  { model: 'claude-opus-4-7', ...opus45 },
  { model: 'claude-opus-4-6', ...opus45 },
  {
    model: 'claude-sonnet-5-5',
    inputUsd: 2,
    cachedInputUsd: 0.1,
    cacheWriteUsd: 2.5,
    outputUsd: 10,
    source: 'Anthropic pricing page, as kept by anomalyco/models.dev',
    asOf: '2026-10-03',
  },
  {
    model: 'claude-sonnet-5',
    inputUsd: 2,
    cachedInputUsd: 0.2,
    cacheWriteUsd: 2.5,
    outputUsd: 10,
  },
  { model: 'claude-sonnet-4-6', ...sonnet4 },
  {
    model: 'claude-haiku-5-5',
    inputUsd: 0.1,
    cachedInputUsd: 0.01,
    cacheWriteUsd: 0.125,
    outputUsd: 0.5,
    source: 'Anthropic list price, as quoted by several public price lists',
    asOf: '2026-10-07',
  },
])

const classics = rows({ ...shared, contextTokens: 200_000, maxOutputTokens: 64_000 }, [
  {
    model: 'claude-haiku-4-5',
    inputUsd: 1,
    cachedInputUsd: 0.1,
    cacheWriteUsd: 1.25,
    outputUsd: 5,
  },
  { model: 'claude-sonnet-4-5', ...sonnet4 },
  { model: 'claude-sonnet-4', ...sonnet4 },
  { model: 'claude-sonnet-4-0', ...sonnet4 },
  { model: 'claude-3-7-sonnet', ...sonnet4 },
  { model: 'claude-3-5-sonnet', ...sonnet4, maxOutputTokens: 8_192 },
  { model: 'claude-opus-4-5', ...opus45 },
  { model: 'claude-opus-4-1', ...opus4, maxOutputTokens: 32_000 },
  { model: 'claude-opus-4', ...opus4, maxOutputTokens: 32_000 },
  { model: 'claude-opus-4-0', ...opus4, maxOutputTokens: 32_000 },
  {
    model: 'claude-3-5-haiku',
    inputUsd: 0.8,
    cachedInputUsd: 0.08,
    cacheWriteUsd: 1,
    outputUsd: 4,
    maxOutputTokens: 8_192,
  },
])

export const anthropicPrices: readonly PriceRow[] = [...millionTokenModels, ...classics]
