import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { speak } from '../speech/speak.ts'
import { findVoice } from '../speech/voices.ts'
import { wavHeader } from '../speech/wav.ts'
import { type TranscriptJob, writeTranscript } from './write-transcript.ts'

function wavOf(text: string, voice = 'alloy'): Buffer {
  const samples = [...speak(text, findVoice(voice) ?? assert.fail(), 1).words]
  const data = Buffer.concat(samples.map(({ buffer }) => Buffer.from(buffer)))
  return Buffer.concat([wavHeader(data.length / 2, 24_000), data])
}

/** The sounds of several files as one. */
function joined(...files: readonly Buffer[]): Buffer {
  const data = Buffer.concat(files.map((file) => file.subarray(44)))
  return Buffer.concat([wavHeader(data.length / 2, 24_000), data])
}

const plain: Omit<TranscriptJob, 'file'> = {
  kind: 'transcript',
  task: 'transcribe',
  format: 'json',
  language: null,
  temperature: 0,
  hasWords: false,
  hasSegments: true,
  hasLogprobs: false,
  isStream: false,
  speakers: [],
}

function write(file: Buffer, job: Partial<TranscriptJob> = {}): string[] {
  const pieces = [...writeTranscript({ ...plain, file, ...job })]
  return pieces.flatMap((piece) => (piece === null ? [] : [Buffer.from(piece).toString()]))
}

function read(file: Buffer, job: Partial<TranscriptJob> = {}): Verbose & Diarized {
  return JSON.parse(write(file, job).join('')) as Verbose & Diarized
}

const greeting = wavOf('Hello there, friend. How are you today?')

interface Diarized {
  readonly segments: readonly { speaker: string; text: string; id: string }[]
}

interface Verbose {
  readonly language: string
  readonly text: string
  readonly duration: number
  readonly words?: readonly { word: string; start: number; end: number }[]
  readonly segments?: readonly { text: string; start: number; end: number; tokens: number[] }[]
  readonly usage: { readonly type: string; readonly seconds: number }
}

describe('a transcript', () => {
  it('is what was said, in the language it was said in', () => {
    const texts = [
      ['The kettle is on and the door is open.', 'english'],
      ['La tetera está lista y la puerta abierta.', 'spanish'],
      ['Чайник готов, и дверь открыта.', 'russian'],
      ['주전자가 끓고 문이 열려 있습니다.', 'korean'],
    ] as const
    for (const [text, language] of texts) {
      const told = read(wavOf(text), { format: 'verbose_json' })
      assert.deepEqual([told.text, told.language], [text, language])
      assert.equal(told.usage.seconds, Math.ceil(told.duration))
    }
  })

  it('has its words and sentences at their times', () => {
    const told = read(greeting, { format: 'verbose_json', hasWords: true })
    assert.deepEqual(
      told.words?.map(({ word }) => word),
      ['Hello', 'there', 'friend', 'How', 'are', 'you', 'today'],
    )
    assert.deepEqual(
      told.segments?.map(({ text }) => text),
      [' Hello there, friend.', ' How are you today?'],
    )
    const times = told.words?.flatMap(({ start, end }) => [start, end]) ?? []
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    )
    assert.ok((times.at(-1) ?? Infinity) <= told.duration)
    const [first, second] = told.segments ?? []
    assert.equal(second?.start, told.words?.[3]?.start)
    assert.ok((first?.end ?? 0) < (second?.start ?? 0) && (first?.tokens.length ?? 0) > 0)
    const without = read(greeting, { format: 'verbose_json', hasSegments: false })
    assert.deepEqual([without.words, without.segments], [undefined, undefined])
  })

  it('can be had as text and as subtitles', () => {
    assert.deepEqual(write(greeting, { format: 'text' }), [
      'Hello there, friend. How are you today?\n',
    ])
    const [srt = ''] = write(greeting, { format: 'srt' })
    assert.match(srt, /^1\n00:00:00,000 --> 00:00:01,\d{3}\nHello there, friend\.\n\n2\n00:00:0/)
    const [vtt = ''] = write(greeting, { format: 'vtt' })
    assert.match(vtt, /^WEBVTT\n\n00:00:00\.000 --> 00:00:01\.\d{3}\nHello there, friend\.\n\n00:/)
  })

  it('tells speakers apart by their voices, and names those whom it was introduced to', () => {
    const file = joined(
      wavOf('Thanks for calling. ', 'nova'),
      wavOf('I have a question. ', 'onyx'),
      wavOf('Ask away.', 'nova'),
    )
    const format = 'diarized_json'
    const speakersOf = ({ segments }: Diarized) => segments.map(({ speaker }) => speaker)
    const told = read(file, { format })
    assert.deepEqual(speakersOf(told), ['A', 'B', 'A'])
    assert.equal(told.segments[1]?.text, ' I have a question.')
    const speakers = [{ name: 'agent', sound: wavOf('Hi', 'nova') }]
    assert.deepEqual(speakersOf(read(file, { format, speakers })), ['agent', 'A', 'agent'])
  })

  it('comes word by word in a stream, whose deltas make up the text', () => {
    const events = write(greeting, { isStream: true, hasLogprobs: true }).map(
      (data) =>
        JSON.parse(data) as { type: string; delta: string; text: string; logprobs: object[] },
    )
    const done = events.pop()
    assert.equal(done?.type, 'transcript.text.done')
    assert.ok(
      events.every(({ type, logprobs }) => type === 'transcript.text.delta' && logprobs.length > 0),
    )
    assert.equal(events.map(({ delta }) => delta).join(''), done.text)
    const segments = write(greeting, { isStream: true, format: 'diarized_json' })
    assert.match(segments[0] ?? '', /"type":"transcript\.text\.segment"/)
  })

  it('says honestly that it does not understand other sound, in the language that was asked for', () => {
    const silence = Buffer.concat([wavHeader(24_000, 24_000), Buffer.alloc(48_000)])
    const words: Readonly<Record<string, RegExp>> = {
      en: /simulator/,
      es: /simulador/,
      ru: /симулятор/,
      ko: /시뮬레이터/,
    }
    for (const [language, word] of Object.entries(words)) {
      assert.match(read(silence, { language }).text, word)
    }
    assert.equal(read(silence).usage.seconds, 1)
    const mp3 = Buffer.concat([Buffer.from([0xff, 0xf3, 0xe4, 0xc4]), Buffer.alloc(31_000)])
    const told = read(mp3, { format: 'verbose_json' })
    assert.match(told.text, /only speech that it has made/)
    assert.deepEqual([told.usage.seconds, told.segments?.length], [2, 1])
  })

  it('refuses a file that is no sound', () => {
    for (const bytes of ['', 'hello', 'RIFF and so on', '\x89PNG\r\n']) {
      assert.throws(
        () => write(Buffer.from(bytes, 'latin1')),
        (error) => error instanceof GatewayError && error.param === 'file',
      )
    }
  })
})

describe('a translation', () => {
  const translate = (file: Buffer) => read(file, { task: 'translate', format: 'verbose_json' })

  it('gives English as it is', () => {
    const { text, language } = translate(greeting)
    assert.deepEqual([text, language], ['Hello there, friend. How are you today?', 'english'])
  })

  it('says that it cannot translate, and what it heard', () => {
    const { text, language, segments } = translate(wavOf('Привет, как дела?'))
    assert.match(
      text,
      /^\[The simulator cannot translate\. In Russian, it heard: Привет, как дела\?\]$/,
    )
    assert.equal(language, 'english')
    assert.equal(segments?.length, 1)
  })
})
