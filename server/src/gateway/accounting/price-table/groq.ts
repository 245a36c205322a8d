import { type PriceRow, rows } from './price-row.ts'

/** Charged by the minute alone. */
const listening = { inputUsd: 0, outputUsd: 0, contextTokens: null }

/** Open models under their makers' names: this price holds at Groq only. */
export const groqPrices: readonly PriceRow[] = rows(
  {
    vendor: 'groq',
    source: 'Groq models page, as kept by pydantic/genai-prices 0.1.8',
    asOf: '2026-09-23',
    contextTokens: 131_072,
    maxOutputTokens: null,
  },
  [
    { model: 'llama-3.3-70b-versatile', inputUsd: 0.59, outputUsd: 0.79, maxOutputTokens: 32_768 },
    { model: 'llama-3.1-8b-instant', inputUsd: 0.05, outputUsd: 0.08, maxOutputTokens: 131_072 },
    {
      model: 'openai/gpt-oss-120b',
      inputUsd: 0.15,
      cachedInputUsd: 0.075,
      outputUsd: 0.6,
      maxOutputTokens: 65_536,
    },
    {
      model: 'openai/gpt-oss-20b',
      inputUsd: 0.075,
      cachedInputUsd: 0.0375,
      outputUsd: 0.3,
      maxOutputTokens: 65_536,
    },
    { model: 'meta-llama/llama-4-maverick-17b-128e-instruct', inputUsd: 0.2, outputUsd: 0.6 },
    { model: 'meta-llama/llama-4-scout-17b-16e-instruct', inputUsd: 0.11, outputUsd: 0.34 },
    {
      model: 'moonshotai/kimi-k2-instruct-0905',
      inputUsd: 1,
      cachedInputUsd: 0.5,
      outputUsd: 3,
      contextTokens: 262_144,
    },
    { model: 'qwen/qwen3-32b', inputUsd: 0.29, outputUsd: 0.59 },
    { model: 'whisper-large-v3', ...listening, audioMinuteUsd: 0.00185 },
    { model: 'whisper-large-v3-turbo', ...listening, audioMinuteUsd: 0.000667 },
  ],
)
