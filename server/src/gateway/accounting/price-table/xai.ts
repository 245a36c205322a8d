import { type PriceRow, rows } from './price-row.ts'

const shared = {
  vendor: 'xai',
  source: 'xAI models page, as kept by pydantic/genai-prices 0.1.8',
  asOf: '2026-09-23',
  maxOutputTokens: null,
}
const longContext = { fromInputTokens: 200_000, inputFactor: 2, outputFactor: 2 }

export const xaiPrices: readonly PriceRow[] = [
  ...rows({ ...shared, longContext, contextTokens: 500_000 }, [
    {
      model: 'grok-4.7',
      inputUsd: 2,
      cachedInputUsd: 0.5,
      outputUsd: 6,
      source: 'xAI pricing page, as kept by anomalyco/models.dev',
      asOf: '2026-09-21',
    },
    { model: 'grok-4.6', inputUsd: 2, cachedInputUsd: 0.5, outputUsd: 6 },
    { model: 'grok-4.5', inputUsd: 2, cachedInputUsd: 0.3, outputUsd: 6 },
    {
      model: 'grok-4.3',
      inputUsd: 1.25,
      cachedInputUsd: 0.2,
      outputUsd: 2.5,
      contextTokens: 1_000_000,
    },
    {
      model: 'grok-4.20',
      inputUsd: 1.25,
      cachedInputUsd: 0.2,
      outputUsd: 2.5,
      contextTokens: 1_000_000,
    },
    {
      model: 'grok-build-0.1',
      inputUsd: 1,
      cachedInputUsd: 0.2,
      outputUsd: 2,
      contextTokens: 256_000,
    },
  ]),
  ...rows({ ...shared, contextTokens: 131_072 }, [
    {
      model: 'grok-code-fast-1',
      inputUsd: 0.2,
      cachedInputUsd: 0.02,
      outputUsd: 1.5,
      contextTokens: 256_000,
    },
    { model: 'grok-3', inputUsd: 3, cachedInputUsd: 0.75, outputUsd: 15 },
    { model: 'grok-3-mini', inputUsd: 0.3, cachedInputUsd: 0.075, outputUsd: 0.5 },
  ]),
]
