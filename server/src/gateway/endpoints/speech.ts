import { parseSpeechRequest } from '@llavero/protocol/openai/audio.ts'
import type { CallOf, Usage } from '../model-call.ts'
import type { EndpointRow, MostUsed } from './endpoint-row.ts'
import { TypedStreamReading } from './typed-stream-reading.ts'
import { noUsage, readUsage } from './usage.ts'

/** `POST /v1/audio/speech` */
export const speech: EndpointRow<'audio.speech'> = {
  path: '/audio/speech',
  parseJson: parseSpeechRequest,
  parseForm: null,
  maxFileBytes: 0,
  defaultModel: null,
  decisiveKeys: new Set(['model', 'input', 'stream_format']),
  asksForStreamUsage: false,
  isStream: ({ stream_format: format }) => format === 'sse',
  answersJson: () => false,
  mostUsed,
  readUsage: ({ usage }, call) => withCharacters(readUsage(usage), call),
  estimateUsage: (call) => ({ ...usageOf(call, likelyTokensPerCharacter), isEstimated: true }),
  readStream: (call) =>
    new TypedStreamReading({
      lastType: 'speech.audio.done',
      lastCount: 1,
      usageOf: ({ usage }) => withCharacters(readUsage(usage), call),
      textField: 'audio',
    }),
}

/**
 * OpenAI puts gpt-4o-mini-tts at 0.015 USD a minute, which is 1,250 tokens at 12 USD per million; speech
 * has some 15 characters a second, and in scripts with a syllable a character five.
 */
const likelyTokensPerCharacter = 1.5
const mostTokensPerCharacter = 5

/** Characters as the service counts them: code points. */
function usageOf({ body }: CallOf<'audio.speech'>, tokensPerCharacter: number): Usage {
  const characters = countCharacters(body.input)
  const outputTokens = Math.ceil((characters * tokensPerCharacter) / Math.min(1, body.speed ?? 1))
  return {
    ...noUsage,
    inputTokens: Buffer.byteLength(body.input) + Buffer.byteLength(body.instructions ?? ''),
    outputTokens,
    audioOutputTokens: outputTokens,
    characters,
  }
}

function mostUsed(call: CallOf<'audio.speech'>): MostUsed {
  const usage = usageOf(call, mostTokensPerCharacter)
  return {
    usage,
    answers: 1,
    isOutputBounded: true,
    tokensForRateLimit: Math.ceil(usage.inputTokens / 4),
  }
}

function withCharacters(usage: Usage | null, { body }: CallOf<'audio.speech'>): Usage | null {
  if (usage === null) return null
  // All that such a model writes is sound.
  const { outputTokens } = usage
  return { ...usage, audioOutputTokens: outputTokens, characters: countCharacters(body.input) }
}

/** Every second half of a surrogate pair belongs to a character that was counted. */
function countCharacters(text: string): number {
  return text.length - (text.match(/[\uDC00-\uDFFF]/g)?.length ?? 0)
}
