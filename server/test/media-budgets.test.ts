import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { KeyObject } from '@llavero/protocol/control/keys.ts'
import { toMicroUsd } from '@llavero/protocol/control/scalars.ts'
import { errorOf, TestServer } from './fakes/server.ts'
import { FakeUpstream, type Script, sendJson } from './fakes/upstream.ts'

const calls = 200

interface Case {
  readonly path: string
  readonly body: object
  readonly answer: Script
  readonly budgetUsd: number
}

const pdf = { filename: 'a.pdf', file_data: `data:application/pdf;base64,${'A'.repeat(10_000)}` }

const cases: readonly Case[] = [
  {
    path: '/v1/chat/completions',
    body: {
      model: 'gpt-4o',
      max_tokens: 5,
      messages: [{ role: 'user', content: [{ type: 'file', file: pdf }] }],
    },
    answer: (response) =>
      sendJson(response, 200, {
        choices: [],
        usage: { prompt_tokens: 110_000, completion_tokens: 5, total_tokens: 110_005 },
      }),
    budgetUsd: 1,
  },
  {
    path: '/v1/images/generations',
    body: { model: 'dall-e-3', prompt: 'A key.', quality: 'hd', size: '1024x1792' },
    answer: (response) => sendJson(response, 200, { created: 1, data: [{ b64_json: 'AA==' }] }),
    budgetUsd: 1,
  },
  {
    path: '/v1/audio/speech',
    body: { model: 'tts-1', input: 'x'.repeat(1_000), voice: 'alloy' },
    answer(response) {
      response.writeHead(200, { 'content-type': 'audio/mpeg' })
      response.end('sound')
    },
    budgetUsd: 0.3,
  },
  {
    path: '/v1/embeddings',
    body: { model: 'text-embedding-3-large', input: 'word '.repeat(1_000) },
    answer: (response) =>
      sendJson(response, 200, {
        object: 'list',
        data: [{ object: 'embedding', index: 0, embedding: [0.5] }],
        model: 'text-embedding-3-large',
        usage: { prompt_tokens: 1_001, total_tokens: 1_001 },
      }),
    budgetUsd: 0.005,
  },
]

describe('a budget', () => {
  for (const { path, body, answer, budgetUsd } of cases) {
    it(`is never passed by ${calls} calls of ${path} at the same time`, async () => {
      await using upstream = await FakeUpstream.start()
      await using server = await TestServer.start({ upstream })
      upstream.always(answer)
      const { id, key } = await server.createKey({ budget_usd: budgetUsd })
      const statuses = await Promise.all(
        Array.from({ length: calls }, async () => {
          const response = await server.post(path, body, key)
          if (response.status === 200) await response.arrayBuffer()
          else assert.equal((await errorOf(response)).code, 'insufficient_quota')
          return response.status
        }),
      )
      const allowed = statuses.filter((status) => status === 200).length
      assert.ok(allowed > 0 && allowed < calls, `${allowed} calls`)
      const rows = await server.rows(calls)
      const spent = rows.reduce((sum, row) => sum + toMicroUsd(row.cost_usd ?? 0), 0)
      assert.ok(spent > 0 && spent <= toMicroUsd(budgetUsd), `${spent} micro-dollars`)
      assert.equal(upstream.calls.length, allowed)
      assert.equal(await server.metric('llavero_holds_outstanding'), 0)
      const stored = await server.operate<KeyObject>('GET', `/api/keys/${id}`)
      assert.equal(toMicroUsd(stored.spent_usd), spent)
    })
  }

  const transcriptions: readonly Transcription[] = [
    {
      name: 'one after another where silence may be packed to nothing',
      model: 'whisper-1',
      sound: Buffer.from('OggS\0\x02 OpusHead'),
      usage: { type: 'duration', seconds: 30_000 },
      spentUsd: 3,
    },
    {
      name: 'at the lowest rate of an MP3',
      model: 'whisper-1',
      sound: Buffer.from([0xff, 0xfb, 0x90, 0]),
      usage: { type: 'duration', seconds: 450 },
      spentUsd: 1,
    },
    {
      name: 'at the longest that a model listens to',
      model: 'gpt-4o-transcribe',
      sound: Buffer.from('fLaC'),
      usage: { type: 'tokens', input_tokens: 15_000, output_tokens: 9_000, total_tokens: 24_000 },
      spentUsd: 1,
    },
  ]
  for (const { name, model, sound, usage, spentUsd } of transcriptions) {
    it(`pays for compressed sound, many calls at once: ${name}`, async () => {
      await using upstream = await FakeUpstream.start()
      await using server = await TestServer.start({ upstream })
      upstream.always((response) => sendJson(response, 200, { text: 'Hm.', usage }))
      const { id, key } = await server.createKey({ budget_usd: 1 })
      const file = Buffer.concat([sound, Buffer.alloc(500_000 - sound.length)])
      const answers = await Promise.all(
        Array.from({ length: 40 }, async () => {
          const response = await transcribe(server, { key, model, file })
          if (response.status !== 200) return (await errorOf(response)).code
          await response.arrayBuffer()
          return null
        }),
      )
      const refusals = answers.filter((code) => code !== null)
      assert.ok(refusals.length > 0 && refusals.length < answers.length)
      assert.ok(refusals.every((code) => code === 'insufficient_quota'))
      await server.rows(answers.length)
      const stored = await server.operate<KeyObject>('GET', `/api/keys/${id}`)
      assert.ok(stored.spent_usd > 0 && stored.spent_usd <= spentUsd, `${stored.spent_usd} USD`)
      assert.equal(await server.metric('llavero_holds_outstanding'), 0)
    })
  }

  it('lets a call of unknown length go as long as something is left', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const usage = { type: 'duration', seconds: 60 }
    upstream.always((response) => sendJson(response, 200, { text: 'Hm.', usage }))
    const { id, key } = await server.createKey({ budget_usd: 0.02 })
    const file = Buffer.from('fLaC')
    const statuses: number[] = []
    while (statuses.at(-1) !== 429) {
      const response = await transcribe(server, { key, model: 'whisper-1', file })
      await response.arrayBuffer()
      statuses.push(response.status)
    }
    // Each costs 0.006 USD: the fourth is the last that is begun.
    assert.deepEqual(statuses, [200, 200, 200, 200, 429])
    await server.rows(statuses.length)
    const stored = await server.operate<KeyObject>('GET', `/api/keys/${id}`)
    assert.equal(stored.spent_usd, 0.024)
  })
})

interface Transcription {
  readonly name: string
  readonly model: string
  /** How the file begins. */
  readonly sound: Buffer
  readonly usage: object
  /** What all calls together may cost at most. */
  readonly spentUsd: number
}

interface Recording {
  readonly key: string
  readonly model: string
  readonly file: Uint8Array
}

function transcribe(server: TestServer, { key, model, file }: Recording): Promise<Response> {
  const form = new FormData()
  form.append('model', model)
  form.append('file', new File([Uint8Array.from(file)], 'sound'))
  const headers = { authorization: `Bearer ${key}` }
  return server.fetch('/v1/audio/transcriptions', { method: 'POST', body: form, headers })
}
