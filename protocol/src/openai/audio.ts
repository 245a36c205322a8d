import * as z from 'zod'
import { GatewayError } from '../errors.ts'
import { modelName } from './model-name.ts'
import { requestParser } from './request-parser.ts'

/** `POST /v1/audio/speech` */
const speechRequest = z.looseObject({
  model: modelName,
  input: z.string().min(1).max(4096),
  // Names of voices are the models' own.
  voice: z.union([z.string().min(1), z.looseObject({ id: z.string() })]),
  instructions: z.string().max(4096).nullish(),
  response_format: z.enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']).nullish(),
  speed: z.number().min(0.25).max(4).nullish(),
  stream_format: z.enum(['sse', 'audio']).nullish(),
})
export type SpeechRequest = z.output<typeof speechRequest>

const temperature = z.number().min(0).max(1).nullish()

/** `POST /v1/audio/transcriptions`: the fields of the form beside its file. */
export const transcriptionRequest = z.looseObject({
  model: modelName,
  chunking_strategy: z.union([z.string(), z.looseObject({ type: z.string() })]).nullish(),
  include: z.array(z.enum(['logprobs'])).nullish(),
  keywords: z.array(z.string()).nullish(),
  known_speaker_names: z.array(z.string()).max(4).nullish(),
  known_speaker_references: z.array(z.string()).max(4).nullish(),
  language: z.string().nullish(),
  languages: z.array(z.string()).min(1).nullish(),
  prompt: z.string().nullish(),
  response_format: z
    .enum(['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json'])
    .nullish(),
  stream: z.boolean().nullish(),
  temperature,
  timestamp_granularities: z.array(z.enum(['word', 'segment'])).nullish(),
})
export type TranscriptionRequest = z.output<typeof transcriptionRequest>

/** `POST /v1/audio/translations`: the fields of the form beside its file. */
export const translationRequest = z.looseObject({
  model: modelName,
  prompt: z.string().nullish(),
  response_format: z.enum(['json', 'text', 'srt', 'verbose_json', 'vtt']).nullish(),
  temperature,
})
export type TranslationRequest = z.output<typeof translationRequest>

/** Checks a request for speech; see `requestParser`. */
export const parseSpeechRequest: (value: unknown) => SpeechRequest = requestParser(speechRequest)

/** Checks the fields of a request for a transcription; see `requestParser`. */
export const parseTranscriptionRequest: (value: unknown) => TranscriptionRequest = requestParser(
  transcriptionRequest,
  ({ language }) => {
    // ISO 639-1 and 639-3, and the names of languages that whisper knows.
    if (language === undefined || language === null || /^[a-z]{2,12}$/i.test(language)) return
    throw new GatewayError(
      'invalid_language_format',
      `Invalid language '${language.slice(0, 64)}'. Language parameter must be specified in ISO-639-1 format.`,
      { param: 'language' },
    )
  },
)

/** Checks the fields of a request for a translation; see `requestParser`. */
export const parseTranslationRequest: (value: unknown) => TranslationRequest =
  requestParser(translationRequest)
