import { type PriceRow, rows } from './price-row.ts'

const shared = {
  vendor: 'openai',
  source: 'OpenAI API pricing page, as kept by pydantic/genai-prices 0.1.8',
  asOf: '2026-09-23',
}
const fastMode = {
  flex: 0.5,
  source: 'OpenAI, openai.com/api-fast-mode and the API pricing page',
  asOf: '2026-08-27',
}
/** All but the newest and the smallest cost twice as much. */
const tiers = { ...fastMode, fast: 2 }
const gpt6Tiers = {
  flex: 0.5,
  fast: 2,
  source: 'OpenAI API pricing page, as quoted by Codex-Manager 0.4.6 and 0.4.7',
  asOf: '2026-09-30',
}
/** Of models that have no flex. */
function fastOnly(fast: number) {
  const { source, asOf } = fastMode
  return { fast, source, asOf }
}
const longContext = { fromInputTokens: 272_000, inputFactor: 2, outputFactor: 1.5 }

const flagships = rows(
  {
    ...shared,
    longContext,
    contextTokens: 1_050_000,
    maxOutputTokens: 128_000,
  },
  [
    { model: 'gpt-6-astra', inputUsd: 10, cachedInputUsd: 1, cacheWriteUsd: 12.5, outputUsd: 50 },
    {
      model: 'gpt-6.1-sol',
      inputUsd: 2,
      cachedInputUsd: 0.1,
      cacheWriteUsd: 2.5,
      outputUsd: 10,
      tiers: gpt6Tiers,
      source: 'OpenAI API pricing page, as quoted by several public price lists',
      asOf: '2026-10-04',
    },
    {
      model: 'gpt-6-sol',
      inputUsd: 2,
      cachedInputUsd: 0.2,
      cacheWriteUsd: 2.5,
      outputUsd: 10,
      tiers: gpt6Tiers,
    },
    {
      model: 'gpt-6-luna',
      inputUsd: 0.1,
      cachedInputUsd: 0.01,
      cacheWriteUsd: 0.125,
      outputUsd: 0.5,
      tiers: gpt6Tiers,
    },
    {
      model: 'gpt-5.6',
      inputUsd: 4,
      cachedInputUsd: 0.4,
      cacheWriteUsd: 5,
      outputUsd: 20,
      tiers: tiers,
    },
    {
      model: 'gpt-5.6-sol',
      inputUsd: 4,
      cachedInputUsd: 0.4,
      cacheWriteUsd: 5,
      outputUsd: 20,
      tiers: tiers,
    },
    {
      model: 'gpt-5.6-terra',
      inputUsd: 2,
      cachedInputUsd: 0.2,
      cacheWriteUsd: 2.5,
      outputUsd: 12,
      tiers: tiers,
    },
    {
      model: 'gpt-5.6-luna',
      inputUsd: 0.2,
      cachedInputUsd: 0.02,
      cacheWriteUsd: 0.25,
      outputUsd: 1.2,
      tiers: tiers,
    },
    {
      model: 'gpt-5.5',
      inputUsd: 5,
      cachedInputUsd: 0.5,
      outputUsd: 30,
      tiers: { ...fastMode, fast: 2.5 },
    },
    { model: 'gpt-5.4', inputUsd: 2.5, cachedInputUsd: 0.25, outputUsd: 15, tiers: tiers },
  ],
)

const gpt5 = rows({ ...shared, contextTokens: 400_000, maxOutputTokens: 128_000 }, [
  { model: 'gpt-5.4-mini', inputUsd: 0.75, cachedInputUsd: 0.075, outputUsd: 4.5, tiers: tiers },
  { model: 'gpt-5.4-nano', inputUsd: 0.2, cachedInputUsd: 0.02, outputUsd: 1.25, tiers: fastMode },
  { model: 'gpt-5.2', inputUsd: 1.75, cachedInputUsd: 0.175, outputUsd: 14, tiers: tiers },
  { model: 'gpt-5.1', inputUsd: 1.25, cachedInputUsd: 0.125, outputUsd: 10, tiers: tiers },
  { model: 'gpt-5', inputUsd: 1.25, cachedInputUsd: 0.125, outputUsd: 10, tiers: tiers },
  {
    model: 'gpt-5-mini',
    inputUsd: 0.25,
    cachedInputUsd: 0.025,
    outputUsd: 2,
    tiers: { ...fastMode, fast: 1.8 },
  },
  { model: 'gpt-5-nano', inputUsd: 0.05, cachedInputUsd: 0.005, outputUsd: 0.4, tiers: fastMode },
])

const chat = rows({ ...shared, contextTokens: 128_000, maxOutputTokens: 16_384 }, [
  { model: 'gpt-5.3-chat-latest', inputUsd: 1.75, cachedInputUsd: 0.175, outputUsd: 14 },
  { model: 'gpt-5.2-chat-latest', inputUsd: 1.75, cachedInputUsd: 0.175, outputUsd: 14 },
  { model: 'gpt-5.1-chat-latest', inputUsd: 1.25, cachedInputUsd: 0.125, outputUsd: 10 },
  { model: 'gpt-5-chat-latest', inputUsd: 1.25, cachedInputUsd: 0.125, outputUsd: 10 },
  { model: 'chatgpt-4o-latest', inputUsd: 5, outputUsd: 15 },
  { model: 'gpt-4o', inputUsd: 2.5, cachedInputUsd: 1.25, outputUsd: 10, tiers: fastOnly(1.7) },
  {
    model: 'gpt-4o-2024-05-13',
    inputUsd: 5,
    outputUsd: 15,
    tiers: fastOnly(1.75),
    maxOutputTokens: 4_096,
  },
  {
    model: 'gpt-4o-mini',
    inputUsd: 0.15,
    cachedInputUsd: 0.075,
    outputUsd: 0.6,
    tiers: fastOnly(1 / 0.6),
  },
  { model: 'gpt-audio', inputUsd: 2.5, outputUsd: 10, audioInputUsd: 32, audioOutputUsd: 64 },
  { model: 'gpt-audio-1.5', inputUsd: 2.5, outputUsd: 10, audioInputUsd: 32, audioOutputUsd: 64 },
  { model: 'gpt-audio-mini', inputUsd: 0.6, outputUsd: 2.4, audioInputUsd: 10, audioOutputUsd: 20 },
])

/** Where cached sound is dearer than cached text, as at the small model, all that is cached costs as much. */
const realtime = rows({ ...shared, contextTokens: 32_000, maxOutputTokens: 4_096 }, [
  ...['gpt-realtime', 'gpt-realtime-1.5'].map((model) => ({
    model,
    inputUsd: 4,
    cachedInputUsd: 0.4,
    outputUsd: 16,
    audioInputUsd: 32,
    audioOutputUsd: 64,
    imageInputUsd: 5,
  })),
  {
    model: 'gpt-realtime-mini',
    inputUsd: 0.6,
    cachedInputUsd: 0.3,
    outputUsd: 2.4,
    audioInputUsd: 10,
    audioOutputUsd: 20,
    imageInputUsd: 0.8,
  },
])

const audioPreviews = rows(
  {
    vendor: 'openai',
    contextTokens: 128_000,
    maxOutputTokens: 16_384,
    source: 'BerriAI/litellm model_prices_and_context_window.json',
    asOf: '2026-04-21',
  },
  [
    {
      model: 'gpt-4o-audio-preview',
      inputUsd: 2.5,
      outputUsd: 10,
      audioInputUsd: 40,
      audioOutputUsd: 80,
    },
    {
      model: 'gpt-4o-mini-audio-preview',
      inputUsd: 0.15,
      outputUsd: 0.6,
      audioInputUsd: 10,
      audioOutputUsd: 20,
    },
  ],
)

const gpt41 = rows({ ...shared, contextTokens: 1_047_576, maxOutputTokens: 32_768 }, [
  { model: 'gpt-4.1', inputUsd: 2, cachedInputUsd: 0.5, outputUsd: 8, tiers: fastOnly(1.75) },
  {
    model: 'gpt-4.1-mini',
    inputUsd: 0.4,
    cachedInputUsd: 0.1,
    outputUsd: 1.6,
    tiers: fastOnly(1.75),
  },
  {
    model: 'gpt-4.1-nano',
    inputUsd: 0.1,
    cachedInputUsd: 0.025,
    outputUsd: 0.4,
    tiers: fastOnly(2),
  },
])

const reasoning = rows({ ...shared, contextTokens: 200_000, maxOutputTokens: 100_000 }, [
  {
    model: 'o4-mini',
    inputUsd: 1.1,
    cachedInputUsd: 0.275,
    outputUsd: 4.4,
    tiers: { ...fastMode, fast: 2 / 1.1 },
  },
  {
    model: 'o3',
    inputUsd: 2,
    cachedInputUsd: 0.5,
    outputUsd: 8,
    tiers: { ...fastMode, fast: 1.75 },
  },
  { model: 'o3-mini', inputUsd: 1.1, cachedInputUsd: 0.55, outputUsd: 4.4 },
  { model: 'o1', inputUsd: 15, cachedInputUsd: 7.5, outputUsd: 60 },
])

const classics = rows({ ...shared, contextTokens: 128_000, maxOutputTokens: 4_096 }, [
  { model: 'gpt-4-turbo', inputUsd: 10, outputUsd: 30 },
  { model: 'gpt-4-turbo-preview', inputUsd: 10, outputUsd: 30 },
  { model: 'gpt-4-1106-preview', inputUsd: 10, outputUsd: 30 },
  { model: 'gpt-4-0125-preview', inputUsd: 10, outputUsd: 30 },
  {
    model: 'gpt-4',
    inputUsd: 30,
    outputUsd: 60,
    contextTokens: 8_192,
    maxOutputTokens: 8_192,
  },
  { model: 'gpt-3.5-turbo', inputUsd: 0.5, outputUsd: 1.5, contextTokens: 16_385 },
  { model: 'gpt-3.5-turbo-1106', inputUsd: 1, outputUsd: 2, contextTokens: 16_385 },
  { model: 'gpt-3.5-turbo-0613', inputUsd: 1.5, outputUsd: 2, contextTokens: 16_385 },
  { model: 'gpt-3.5-turbo-16k', inputUsd: 3, outputUsd: 4, contextTokens: 16_385 },
  { model: 'gpt-3.5-turbo-instruct', inputUsd: 1.5, outputUsd: 2, contextTokens: 4_096 },
  { model: 'davinci-002', inputUsd: 2, outputUsd: 2, contextTokens: 16_384 },
  { model: 'babbage-002', inputUsd: 0.4, outputUsd: 0.4, contextTokens: 16_384 },
])

export const openAiPrices: readonly PriceRow[] = [
  ...flagships,
  ...gpt5,
  ...chat,
  ...realtime,
  ...audioPreviews,
  ...gpt41,
  ...reasoning,
  ...classics,
]
