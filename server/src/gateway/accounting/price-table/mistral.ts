import { type PriceRow, rows } from './price-row.ts'

/** Snapshots of one name differ in price here, so every name stands for itself. */
export const mistralPrices: readonly PriceRow[] = rows(
  {
    vendor: 'mistral',
    source: 'Mistral API pricing page, as kept by pydantic/genai-prices 0.1.8',
    asOf: '2026-09-23',
    contextTokens: 262_144,
    maxOutputTokens: null,
  },
  [
    {
      model: 'mistral-large-latest',
      inputUsd: 0.5,
      outputUsd: 1.5,
      source: 'anomalyco/models.dev providers/mistral',
      asOf: '2025-12-02',
    },
    { model: 'mistral-large-2512', inputUsd: 0.5, cachedInputUsd: 0.05, outputUsd: 1.5 },
    { model: 'mistral-large-2411', inputUsd: 2, outputUsd: 6, contextTokens: 131_072 },
    { model: 'mistral-medium-latest', inputUsd: 1.5, cachedInputUsd: 0.15, outputUsd: 7.5 },
    { model: 'mistral-medium-3-5', inputUsd: 1.5, cachedInputUsd: 0.15, outputUsd: 7.5 },
    { model: 'mistral-medium-2508', inputUsd: 0.4, cachedInputUsd: 0.04, outputUsd: 2 },
    // The alias follows the newest snapshot.
    { model: 'mistral-small-latest', inputUsd: 0.15, cachedInputUsd: 0.015, outputUsd: 0.6 },
    { model: 'mistral-small-2603', inputUsd: 0.15, cachedInputUsd: 0.015, outputUsd: 0.6 },
    { model: 'ministral-14b-2512', inputUsd: 0.2, cachedInputUsd: 0.02, outputUsd: 0.2 },
    { model: 'ministral-8b-latest', inputUsd: 0.15, cachedInputUsd: 0.015, outputUsd: 0.15 },
    { model: 'codestral-latest', inputUsd: 0.3, outputUsd: 0.9 },
    { model: 'codestral-2508', inputUsd: 0.3, cachedInputUsd: 0.03, outputUsd: 0.9 },
    { model: 'devstral-2512', inputUsd: 0.4, cachedInputUsd: 0.04, outputUsd: 2 },
  ],
)
