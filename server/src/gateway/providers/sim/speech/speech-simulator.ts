import { byteMedia, eventMedia } from '../media-reply.ts'
import type { Simulator } from '../simulator.ts'
import type { SpeechJob } from './write-speech.ts'

/** Without a wish it speaks WAV: the API's own default, MP3, is not simulated. */
export const speechSimulator: Simulator<'audio.speech'> = {
  models: ['sim-speech'],
  answer(parts, simulated) {
    const { call } = simulated
    const { voice } = call.body
    const job: SpeechJob = {
      kind: 'speech',
      text: call.body.input,
      instructions: call.body.instructions ?? '',
      voice: typeof voice === 'string' ? voice : voice.id,
      speed: call.body.speed ?? 1,
      format: call.body.response_format ?? 'wav',
      isEvents: call.stream,
    }
    return call.stream
      ? eventMedia(parts, simulated, job, '[DONE]')
      : byteMedia(parts, simulated, job, `audio/${job.format}`)
  },
}
