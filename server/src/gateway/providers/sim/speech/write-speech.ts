import { GatewayError } from '@llavero/protocol/errors.ts'
import { countText } from '../../../../tokens/o200k.ts'
import { jsonPiece, type MediaPiece } from '../media-piece.ts'
import { speak } from './speak.ts'
import { sampleRate } from './utterance.ts'
import { findVoice, type Voice, voices } from './voices.ts'
import { wavHeader } from './wav.ts'

export interface SpeechJob {
  readonly kind: 'speech'
  readonly text: string
  readonly instructions: string
  readonly voice: string
  readonly speed: number
  readonly format: string
  /** Events instead of the bytes themselves. */
  readonly isEvents: boolean
}

/** What is sent at a time. */
const samplesAtOnce = sampleRate / 2

/** What the service bills for a second. */
const tokensPerSecond = 20

/** Sound as it is spoken: the bytes of a file, or events with its parts. */
export function* writeSpeech(job: SpeechJob): Generator<MediaPiece> {
  const voice = readVoice(job.voice)
  if (job.format !== 'wav' && job.format !== 'pcm') {
    const message = `The simulator speaks 'wav' and 'pcm'; '${job.format}' is not simulated.`
    throw new GatewayError('unsupported_value', message, { param: 'response_format' })
  }
  const { words, sampleCount } = speak(job.text, voice, job.speed)
  const header = job.format === 'wav' ? wavHeader(sampleCount, sampleRate) : Buffer.alloc(0)
  for (const bytes of collect(header, words)) {
    const audio = () => ({ type: 'speech.audio.delta', audio: bytes.toString('base64') })
    yield job.isEvents ? jsonPiece(audio()) : bytes
  }
  if (!job.isEvents) return
  const input = countText(job.text) + countText(job.instructions)
  const output = Math.ceil((sampleCount / sampleRate) * tokensPerSecond)
  yield jsonPiece({
    type: 'speech.audio.done',
    usage: { input_tokens: input, output_tokens: output, total_tokens: input + output },
  })
}

function readVoice(name: string): Voice {
  const voice = findVoice(name)
  if (voice !== undefined) return voice
  const known = voices.map((other) => `'${other.name}'`).join(', ')
  const message = `Invalid value: '${name.slice(0, 64)}'. Supported values are: ${known}.`
  throw new GatewayError('invalid_value', message, { param: 'voice' })
}

/** Half a second or more at a time, the header with the first. */
function* collect(header: Buffer, words: Iterable<Int16Array>): Generator<Buffer> {
  let parts: Buffer[] = [header]
  let sampleCount = 0
  for (const { buffer, byteLength, length } of words) {
    parts.push(Buffer.from(buffer, 0, byteLength))
    sampleCount += length
    if (sampleCount < samplesAtOnce) continue
    yield Buffer.concat(parts)
    parts = []
    sampleCount = 0
  }
  if (parts.length > 0) yield Buffer.concat(parts)
}
