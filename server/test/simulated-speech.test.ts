import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import OpenAI, { BadRequestError, RateLimitError } from 'openai'
import { findCarriedWords } from '../src/gateway/providers/sim/speech/carried-text.ts'
import { readWav } from '../src/gateway/providers/sim/speech/wav.ts'
import { TestServer } from './fakes/server.ts'

let server: TestServer
let client: OpenAI

before(async () => {
  server = await TestServer.start()
  const apiKey = (await server.createKey()).key
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })
})
after(() => server[Symbol.asyncDispose]())

const model = 'sim-speech'
const input = 'Hello, world! This is a test.'

function heard(file: Uint8Array): string {
  const words = findCarriedWords(readWav(file)?.samples ?? new Int16Array())
  return words.map(({ text }) => text).join('')
}

describe('speech of the simulator, by the official package', () => {
  it('is a WAV that says the text, in four languages', async () => {
    for (const text of [input, '¡Hola! ¿Qué tal?', 'Привет, мир!', '안녕하세요, 세계!']) {
      const response = await client.audio.speech.create({ model, voice: 'alloy', input: text })
      assert.equal(response.headers.get('content-type'), 'audio/wav')
      assert.equal(response.headers.get('x-llavero-simulated'), 'true')
      assert.equal(heard(new Uint8Array(await response.arrayBuffer())), text)
    }
  })

  it('is slower, faster and raw on demand', async () => {
    const speak = async (body: Partial<OpenAI.Audio.SpeechCreateParams>) => {
      const request = { model, voice: 'onyx', input, instructions: 'Calmly.', ...body } as const
      return (await (await client.audio.speech.create(request)).arrayBuffer()).byteLength
    }
    const [usual, fast] = [await speak({}), await speak({ speed: 2, response_format: 'wav' })]
    assert.ok(fast < usual * 0.7)
    assert.equal(await speak({ response_format: 'pcm' }), usual - 44)
  })

  it('comes as events whose parts make up the file', async () => {
    const response = await client.audio.speech.create({
      model,
      voice: 'nova',
      input,
      stream_format: 'sse',
    })
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/)
    const payloads = [...(await response.text()).matchAll(/^data: (.*)$/gm)].map(
      ([, data]) => data ?? '',
    )
    assert.equal(payloads.pop(), '[DONE]')
    const events = payloads.map(
      (data) => JSON.parse(data) as { type: string; audio: string; usage: object },
    )
    const done = events.pop()
    assert.equal(done?.type, 'speech.audio.done')
    assert.deepEqual(Object.keys(done.usage), ['input_tokens', 'output_tokens', 'total_tokens'])
    assert.ok(events.length > 1 && events.every(({ type }) => type === 'speech.audio.delta'))
    const file = Buffer.concat(events.map(({ audio }) => Buffer.from(audio, 'base64')))
    assert.equal(heard(file), input)
  })

  it('is refused in formats and voices that are not simulated, by name', async () => {
    const speak = (body: object) =>
      client.audio.speech.create({ model, voice: 'alloy', input, ...body })
    await assert.rejects(speak({ response_format: 'mp3' }), (error) => {
      assert.ok(error instanceof BadRequestError)
      return error.param === 'response_format'
    })
    await assert.rejects(speak({ voice: 'nobody' }), (error) => {
      assert.ok(error instanceof BadRequestError)
      return error.param === 'voice'
    })
  })
})

describe('faults on demand', () => {
  const calls: Readonly<Record<string, (headers: Record<string, string>) => Promise<unknown>>> = {
    embeddings: (headers) =>
      client.embeddings.create({ model: 'sim-embed', input: 'a' }, { headers }),
    moderations: (headers) =>
      client.moderations.create({ model: 'sim-moderation', input: 'a' }, { headers }),
    images: (headers) =>
      client.images.generate({ model: 'sim-image', prompt: 'a', size: '256x256' }, { headers }),
    speech: async (headers) => {
      const response = await client.audio.speech.create(
        { model, voice: 'alloy', input },
        { headers },
      )
      return await response.arrayBuffer()
    },
  }

  it('work on every endpoint', async () => {
    for (const [name, call] of Object.entries(calls)) {
      await assert.rejects(call({ 'x-llavero-sim': 'status=429' }), RateLimitError, name)
      await assert.rejects(call({ 'x-llavero-sim': 'cut_after=0' }), Error, name)
      await assert.rejects(call({ 'x-llavero-sim': 'no_such=1' }), BadRequestError, name)
      await call({ 'x-llavero-sim': 'first_token_ms=1' })
    }
  })

  it('cut a stream without an end', async () => {
    const stream = await client.images.generate(
      { model: 'sim-image', prompt: 'a', size: '256x256', stream: true, partial_images: 2 },
      { headers: { 'x-llavero-sim': 'cut_after=1' } },
    )
    const seen: string[] = []
    await assert.rejects(async () => {
      for await (const { type } of stream) seen.push(type)
    }, /before its end/)
    assert.deepEqual(seen, ['image_generation.partial_image'])
  })
})

describe('the list of models', () => {
  it('has every simulated model', async () => {
    const models = await Array.fromAsync(client.models.list())
    const simulated = models.map(({ id }) => id).filter((id) => id.startsWith('sim-'))
    assert.deepEqual(simulated.toSorted(), [
      'sim-code',
      'sim-embed',
      'sim-image',
      'sim-mini',
      'sim-moderation',
      'sim-speech',
      'sim-transcribe',
    ])
  })
})
