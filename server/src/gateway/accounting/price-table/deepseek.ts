import { type PriceRow, rows } from './price-row.ts'

/** The rate of the peak hours, 01:00–04:00 and 06:00–10:00 UTC; all other hours cost half. */
const deepSeekFlash = { inputUsd: 0.3, cachedInputUsd: 0.006, outputUsd: 1.2 }

export const deepSeekPrices: readonly PriceRow[] = rows(
  {
    vendor: 'deepseek',
    source: 'DeepSeek API documentation and anomalyco/models.dev; peak hours',
    asOf: '2026-09-14',
    contextTokens: 1_000_000,
    maxOutputTokens: 393_216,
  },
  [
    { model: 'deepseek-flash', ...deepSeekFlash },
    // Older names that the vendor serves and bills as deepseek-flash.
    { model: 'deepseek-v4-flash', ...deepSeekFlash },
    { model: 'deepseek-v4-pro', ...deepSeekFlash },
  ],
)
