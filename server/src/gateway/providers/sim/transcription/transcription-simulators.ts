import { GatewayError } from '@llavero/protocol/errors.ts'
import type { TranscriptionRequest } from '@llavero/protocol/openai/audio.ts'
import type { CallOf } from '../../../model-call.ts'
import { readDataUrl, readFiles } from '../media-file.ts'
import { eventMedia, wholeMedia } from '../media-reply.ts'
import type { Simulator } from '../simulator.ts'
import type { SpeakerHint } from './speakers.ts'
import type { TranscriptJob } from './write-transcript.ts'

const models = ['sim-transcribe']

export const transcriptionSimulator: Simulator<'audio.transcriptions'> = {
  models,
  async answer(parts, simulated) {
    const { call } = simulated
    const { body } = call
    const granularities = body.timestamp_granularities ?? ['segment']
    const job: TranscriptJob = {
      ...(await shared(call)),
      task: 'transcribe',
      format: body.response_format ?? 'json',
      language: body.language ?? null,
      hasWords: granularities.includes('word'),
      hasSegments: granularities.includes('segment'),
      hasLogprobs: body.include?.includes('logprobs') === true,
      isStream: call.stream,
      speakers: hintsOf(body),
    }
    return call.stream
      ? eventMedia(parts, simulated, job, '[DONE]')
      : wholeMedia(parts, simulated, job, contentTypeOf(job))
  },
}

export const translationSimulator: Simulator<'audio.translations'> = {
  models,
  async answer(parts, simulated) {
    const { call } = simulated
    const job: TranscriptJob = {
      ...(await shared(call)),
      task: 'translate',
      format: call.body.response_format ?? 'json',
      language: null,
      hasWords: false,
      hasSegments: true,
      hasLogprobs: false,
      isStream: false,
      speakers: [],
    }
    return wholeMedia(parts, simulated, job, contentTypeOf(job))
  },
}

async function shared(call: CallOf<'audio.transcriptions'> | CallOf<'audio.translations'>) {
  const [file] = await readFiles(call, 'file')
  if (file === undefined) {
    const message = "Missing required parameter: 'file'."
    throw new GatewayError('missing_required_parameter', message, { param: 'file' })
  }
  return { kind: 'transcript', file, temperature: call.body.temperature ?? 0 } as const
}

/** Names, and as many samples of who has them. */
function hintsOf({
  known_speaker_names: names,
  known_speaker_references: references,
}: TranscriptionRequest): SpeakerHint[] {
  return (names ?? []).flatMap((name, index) => {
    const reference = references?.[index]
    if (reference === undefined) return []
    return [{ name, sound: readDataUrl(reference, `known_speaker_references[${index}]`) }]
  })
}

function contentTypeOf({ format }: TranscriptJob): string {
  return format.endsWith('json') ? 'application/json' : 'text/plain; charset=utf-8'
}
