import type { ChatMessage } from '@llavero/protocol/openai/chat-message.ts'
import type { ModelCall, Usage } from '../model-call.ts'
import { type Price, costMicroUsd } from './prices.ts'
import { noUsage } from './usage.ts'

/** The most that a call can use, known before it is sent. */
export interface HoldEstimate {
  /** False where the model is known but its price is not. */
  readonly isPriced: boolean
  /** How many answers were asked for. */
  readonly answers: number
  readonly inputTokensBound: number
  /** Of all `n` answers together. */
  readonly outputTokensBound: number
  /** True where the client set a limit itself; else the bound is what the model can write at most. */
  readonly isOutputBounded: boolean
  /** Both are 0 without a price: whether an unpriced call may go is not decided here. */
  readonly inputMicroUsd: number
  readonly outputMicroUsd: number
  /** A likely figure, not a bound: limits on tokens are about throughput, and are settled exactly. */
  readonly tokensForRateLimit: number
}

/** Where neither the client nor the price list says how much a model can write. */
const fallbackMaxOutputTokens = 16_384

/** A file that is only named may fill the whole context; this is for models whose context is unknown. */
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

/** OpenAI counts ten tokens a second; a second of 32 kbit/s, poor for speech, is 5,333 bytes of base64. */
const base64BytesPerAudioToken = 400

/** What is not text in the messages: how much of the body it is, and what it counts instead. */
interface Media {
  bytes: number
  tokens: number
  audioTokens: number
}

/**
 * What has to be held for a call that may go to any of several places, one price for each: the dearest.
 * A model that leads nowhere costs nothing; it is refused later, by its name.
 */
export function dearestEstimate(call: ModelCall, prices: readonly (Price | null)[]): HoldEstimate {
  const [first, ...others] = prices
  if (first === undefined) return { ...holdEstimate(call, null), isPriced: true }
  return others.map((price) => holdEstimate(call, price)).reduce(dearer, holdEstimate(call, first))
}

function dearer(a: HoldEstimate, b: HoldEstimate): HoldEstimate {
  const most = b.inputMicroUsd + b.outputMicroUsd > a.inputMicroUsd + a.outputMicroUsd ? b : a
  return { ...most, isPriced: a.isPriced && b.isPriced }
}

/**
 * What has to be held for a call, without tokenizing: a byte-level BPE never makes more tokens than
 * there are bytes of UTF-8, and the JSON body is longer than the text in it.
 */
export function holdEstimate(call: ModelCall, price: Price | null): HoldEstimate {
  const { body } = call
  const media = mediaOf(call, price)
  const textBytes = call.bytes.length - media.bytes
  const answers = body.n ?? 1
  const clientLimit = body.max_completion_tokens ?? body.max_tokens ?? null
  const modelLimit = price?.maxOutputTokens ?? fallbackMaxOutputTokens

  // A prompt longer than the context is refused by the provider, and costs nothing.
  const inputTokens = Math.min(
    textBytes + media.tokens + media.audioTokens,
    price?.contextTokens ?? Infinity,
  )

  const mostUsed: Usage = {
    ...noUsage,
    inputTokens,
    audioInputTokens: Math.min(media.audioTokens, inputTokens),
    outputTokens: answers * (clientLimit ?? call.outputCapTokens ?? modelLimit),
  }
  return {
    isPriced: price !== null,
    answers,
    inputTokensBound: mostUsed.inputTokens,
    outputTokensBound: mostUsed.outputTokens,
    isOutputBounded: clientLimit !== null,
    ...mostMicroUsd(call, mostUsed, price),
    tokensForRateLimit: Math.ceil(textBytes / 4) + answers * (clientLimit ?? 0),
  }
}

/** The dearest way in which so many tokens can be billed. */
function mostMicroUsd(
  call: ModelCall,
  mostUsed: Usage,
  price: Price | null,
): Pick<HoldEstimate, 'inputMicroUsd' | 'outputMicroUsd'> {
  if (price === null) return { inputMicroUsd: 0, outputMicroUsd: 0 }
  const writesCache = price.cacheWriteMicroUsdPerMillion > price.inputMicroUsdPerMillion
  const maySpeak = call.body.modalities?.includes('audio') === true
  const input: Usage = {
    ...mostUsed,
    cacheWriteTokens: writesCache ? mostUsed.inputTokens - mostUsed.audioInputTokens : 0,
    outputTokens: 0,
  }
  const whole: Usage = {
    ...input,
    outputTokens: mostUsed.outputTokens,
    audioOutputTokens: maySpeak ? mostUsed.outputTokens : 0,
  }
  const inputMicroUsd = costMicroUsd(input, price)
  return { inputMicroUsd, outputMicroUsd: costMicroUsd(whole, price) - inputMicroUsd }
}

function mediaOf(call: ModelCall, price: Price | null): Media {
  const media: Media = { bytes: 0, tokens: 0, audioTokens: 0 }
  for (const message of call.body.messages) {
    // An earlier spoken answer that is only named is at most as long as an answer can be.
    if (message.role === 'assistant' && message.audio) media.audioTokens += fallbackMaxOutputTokens
    if (!Array.isArray(message.content)) continue
    for (const part of message.content) addPart(media, part, price)
  }
  return media
}

type Part = Exclude<ChatMessage['content'], string | null | undefined>[number]

function addPart(media: Media, part: Part, price: Price | null): void {
  switch (part.type) {
    case 'image_url': {
      const { url } = part.image_url
      if (url.startsWith('data:')) media.bytes += url.length
      media.tokens += imageTokensBound(price?.model ?? '')
      break
    }
    case 'input_audio':
      media.bytes += part.input_audio.data.length
      media.audioTokens += Math.ceil(part.input_audio.data.length / base64BytesPerAudioToken)
      break
    case 'file':
      // A file inside the body counts by its bytes.
      if (part.file.file_id !== undefined) {
        media.tokens += price?.contextTokens ?? fallbackContextTokens
      }
      break
    default:
  }
}

function imageTokensBound(model: string): number {
  const bound = imageTokenBounds.find(([models]) => models.test(model))
  return bound === undefined ? otherImageTokensBound : bound[1]
}
