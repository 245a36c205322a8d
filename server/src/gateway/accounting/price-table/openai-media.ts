/** Models for embeddings, moderation, images, speech and transcription. */
import { type PriceRow, rows } from './price-row.ts'

const shared = {
  vendor: 'openai',
  source: 'OpenAI API pricing page, as kept by pydantic/genai-prices 0.1.8',
  asOf: '2026-09-23',
  contextTokens: null,
  maxOutputTokens: null,
}

const embeddings = rows(shared, [
  // The context is that of one input; a call may have 2,048.
  { model: 'text-embedding-3-large', inputUsd: 0.13, outputUsd: 0 },
  { model: 'text-embedding-3-small', inputUsd: 0.02, outputUsd: 0 },
  { model: 'text-embedding-ada-002', inputUsd: 0.1, outputUsd: 0 },
])

const moderations = rows(shared, [
  { model: 'omni-moderation', inputUsd: 0, outputUsd: 0 },
  { model: 'text-moderation', inputUsd: 0, outputUsd: 0 },
])

/** What they write at most is that of one picture. */
const images = rows(shared, [
  {
    model: 'gpt-image-2',
    inputUsd: 5,
    cachedInputUsd: 1.25,
    imageInputUsd: 8,
    outputUsd: 30,
    imageOutputUsd: 30,
  },
  {
    model: 'gpt-image-1.5',
    inputUsd: 5,
    cachedInputUsd: 1.25,
    imageInputUsd: 8,
    outputUsd: 10,
    imageOutputUsd: 32,
    maxOutputTokens: 6_240,
  },
  {
    model: 'gpt-image-1',
    inputUsd: 5,
    cachedInputUsd: 1.25,
    imageInputUsd: 10,
    outputUsd: 40,
    imageOutputUsd: 40,
    maxOutputTokens: 6_240,
  },
  {
    model: 'gpt-image-1-mini',
    inputUsd: 2,
    cachedInputUsd: 0.2,
    imageInputUsd: 2.5,
    outputUsd: 8,
    imageOutputUsd: 8,
    maxOutputTokens: 6_240,
  },
])

const audio = rows(shared, [
  { model: 'gpt-4o-mini-tts', inputUsd: 0.6, outputUsd: 12 },
  { model: 'gpt-4o-transcribe', inputUsd: 2.5, audioInputUsd: 6, outputUsd: 10 },
  { model: 'gpt-4o-transcribe-diarize', inputUsd: 2.5, audioInputUsd: 6, outputUsd: 10 },
  { model: 'gpt-4o-mini-transcribe', inputUsd: 1.25, audioInputUsd: 3, outputUsd: 5 },
  { model: 'gpt-transcribe', inputUsd: 0, outputUsd: 0, audioMinuteUsd: 0.0045 },
])

const older = rows(
  {
    ...shared,
    source:
      'OpenAI API pricing page, as quoted by BerriAI/litellm model_prices_and_context_window.json',
    asOf: '2026-04-21',
  },
  [
    { model: 'whisper-1', inputUsd: 0, outputUsd: 0, audioMinuteUsd: 0.006 },
    { model: 'tts-1', inputUsd: 0, outputUsd: 0, millionCharactersUsd: 15 },
    { model: 'tts-1-hd', inputUsd: 0, outputUsd: 0, millionCharactersUsd: 30 },
    {
      model: 'dall-e-2',
      inputUsd: 0,
      outputUsd: 0,
      imageUsd: {
        'auto 256x256': 0.016,
        'auto 512x512': 0.018,
        'auto 1024x1024': 0.02,
        'standard 256x256': 0.016,
        'standard 512x512': 0.018,
        'standard 1024x1024': 0.02,
      },
    },
    {
      model: 'dall-e-3',
      inputUsd: 0,
      outputUsd: 0,
      imageUsd: {
        'standard 1024x1024': 0.04,
        'standard 1024x1792': 0.08,
        'standard 1792x1024': 0.08,
        'hd 1024x1024': 0.08,
        'hd 1024x1792': 0.12,
        'hd 1792x1024': 0.12,
      },
    },
  ],
)

export const openAiMediaPrices: readonly PriceRow[] = [
  ...embeddings,
  ...moderations,
  ...images,
  ...audio,
  ...older,
]
