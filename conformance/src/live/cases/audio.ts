import assert from 'node:assert/strict'
import { type OpenAI, toFile } from 'openai'
import type { Case } from '../scene.ts'
import { refused } from '../scene.ts'

const speech = 'sim-speech'
const model = 'sim-transcribe'
const input = 'The key is on the ring.'

/** A recording of ours. */
async function recording(client: OpenAI) {
  const spoken = await client.audio.speech.create({
    model: speech,
    voice: 'alloy',
    input,
    response_format: 'wav',
  })
  return toFile(Buffer.from(await spoken.arrayBuffer()), 'speech.wav', { type: 'audio/wav' })
}

export const speechCases: readonly Case[] = [
  {
    resource: 'speech',
    name: 'create',
    async run({ client }) {
      const spoken = await client.audio.speech.create({ model: speech, voice: 'alloy', input })
      assert.ok((await spoken.arrayBuffer()).byteLength > 1000)
    },
  },
  {
    resource: 'speech',
    name: 'create, every parameter',
    async run({ client }) {
      const spoken = await client.audio.speech.create({
        model: speech,
        voice: 'nova',
        input,
        instructions: 'Cheerfully.',
        response_format: 'wav',
        speed: 1.5,
        stream_format: 'audio',
      })
      const bytes = Buffer.from(await spoken.arrayBuffer())
      assert.equal(bytes.subarray(0, 4).toString('latin1'), 'RIFF')
    },
  },
  {
    resource: 'speech',
    name: 'create, streamed as events',
    async run({ client }) {
      const spoken = await client.audio.speech.create({
        model: speech,
        voice: 'alloy',
        input,
        stream_format: 'sse',
      })
      assert.match(await spoken.text(), /"type":"speech\.audio\.done"/)
    },
  },
  {
    resource: 'speech',
    name: 'create, refused: too fast',
    async run({ client }) {
      await refused(
        client.audio.speech.create({ model: speech, voice: 'alloy', input, speed: 9 }),
        {
          status: 400,
          param: 'speed',
        },
      )
    },
  },
]

export const transcriptionCases: readonly Case[] = [
  {
    resource: 'transcription',
    name: 'transcriptions.create',
    async run({ client }) {
      const file = await recording(client)
      const { text } = await client.audio.transcriptions.create({ model, file })
      assert.match(text, /key/)
    },
  },
  {
    resource: 'transcription',
    name: 'transcriptions.create, every parameter, word by word',
    async run({ client }) {
      const answer = await client.audio.transcriptions.create({
        model,
        file: await recording(client),
        response_format: 'verbose_json',
        timestamp_granularities: ['word', 'segment'],
        language: 'en',
        prompt: 'Keys and rings.',
        temperature: 0,
        chunking_strategy: 'auto',
      })
      assert.ok((answer.words?.length ?? 0) > 3)
    },
  },
  {
    resource: 'transcription',
    name: 'transcriptions.create, in every other format',
    async run({ client }) {
      for (const format of ['text', 'srt', 'vtt', 'diarized_json'] as const) {
        await client.audio.transcriptions.create({
          model,
          file: await recording(client),
          response_format: format,
        } as OpenAI.Audio.TranscriptionCreateParams)
      }
    },
  },
  {
    resource: 'transcription',
    name: 'transcriptions.create, streamed, with log probabilities',
    async run({ client }) {
      const stream = await client.audio.transcriptions.create({
        model,
        file: await recording(client),
        response_format: 'json',
        include: ['logprobs'],
        stream: true,
      })
      const types = (await Array.fromAsync(stream)).map(({ type }) => type)
      assert.equal(types.at(-1), 'transcript.text.done')
    },
  },
  {
    resource: 'transcription',
    name: 'translations.create, in every format',
    async run({ client }) {
      for (const format of ['json', 'text', 'srt', 'verbose_json', 'vtt'] as const) {
        await client.audio.translations.create({
          model,
          file: await recording(client),
          response_format: format,
          prompt: 'Keys.',
          temperature: 0,
        })
      }
    },
  },
  {
    resource: 'transcription',
    name: 'transcriptions.create, refused: a language that is none',
    async run({ client }) {
      const file = await recording(client)
      await refused(
        client.audio.transcriptions.create({ model, file, language: 'elvish tongue' }),
        {
          status: 400,
          param: 'language',
          code: 'invalid_language_format',
        },
      )
    },
  },
]
