import { type PriceRow, rows } from './price-row.ts'

const shared = {
  vendor: 'google',
  source: 'Gemini API pricing page, as kept by pydantic/genai-prices 0.1.8',
  asOf: '2026-09-23',
  contextTokens: 1_048_576,
  maxOutputTokens: 65_536,
}
const introductory = { source: `${shared.source}; doubles on 2027-01-01` }
const longContext = { fromInputTokens: 200_001, inputFactor: 2, outputFactor: 1.5 }

export const googlePrices: readonly PriceRow[] = rows(shared, [
  {
    model: 'gemini-3.8-flash',
    inputUsd: 0.75,
    cachedInputUsd: 0.075,
    outputUsd: 3.75,
    ...introductory,
  },
  {
    model: 'gemini-3.7-flash',
    inputUsd: 0.75,
    cachedInputUsd: 0.075,
    outputUsd: 3.75,
    ...introductory,
  },
  {
    model: 'gemini-3.6-flash',
    inputUsd: 0.75,
    cachedInputUsd: 0.075,
    outputUsd: 3.75,
    ...introductory,
  },
  { model: 'gemini-3.5-flash', inputUsd: 1.5, cachedInputUsd: 0.15, outputUsd: 9 },
  { model: 'gemini-3.5-flash-lite', inputUsd: 0.3, cachedInputUsd: 0.03, outputUsd: 2.5 },
  {
    model: 'gemini-3.1-pro-preview',
    inputUsd: 2,
    cachedInputUsd: 0.2,
    outputUsd: 12,
    longContext,
  },
  {
    model: 'gemini-3.1-flash-lite',
    inputUsd: 0.25,
    cachedInputUsd: 0.025,
    outputUsd: 1.5,
    audioInputUsd: 0.5,
  },
  {
    model: 'gemini-3-pro-preview',
    inputUsd: 2,
    cachedInputUsd: 0.2,
    outputUsd: 12,
    longContext,
  },
  {
    model: 'gemini-3-flash-preview',
    inputUsd: 0.5,
    cachedInputUsd: 0.05,
    outputUsd: 3,
    audioInputUsd: 1,
  },
  {
    model: 'gemini-2.5-pro',
    inputUsd: 1.25,
    cachedInputUsd: 0.125,
    outputUsd: 10,
    longContext,
  },
  {
    model: 'gemini-2.5-flash',
    inputUsd: 0.3,
    cachedInputUsd: 0.03,
    outputUsd: 2.5,
    audioInputUsd: 1,
  },
  {
    model: 'gemini-2.5-flash-lite',
    inputUsd: 0.1,
    cachedInputUsd: 0.01,
    outputUsd: 0.4,
    audioInputUsd: 0.3,
  },
  {
    model: 'gemini-2.0-flash',
    inputUsd: 0.1,
    cachedInputUsd: 0.025,
    outputUsd: 0.4,
    audioInputUsd: 0.7,
    maxOutputTokens: 8_192,
  },
  { model: 'gemini-2.0-flash-lite', inputUsd: 0.075, outputUsd: 0.3, maxOutputTokens: 8_192 },
])
