import {
  parseTranscriptionRequest,
  parseTranslationRequest,
  transcriptionRequest,
  translationRequest,
} from '@llavero/protocol/openai/audio.ts'
import type { Form, Usage } from '../model-call.ts'
import type { EndpointRow, MostUsed, OutputSeen } from './endpoint-row.ts'
import { formParser, isFile } from './form-parser.ts'
import { TypedStreamReading } from './typed-stream-reading.ts'
import { noUsage, readUsage } from './usage.ts'
import { wavLengthMs } from './wav-length.ts'

/** What both endpoints ask, as far as it is counted here. */
interface ListeningCall {
  readonly payload: Uint8Array | Form
}

/** OpenAI's own limit: 25 MiB. */
const maxFileBytes = 26_214_400

const shared = {
  parseJson: null,
  maxFileBytes,
  defaultModel: null,
  decisiveKeys: [],
  asksForStreamUsage: false,
  mostUsed,
  estimateUsage,
}

/** `POST /v1/audio/transcriptions` */
export const transcriptions: EndpointRow<'audio.transcriptions'> = {
  ...shared,
  path: '/audio/transcriptions',
  parseForm: formParser({
    schema: transcriptionRequest,
    parse: parseTranscriptionRequest,
    file: 'file',
    maxFiles: 1,
  }),
  isStream: ({ stream }) => stream === true,
  answersJson: ({ response_format: format }) => !textFormats.has(format ?? 'json'),
  readUsage: usageOf,
  readStream: () =>
    new TypedStreamReading({
      lastType: 'transcript.text.done',
      lastCount: 1,
      usageOf,
      textField: 'delta',
    }),
}

/** `POST /v1/audio/translations` */
export const translations: EndpointRow<'audio.translations'> = {
  ...shared,
  path: '/audio/translations',
  parseForm: formParser({
    schema: translationRequest,
    parse: parseTranslationRequest,
    file: 'file',
    maxFiles: 1,
  }),
  isStream: () => false,
  answersJson: ({ response_format: format }) => !textFormats.has(format ?? 'json'),
  readUsage: usageOf,
  readStream: () => null,
}

const textFormats: ReadonlySet<string> = new Set(['text', 'srt', 'vtt'])

/** `usage` is in tokens or `{type: "duration", seconds}`; a `verbose_json` has its `duration` beside it. */
function usageOf(answer: { readonly usage?: unknown; readonly duration?: unknown }): Usage | null {
  const tokens = readUsage(answer.usage)
  if (tokens !== null) return tokens
  const { usage } = answer
  const told = typeof usage === 'object' && usage !== null && 'seconds' in usage && usage.seconds
  const seconds = Number(told || answer.duration)
  // A week of sound does not fit into any upload.
  return seconds >= 0 && seconds < 604_800
    ? { ...noUsage, audioMs: Math.ceil(seconds * 1000) }
    : null
}

/** How long the sound is: as a WAV file tells, else by its size. */
function audioMsOf(payload: Uint8Array | Form): number {
  if (payload instanceof Uint8Array) return Math.ceil(payload.byteLength / bytesPerMs)
  const lengths = payload.parts.filter(isFile).map(({ head, byteLength }) => {
    const told = head === undefined ? null : wavLengthMs(head, byteLength)
    return told ?? byteLength / bytesPerMs
  })
  return Math.ceil(lengths.reduce((sum, lengthMs) => sum + lengthMs, 0))
}

/** 32 kbit/s: speech is seldom packed tighter, so a file is seldom longer than this says. */
const bytesPerMs = 4
/** OpenAI counts ten tokens a second of what it hears. */
const msPerToken = 100
/** Of the text that comes out: some 4 tokens a second at a fast pace. */
const msPerTextToken = 250

function mostUsed({ payload }: ListeningCall): MostUsed {
  const audioMs = audioMsOf(payload)
  const audioInputTokens = Math.ceil(audioMs / msPerToken)
  return {
    usage: {
      ...noUsage,
      inputTokens: audioInputTokens,
      audioInputTokens,
      outputTokens: Math.ceil(audioMs / msPerTextToken),
      audioMs,
    },
    answers: 1,
    isOutputBounded: true,
    tokensForRateLimit: audioInputTokens,
  }
}

function estimateUsage(call: ListeningCall, output: OutputSeen): Usage {
  const { usage } = mostUsed(call)
  const outputTokens = output.bytes > 0 ? Math.ceil(output.bytes / 3) : usage.outputTokens
  return { ...usage, outputTokens, isEstimated: true }
}
