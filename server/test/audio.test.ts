import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import OpenAI, { toFile } from 'openai'
import { wavHeader } from '../src/gateway/providers/sim/speech/wav.ts'
import { errorOf, TestServer } from './fakes/server.ts'
import { beginStream, cut, FakeUpstream, say, sendJson } from './fakes/upstream.ts'

const sdk = (server: TestServer, apiKey: string) =>
  new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })

const sound = Buffer.alloc(100_000, 'sound')
const recording = () => toFile(sound, 'talk.mp3', { type: 'audio/mpeg' })
const sse = (event: object) => `data: ${JSON.stringify(event)}\n\n`

describe('speech of a provider', () => {
  it('passes as it comes, with its content type, and is billed by the character', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey({ budget_usd: 1 })).key)
    const rest = Promise.withResolvers<void>()
    upstream.script(async (response) => {
      response.writeHead(200, { 'content-type': 'audio/flac' })
      await say(response, sound.subarray(0, 1_000))
      await rest.promise
      response.end(sound.subarray(1_000))
    })
    const response = await client.audio.speech.create({
      model: 'tts-1',
      input: 'Hola, ¿qué tal? 🎉',
      voice: 'alloy',
      instructions: 'Softly.',
      response_format: 'flac',
      speed: 1.5,
      stream_format: 'audio',
    })
    // Its beginning is here while its end has not been spoken.
    assert.equal(response.headers.get('content-type'), 'audio/flac')
    rest.resolve()
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), sound)
    assert.equal(upstream.call.path, '/v1/audio/speech')
    assert.equal(upstream.call.body['speed'], 1.5)
    const row = await server.row()
    assert.equal(row.endpoint, 'audio.speech')
    assert.equal(row.characters, 17)
    assert.equal(row.verdict, 'complete')
    // 17 characters at 15 USD a million.
    assert.equal(row.cost_usd, 0.000255)
  })

  it('breaks off where the provider does: half a sound is never whole', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey()
    upstream.script(async (response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg' })
      await say(response, sound)
      await cut(response)
    })
    const body = { model: 'tts-1', input: 'Hello', voice: 'alloy' }
    const response = await server.post('/v1/audio/speech', body, key)
    assert.equal(response.status, 200)
    await assert.rejects(response.arrayBuffer())
    const row = await server.row()
    assert.deepEqual([row.verdict, row.error_code], ['truncated', 'upstream_truncated'])
  })

  it('comes as events that end with speech.audio.done', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey()
    const usage = { input_tokens: 14, output_tokens: 101, total_tokens: 115 }
    const events =
      sse({ type: 'speech.audio.delta', audio: 'AAAA' }) + sse({ type: 'speech.audio.done', usage })
    upstream.script(
      (response) => {
        beginStream(response)
        response.end(events)
      },
      (response) => {
        beginStream(response)
        response.end(sse({ type: 'speech.audio.delta', audio: 'AAAA' }))
      },
    )
    const body = { model: 'gpt-4o-mini-tts', input: 'Hello', voice: 'alloy', stream_format: 'sse' }
    const whole = await server.post('/v1/audio/speech', body, key)
    assert.match(whole.headers.get('content-type') ?? '', /^text\/event-stream/)
    assert.equal(await whole.text(), events)
    assert.match(
      await (await server.post('/v1/audio/speech', body, key)).text(),
      /upstream_truncated/,
    )
    const [second, first] = await server.rows(2)
    assert.equal(first?.verdict, 'complete')
    assert.equal(first?.is_stream, true)
    assert.deepEqual([first?.input_tokens, first?.output_tokens], [14, 101])
    // 14 at 0.60 and 101 at 12 USD a million.
    assert.equal(first?.cost_usd, 0.001221)
    assert.equal(second?.verdict, 'truncated')
  })

  it('is stopped, and paid for, when the client leaves', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey()
    const stopped = Promise.withResolvers<void>()
    upstream.script(async (response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg' })
      response.once('close', () => stopped.resolve())
      await say(response, sound)
    })
    const leaving = new AbortController()
    const response = await server.fetch('/v1/audio/speech', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'tts-1', input: 'Hello', voice: 'alloy' }),
      signal: leaving.signal,
    })
    await response.body?.getReader().read()
    leaving.abort()
    await stopped.promise
    const row = await server.row()
    assert.equal(row.verdict, 'client_gone')
    assert.equal(row.characters, 5)
    assert.equal(row.cost_usd, 0.000075)
  })

  it('is refused in the words of the service', async () => {
    await using server = await TestServer.start()
    const post = async (body: object) =>
      errorOf(
        await server.post('/v1/audio/speech', {
          model: 'tts-1',
          input: 'x',
          voice: 'alloy',
          ...body,
        }),
      )
    assert.equal((await post({ input: '' })).code, 'empty_string')
    assert.equal((await post({ input: 'x'.repeat(4_097) })).code, 'string_above_max_length')
    assert.equal((await post({ voice: undefined })).param, 'voice')
    assert.equal((await post({ speed: 5 })).code, 'decimal_above_max_value')
    assert.equal((await post({ response_format: 'ogg' })).param, 'response_format')
  })
})

describe('transcriptions of a provider', () => {
  it('are made of the very file, under the name of the target’s model, and billed by the second', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const provider = await server.addProvider('other', upstream)
    await server.addRoute('listener', [{ id: provider.id, model: 'whisper-1' }])
    const client = sdk(server, (await server.createKey({ budget_usd: 1 })).key)
    upstream.always((response) =>
      sendJson(response, 200, { text: 'Hello.', usage: { type: 'duration', seconds: 90 } }),
    )
    const typical = await client.audio.transcriptions.create({
      model: 'listener',
      file: await recording(),
    })
    assert.equal(typical.text, 'Hello.')
    const { call } = upstream
    assert.equal(call.path, '/v1/audio/transcriptions')
    const form = await new Response(Uint8Array.from(call.bytes), {
      headers: { 'content-type': call.headers['content-type'] ?? '' },
    }).formData()
    assert.equal(form.get('model'), 'whisper-1')
    const file = form.get('file') as unknown as File
    assert.deepEqual([file.name, file.type], ['talk.mp3', 'audio/mpeg'])
    assert.deepEqual(Buffer.from(await file.arrayBuffer()), sound)
    const row = await server.row()
    assert.equal(row.endpoint, 'audio.transcriptions')
    assert.equal(row.audio_seconds, 90)
    // A minute and a half at 0.006 USD.
    assert.equal(row.cost_usd, 0.009)
  })

  it('take every parameter, and are billed by tokens where the answer says so', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey()).key)
    const usage = {
      type: 'tokens',
      input_tokens: 64,
      input_token_details: { text_tokens: 4, audio_tokens: 60 },
      output_tokens: 20,
      total_tokens: 84,
    }
    upstream.always((response) => sendJson(response, 200, { text: 'Hello.', usage }))
    await client.audio.transcriptions.create({
      model: 'gpt-4o-transcribe',
      file: await recording(),
      chunking_strategy: { type: 'server_vad', silence_duration_ms: 200 },
      include: ['logprobs'],
      language: 'es',
      prompt: 'Una llave',
      response_format: 'json',
      temperature: 0.2,
      timestamp_granularities: ['word', 'segment'],
    })
    const text = upstream.call.bytes.toString('latin1')
    for (const name of ['include[]', 'timestamp_granularities[]', 'chunking_strategy[type]']) {
      assert.ok(text.includes(`name="${name}"`), name)
    }
    const row = await server.row()
    // 4 at 2.50, 60 of sound at 6, 20 at 10 USD a million.
    assert.equal(row.cost_usd, 0.00057)
  })

  it('come in every format: text passes as it is', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey()).key)
    const answers: Record<string, string> = {
      text: 'Hello.\n',
      srt: '1\n00:00:00,000 --> 00:00:02,000\nHello.\n',
      vtt: 'WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nHello.\n',
    }
    upstream.always((response, { bytes }) => {
      const format = /name="response_format"\r\n\r\n(\w+)/.exec(bytes.toString('latin1'))?.[1]
      if (format === 'verbose_json') {
        sendJson(response, 200, { text: 'Hello.', duration: 2.5, segments: [], language: 'en' })
        return
      }
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(answers[format ?? ''])
    })
    const base = { model: 'whisper-1', file: await recording() }
    for (const format of ['text', 'srt', 'vtt'] as const) {
      const said = await client.audio.transcriptions.create({ ...base, response_format: format })
      assert.equal(said, answers[format])
    }
    const verbose = await client.audio.transcriptions.create({
      ...base,
      response_format: 'verbose_json',
    })
    assert.equal(verbose.duration, 2.5)
    const rows = await server.rows(4)
    assert.ok(rows.every(({ verdict }) => verdict === 'complete'))
    assert.equal(rows[0]?.audio_seconds, 2.5)
    assert.ok(rows[1]?.is_estimated === true && rows[1].audio_seconds > 0)
  })

  it('are billed by the length of a WAV file where the answer does not say', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey({ budget_usd: 1 })).key)
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
      response.end('Hello.\n')
    })
    const samples = Buffer.alloc(30 * 16_000 * 2)
    const file = await toFile(Buffer.concat([wavHeader(0, 16_000), samples]), 'talk.wav')
    await client.audio.transcriptions.create({ model: 'whisper-1', file, response_format: 'text' })
    const row = await server.row()
    assert.equal(row.audio_seconds, 30)
    // Half a minute at 0.006 USD.
    assert.deepEqual([row.cost_usd, row.is_estimated], [0.003, true])
  })

  it('come in a stream that ends with transcript.text.done', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey()).key)
    upstream.script(async (response) => {
      beginStream(response)
      await say(response, sse({ type: 'transcript.text.delta', delta: 'Hel' }))
      response.end(
        sse({
          type: 'transcript.text.done',
          text: 'Hello.',
          usage: { type: 'tokens', input_tokens: 10, output_tokens: 3, total_tokens: 13 },
        }),
      )
    })
    const stream = await client.audio.transcriptions.create({
      model: 'gpt-4o-transcribe',
      file: await recording(),
      stream: true,
    })
    const types = (await Array.fromAsync(stream)).map(({ type }) => type)
    assert.deepEqual(types, ['transcript.text.delta', 'transcript.text.done'])
    const row = await server.row()
    assert.deepEqual([row.verdict, row.input_tokens], ['complete', 10])
  })

  it('are refused in the words of the service', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey()
    const send = async (fields: readonly (readonly [string, string | File])[]) => {
      const form = new FormData()
      for (const [name, value] of fields) form.append(name, value)
      const headers = { authorization: `Bearer ${key}` }
      const init = { method: 'POST', body: form, headers }
      return errorOf(await server.fetch('/v1/audio/transcriptions', init))
    }
    const file = ['file', new File([Uint8Array.from(sound)], 'a.mp3')] as const
    const model = ['model', 'whisper-1'] as const
    assert.equal((await send([model])).message, "Missing required parameter: 'file'.")
    assert.equal((await send([file])).param, 'model')
    assert.equal((await send([file, model, model])).param, 'model')
    const bad = await send([file, model, ['language', 'this should cause an error']])
    assert.deepEqual([bad.param, bad.code], ['language', 'invalid_language_format'])
    assert.match(bad.message, /must be specified in ISO-639-1 format\.$/)
    assert.equal((await send([file, model, ['temperature', 'warm']])).code, 'invalid_type')
    assert.equal((await send([file, model, ['include[]', 'words']])).param, 'include[0]')
    assert.equal((await send([file, model, ['__proto__', 'x']])).code, 'forbidden_key')
    const large = new File([new Uint8Array(26_214_401)], 'a.mp3')
    const refused = await send([['file', large], model])
    assert.deepEqual([refused.status, refused.code], [413, 'body_too_large'])
    assert.equal(upstream.calls.length, 0)
  })
})

describe('translations of a provider', () => {
  it('take every parameter', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const client = sdk(server, (await server.createKey()).key)
    upstream.always((response) => sendJson(response, 200, { text: 'Hello.' }))
    const base = { model: 'whisper-1', file: await recording() }
    assert.equal((await client.audio.translations.create(base)).text, 'Hello.')
    await client.audio.translations.create({
      ...base,
      prompt: 'A key',
      response_format: 'json',
      temperature: 0.5,
    })
    assert.equal(upstream.calls[1]?.path, '/v1/audio/translations')
    const rows = await server.rows(2)
    assert.ok(rows.every(({ endpoint }) => endpoint === 'audio.translations'))
    // Nobody said how long it is: 100 kB are 25 s at least.
    assert.equal(rows[0]?.is_estimated, true)
    assert.ok((rows[0]?.audio_seconds ?? 0) >= 25)
  })
})
