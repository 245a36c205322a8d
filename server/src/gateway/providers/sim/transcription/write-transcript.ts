import zlib from 'node:zlib'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { encodeText, tokenBytes } from '../../../../tokens/o200k.ts'
import { type Language, languages, readCorpus } from '../corpus.ts'
import { jsonPiece, type MediaPiece } from '../media-piece.ts'
import { createTopicFinder } from '../topic-finder.ts'
import { foreignSound, type Hearing, languageNames, listen } from './listen.ts'
import { nameSpeakers, type SpeakerHint } from './speakers.ts'
import { bareWord, type Segment, segmentsOf, toSrt, toVtt } from './transcript.ts'

export interface TranscriptJob {
  readonly kind: 'transcript'
  readonly task: 'transcribe' | 'translate'
  readonly file: Uint8Array
  readonly format: 'json' | 'text' | 'srt' | 'verbose_json' | 'vtt' | 'diarized_json'
  /** As the client wrote it. */
  readonly language: string | null
  readonly temperature: number
  readonly hasWords: boolean
  readonly hasSegments: boolean
  readonly hasLogprobs: boolean
  readonly isStream: boolean
  readonly speakers: readonly SpeakerHint[]
}

/** What is told of a file. */
interface Transcript {
  readonly job: TranscriptJob
  readonly hearing: Hearing
  readonly text: string
  readonly language: Language
  readonly segments: readonly Segment[]
}

/** The whole body of the answer, or in a stream one event after the other. */
export function* writeTranscript(job: TranscriptJob): Generator<MediaPiece> {
  const hearing = listen(job.file)
  if (hearing === null) throw unreadable()
  yield null
  const transcript = transcribe(job, hearing)
  if (job.isStream) yield* writeEvents(transcript)
  else yield bodyOf(transcript)
}

/** Worded as the service's own. */
function unreadable(): GatewayError {
  const formats = ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm']
  const list = formats.map((format) => `'${format}'`).join(', ')
  const message = `Invalid file format. Supported formats: [${list}]`
  return new GatewayError('invalid_value', message, { param: 'file' })
}

function transcribe(job: TranscriptJob, hearing: Hearing): Transcript {
  const said = hearing.words
    .map(({ text }) => text)
    .join('')
    .trim()
  if (hearing.words.length === 0) {
    const language = job.task === 'translate' ? 'en' : (wantedLanguage(job) ?? 'en')
    return placeholder(job, hearing, language, foreignSound[language])
  }
  const language = languageOf(said)
  if (job.task === 'translate' && language !== 'en') {
    return placeholder(job, hearing, language, untranslated(language, said))
  }
  return { job, hearing, text: said, language, segments: segmentsOf(hearing) }
}

function placeholder(
  job: TranscriptJob,
  hearing: Hearing,
  language: Language,
  text: string,
): Transcript {
  const segment = { text, start: 0, end: hearing.duration, voice: '' }
  return { job, hearing: { ...hearing, words: [] }, text, language, segments: [segment] }
}

/** Honest English: the simulator knows no dictionary. */
function untranslated(language: Language, said: string): string {
  const name = languageNames[language]
  return `[The simulator cannot translate. In ${name[0]?.toUpperCase()}${name.slice(1)}, it heard: ${said}]`
}

function wantedLanguage({ language }: TranscriptJob): Language | undefined {
  const wanted = language?.toLowerCase()
  return languages.find((code) => code === wanted || languageNames[code] === wanted)
}

let findTopic: ReturnType<typeof createTopicFinder> | null = null

function languageOf(text: string): Language {
  findTopic ??= createTopicFinder(new Map(languages.map((code) => [code, readCorpus(code)])))
  return findTopic(text).language
}

function bodyOf(transcript: Transcript): Uint8Array {
  const { job, text, segments } = transcript
  switch (job.format) {
    case 'text':
      return Buffer.from(`${text}\n`)
    case 'srt':
      return Buffer.from(toSrt(segments))
    case 'vtt':
      return Buffer.from(toVtt(segments))
    case 'json':
      // The service tells no usage of a translation.
      if (job.task === 'translate') return jsonPiece({ text })
      return jsonPiece({ text, ...logprobsOf(transcript), ...durationUsage(transcript) })
    case 'verbose_json':
      return jsonPiece(verbose(transcript))
    case 'diarized_json': {
      const { duration } = transcript.hearing
      const told = { task: 'transcribe', duration, text, segments: diarized(transcript) }
      return jsonPiece({ ...told, usage: tokenUsage(transcript) })
    }
  }
}

function verbose(transcript: Transcript): object {
  const { job, hearing, text, language, segments } = transcript
  const words = hearing.words
    .map((word) => ({ word: bareWord(word.text), start: word.start, end: word.end }))
    .filter(({ word }) => word !== '')
  return {
    task: job.task,
    language: languageNames[job.task === 'translate' ? 'en' : language],
    duration: hearing.duration,
    text,
    ...(job.hasSegments && {
      segments: segments.map((segment, id) => detailed(transcript, segment, id)),
    }),
    ...(job.hasWords && { words }),
    ...durationUsage(transcript),
  }
}

function detailed({ job, hearing }: Transcript, { text, start, end }: Segment, id: number): object {
  const bytes = Buffer.from(text)
  return {
    id,
    seek: Math.floor(start / 30) * 3_000,
    start,
    end,
    text: ` ${text}`,
    tokens: encodeText(` ${text}`),
    temperature: job.temperature,
    // What was carried in the sound was read without doubt.
    avg_logprob: 0,
    compression_ratio: bytes.length / zlib.deflateSync(bytes).length,
    no_speech_prob: hearing.words.length === 0 ? 1 : 0,
  }
}

function diarized({ job, segments }: Transcript): object[] {
  const names = nameSpeakers(segments, job.speakers)
  return segments.map(({ text, start, end, voice }, index) => ({
    type: 'transcript.text.segment',
    text: ` ${text}`,
    speaker: names.get(voice),
    start,
    end,
    id: `seg_${index}`,
  }))
}

function* writeEvents(transcript: Transcript): Generator<MediaPiece> {
  const { job, text } = transcript
  if (job.format === 'diarized_json') {
    for (const segment of diarized(transcript)) yield jsonPiece(segment)
  } else {
    for (const delta of text.match(/\s*\S+/gu) ?? []) {
      const logprobs = job.hasLogprobs ? { logprobs: certainTokens(delta) } : {}
      yield jsonPiece({ type: 'transcript.text.delta', delta, ...logprobs })
    }
  }
  const usage = tokenUsage(transcript)
  yield jsonPiece({ type: 'transcript.text.done', text, ...logprobsOf(transcript), usage })
}

function logprobsOf({ job, text }: Transcript): object {
  return job.hasLogprobs ? { logprobs: certainTokens(text) } : {}
}

function certainTokens(text: string): object[] {
  return encodeText(text).map((token) => {
    const bytes = Buffer.from(tokenBytes(token) ?? [])
    return { token: bytes.toString('utf8'), logprob: 0, bytes: [...bytes] }
  })
}

function durationUsage({ hearing }: Transcript): object {
  return { usage: { type: 'duration', seconds: Math.ceil(hearing.duration) } }
}

/** What the service counts for a second of sound. */
const tokensPerSecond = 10

function tokenUsage({ hearing, text }: Transcript): object {
  const audio = Math.ceil(hearing.duration * tokensPerSecond)
  const output = encodeText(text).length
  return {
    type: 'tokens',
    total_tokens: audio + output,
    input_tokens: audio,
    input_token_details: { text_tokens: 0, audio_tokens: audio },
    output_tokens: output,
  }
}
