import type { ChatMessage } from '@llavero/protocol/openai/chat-message.ts'
import { type ChatRequest, parseChatRequest } from '@llavero/protocol/openai/chat.ts'
import type { CallOf, Usage } from '../model-call.ts'
import { longestAudioMs } from './audio-length.ts'
import { ChatStreamReading } from './chat-stream-reading.ts'
import type { EndpointRow, ModelSizes } from './endpoint-row.ts'
import {
  estimateTieredUsage,
  fallbackMaxOutputTokens,
  noUsage,
  readTieredUsage,
  serviceTierOf,
} from './usage.ts'

/** What decides the price, besides the model. */
const billedApart = ['service_tier', 'web_search_options']

/** `POST /v1/chat/completions` */
export const chat: EndpointRow<'chat'> = {
  path: '/chat/completions',
  parseJson: parseChatRequest,
  parseForm: null,
  maxFileBytes: 0,
  defaultModel: null,
  decisiveKeys: new Set([
    'model',
    'max_tokens',
    'max_completion_tokens',
    'n',
    'stream',
    ...billedApart,
  ]),
  asksForStreamUsage: true,
  isStream: ({ stream }) => stream === true,
  answersJson: () => true,
  mostUsed,
  readUsage: readTieredUsage,
  estimateUsage: estimateTieredUsage,
  readStream: ({ body }) => new ChatStreamReading(body),
}

/** Such models search at every call, whether it is asked for or not. */
const searchModels = /-search-(?:api|preview)/

/** A search costs by the piece, in a number that nobody knows beforehand. */
function searchesWeb({ web_search_options }: ChatRequest, model: string): boolean {
  return (web_search_options ?? null) !== null || searchModels.test(model)
}

/** What may fill the whole context fills so much, likely, of one that is not known. */
const fallbackContextTokens = 128_000

/**
 * The most tokens that one image counts, whatever its size and detail.
 * GPT-4o mini counts 33 × the tokens of GPT-4o. Newer models count a token per 32 × 32 pixels, up to
 * 30,000 since GPT-5.6, and up to 10,000 (× 1.2 at most) before, where `detail` is `original`.
 */
const imageTokenBounds: readonly (readonly [RegExp, number])[] = [
  [/^gpt-4o-mini/, 50_000],
  [/^gpt-(?:5\.6|[6-9])/, 30_000],
  [/^gpt-5\.[45]/, 12_000],
]
const otherImageTokensBound = 6_000

/** OpenAI counts ten tokens a second of what it hears. */
const msPerAudioToken = 100
/** Base64 of the bytes that tell what a file of sound is. */
const headOfBase64 = 684

/** What is not text in the messages: how much of the body it is, and what it counts instead. */
interface Media {
  bytes: number
  tokens: number
  audioTokens: number
  /** False where something may fill the whole context, and nobody knows how much that is. */
  isBounded: boolean
}

/**
 * Without tokenizing: a byte-level BPE never makes more tokens than there are bytes of UTF-8, and the
 * JSON body is longer than the text in it.
 */
function mostUsed(call: CallOf<'chat'>, model: ModelSizes | null) {
  const { body } = call
  const media = mediaOf(call, model)
  const textBytes = call.payload.byteLength - media.bytes
  const answers = body.n ?? 1
  const clientLimit = body.max_completion_tokens ?? body.max_tokens ?? null
  const modelLimit = model?.maxOutputTokens ?? fallbackMaxOutputTokens
  const maySpeak = body.modalities?.includes('audio') === true

  // A prompt longer than the context is refused by the provider, and costs nothing.
  const inputTokens = Math.min(
    textBytes + media.tokens + media.audioTokens,
    model?.contextTokens ?? Infinity,
  )
  const outputTokens = answers * (clientLimit ?? call.outputCapTokens ?? modelLimit)
  const usage: Usage = {
    ...noUsage,
    inputTokens,
    audioInputTokens: Math.min(media.audioTokens, inputTokens),
    outputTokens,
    audioOutputTokens: maySpeak ? outputTokens : 0,
    serviceTier: serviceTierOf(body.service_tier),
  }
  return {
    usage,
    answers,
    isBounded: media.isBounded,
    unpricedField: searchesWeb(body, model?.model ?? body.model)
      ? ('web_search_options' as const)
      : null,
    isOutputBounded: clientLimit !== null,
    tokensForRateLimit: Math.ceil(textBytes / 4) + answers * (clientLimit ?? 0),
  }
}

function mediaOf(call: CallOf<'chat'>, model: ModelSizes | null): Media {
  const media: Media = { bytes: 0, tokens: 0, audioTokens: 0, isBounded: true }
  for (const message of call.body.messages) {
    // An earlier spoken answer that is only named is at most as long as an answer can be.
    if (message.role === 'assistant' && message.audio) media.audioTokens += fallbackMaxOutputTokens
    if (!Array.isArray(message.content)) continue
    for (const part of message.content) addPart(media, part, model)
  }
  return media
}

type Part = Exclude<ChatMessage['content'], string | null | undefined>[number]

function addPart(media: Media, part: Part, model: ModelSizes | null): void {
  switch (part.type) {
    case 'image_url':
      addImage(media, part.image_url.url, model)
      break
    case 'input_audio':
      addSound(media, part.input_audio.data, model)
      break
    case 'file':
      // Neither its name nor its bytes tell: a PDF of 7 kB may have thousands of pages, each read as a picture, too.
      media.tokens += wholeContext(media, model)
      break
    default:
  }
}

/** Some providers take other files for pictures, too: PDFs, and films. */
function addImage(media: Media, url: string, model: ModelSizes | null): void {
  const isInside = url.startsWith('data:')
  if (isInside) media.bytes += url.length
  const isOther = isInside && !url.startsWith('data:image/')
  media.tokens += isOther ? wholeContext(media, model) : imageTokensBound(model?.model ?? '')
}

function addSound(media: Media, base64: string, model: ModelSizes | null): void {
  media.bytes += base64.length
  const head = Buffer.from(base64.slice(0, headOfBase64), 'base64')
  const longestMs = longestAudioMs(head, Math.ceil(base64.length * 0.75))
  media.audioTokens +=
    longestMs === null ? wholeContext(media, model) : Math.ceil(longestMs / msPerAudioToken)
}

function wholeContext(media: Media, model: ModelSizes | null): number {
  if (typeof model?.contextTokens === 'number') return model.contextTokens
  media.isBounded = false
  return fallbackContextTokens
}

function imageTokensBound(model: string): number {
  const bound = imageTokenBounds.find(([models]) => models.test(model))
  return bound === undefined ? otherImageTokensBound : bound[1]
}
