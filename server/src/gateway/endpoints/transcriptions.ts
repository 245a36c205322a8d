import {
  parseTranscriptionRequest,
  parseTranslationRequest,
  transcriptionRequest,
  translationRequest,
} from '@llavero/protocol/openai/audio.ts'
import type { Form, Usage } from '../model-call.ts'
import { longestAudioMs } from './audio-length.ts'
import type { EndpointRow, ModelSizes, MostUsed, OutputSeen } from './endpoint-row.ts'
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
  decisiveKeys: new Set<string>(),
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

interface Sound {
  /** The longest that it can last; null where nothing tells. */
  readonly mostMs: number | null
  readonly likelyMs: number
  /** Of the other fields: the prompt, above all. */
  readonly textBytes: number
}

function soundOf(payload: Uint8Array | Form): Sound {
  const files = payload instanceof Uint8Array ? [payload] : payload.parts.filter(isFile)
  const [file] = files
  if (file === undefined) return { mostMs: 0, likelyMs: 0, textBytes: payload.byteLength }
  const { byteLength } = file
  const head = 'head' in file ? file.head : undefined
  const atUsualRate = Math.ceil(byteLength / bytesPerMs)
  return {
    mostMs: head === undefined ? null : wholeOrNull(longestAudioMs(head, byteLength)),
    likelyMs: (head && wholeOrNull(wavLengthMs(head, byteLength))) ?? atUsualRate,
    textBytes: payload.byteLength - byteLength,
  }
}

function wholeOrNull(lengthMs: number | null): number | null {
  return lengthMs === null ? null : Math.ceil(lengthMs)
}

/** 32 kbit/s: speech is seldom packed tighter, so a file is seldom longer than this says. */
const bytesPerMs = 4
/** OpenAI counts ten tokens a second of what it hears. */
const msPerToken = 100
/** Of the text that comes out: some 4 tokens a second at a fast pace, and more where a word is many tokens. */
const msPerTextToken = 100
/** "audio duration 1600 seconds is longer than 1500 seconds which is the maximum for this model". */
const limitedModels = /^gpt-4o-(?:mini-)?transcribe/
const limitMs = 1_500_000

function mostUsed({ payload }: ListeningCall, model: ModelSizes | null): MostUsed {
  const { mostMs, likelyMs, textBytes } = soundOf(payload)
  const modelMs = limitedModels.test(model?.model ?? '') ? limitMs : Infinity
  const boundMs = Math.min(mostMs ?? Infinity, modelMs)
  const isBounded = boundMs < Infinity
  return {
    usage: usageFor(isBounded ? boundMs : likelyMs, textBytes),
    answers: 1,
    isBounded,
    isOutputBounded: true,
    tokensForRateLimit: Math.ceil(likelyMs / msPerToken),
  }
}

function usageFor(audioMs: number, textBytes: number): Usage {
  const audioInputTokens = Math.ceil(audioMs / msPerToken)
  return {
    ...noUsage,
    inputTokens: audioInputTokens + textBytes,
    audioInputTokens,
    outputTokens: Math.ceil(audioMs / msPerTextToken),
    audioMs,
  }
}

function estimateUsage({ payload }: ListeningCall, output: OutputSeen): Usage {
  const { likelyMs, textBytes } = soundOf(payload)
  const usage = usageFor(likelyMs, Math.ceil(textBytes / 4))
  const outputTokens = output.bytes > 0 ? Math.ceil(output.bytes / 3) : usage.outputTokens
  return { ...usage, outputTokens, isEstimated: true }
}
