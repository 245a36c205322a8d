import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import OpenAI, { BadRequestError, toFile } from 'openai'
import { TestServer } from './fakes/server.ts'

let server: TestServer
let client: OpenAI

before(async () => {
  server = await TestServer.start()
  const apiKey = (await server.createKey()).key
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })
})
after(() => server[Symbol.asyncDispose]())

const model = 'sim-transcribe'
const text = 'Hello, world! Is this a test?'

/** A file that the server itself has spoken. */
async function say(input: string, voice = 'alloy'): Promise<File> {
  const response = await client.audio.speech.create({ model: 'sim-speech', voice, input })
  return toFile(Buffer.from(await response.arrayBuffer()), 'speech.wav', { type: 'audio/wav' })
}

describe('transcription of the simulator, by the official package', () => {
  it('understands what the simulator said, in four languages', async () => {
    for (const said of [text, '¿Qué hora es?', 'Который час?', '지금 몇 시예요?']) {
      const transcript = await client.audio.transcriptions.create({ model, file: await say(said) })
      assert.equal(transcript.text, said)
      assert.ok(transcript.usage?.type === 'duration' && transcript.usage.seconds > 0)
    }
  })

  it('tells times, language and words on demand', async () => {
    const transcript = await client.audio.transcriptions.create({
      model,
      file: await say(text),
      response_format: 'verbose_json',
      timestamp_granularities: ['word', 'segment'],
      language: 'en',
      prompt: 'A greeting.',
      temperature: 0.4,
    })
    assert.equal(transcript.language, 'english')
    assert.deepEqual(
      transcript.words?.map(({ word }) => word),
      ['Hello', 'world', 'Is', 'this', 'a', 'test'],
    )
    assert.equal(transcript.segments?.length, 2)
    assert.equal(transcript.segments[0]?.temperature, 0.4)
    assert.ok(transcript.duration > 1)
  })

  it('writes text and subtitles', async () => {
    const file = await say(text)
    const write = (format: 'text' | 'srt' | 'vtt') =>
      client.audio.transcriptions.create({ model, file, response_format: format })
    assert.equal(await write('text'), `${text}\n`)
    assert.match(await write('srt'), /^1\n00:00:00,000 --> /)
    assert.match(await write('vtt'), /^WEBVTT\n\n00:00:00\.000 --> /)
  })

  it('names the speakers that it was introduced to', async () => {
    const reference = Buffer.from(await (await say('Hi', 'alloy')).arrayBuffer()).toString('base64')
    const transcript = await client.audio.transcriptions.create({
      model,
      file: await say(text),
      response_format: 'diarized_json' as const,
      chunking_strategy: 'auto',
      known_speaker_names: ['agent'],
      known_speaker_references: [`data:audio/wav;base64,${reference}`],
    })
    const { segments } = transcript as unknown as OpenAI.Audio.TranscriptionDiarized
    assert.deepEqual(
      segments.map(({ speaker, id }) => [speaker, id]),
      [
        ['agent', 'seg_0'],
        ['agent', 'seg_1'],
      ],
    )
  })

  it('streams word by word', async () => {
    const stream = await client.audio.transcriptions.create({
      model,
      file: await say(text),
      include: ['logprobs'],
      stream: true,
    })
    const events = await Array.fromAsync(stream)
    const done = events.pop()
    assert.ok(done?.type === 'transcript.text.done')
    assert.equal(done.text, text)
    const deltas = events.map((event) =>
      event.type === 'transcript.text.delta' ? event.delta : '',
    )
    assert.equal(deltas.join(''), text)
  })

  it('refuses a file that is no sound, and a format that is none', async () => {
    const file = await toFile(Buffer.from('hello'), 'speech.wav')
    await assert.rejects(client.audio.transcriptions.create({ model, file }), (error) => {
      assert.ok(error instanceof BadRequestError)
      assert.match(error.message, /Invalid file format\. Supported formats: \['flac'/)
      return error.param === 'file'
    })
  })

  it('can fail on demand', async () => {
    const create = async (knobs: string) =>
      client.audio.transcriptions.create(
        { model, file: await say(text) },
        { headers: { 'x-llavero-sim': knobs } },
      )
    await assert.rejects(create('status=503'), /503/)
    await assert.rejects(create('cut_after=0'), /502/)
  })
})

describe('translation of the simulator, by the official package', () => {
  it('gives English as it is, and says so where it cannot translate', async () => {
    const english = await client.audio.translations.create({ model, file: await say(text) })
    assert.equal(english.text, text)
    const russian = await client.audio.translations.create({
      model,
      file: await say('Который час?'),
      response_format: 'verbose_json',
      prompt: 'A question.',
      temperature: 0,
    })
    assert.match(russian.text, /cannot translate.*Russian.*Который час\?/)
    assert.equal((russian as OpenAI.Audio.TranslationVerbose).language, 'english')
  })
})
