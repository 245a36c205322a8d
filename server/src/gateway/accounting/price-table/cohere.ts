import { type PriceRow, rows } from './price-row.ts'

export const coherePrices: readonly PriceRow[] = rows(
  {
    vendor: 'cohere',
    source: 'Cohere pricing page, as kept by pydantic/genai-prices 0.1.8',
    asOf: '2026-09-23',
    contextTokens: 128_000,
    maxOutputTokens: 4_096,
  },
  [
    {
      model: 'command-a-03-2025',
      inputUsd: 2.5,
      outputUsd: 10,
      contextTokens: 256_000,
      maxOutputTokens: 8_192,
    },
    { model: 'command-r-08-2024', inputUsd: 0.15, outputUsd: 0.6 },
    { model: 'command-r-plus-08-2024', inputUsd: 2.5, outputUsd: 10 },
    { model: 'command-r7b-12-2024', inputUsd: 0.0375, outputUsd: 0.15 },
  ],
)
