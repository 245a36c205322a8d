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
})
