import assert from 'node:assert/strict'
import type { Case } from '../scene.ts'
import { refused } from '../scene.ts'

const resource = 'completions'
const model = 'sim-mini'

export const completionCases: readonly Case[] = [
  {
    resource,
    name: 'create',
    async run({ client }) {
      const answer = await client.completions.create({ model, prompt: 'Once upon a time' })
      assert.equal(answer.choices.length, 1)
      assert.ok((answer.usage?.completion_tokens ?? 0) <= 16)
    },
  },
  {
    resource,
    name: 'create, every parameter',
    async run({ client }) {
      const answer = await client.completions.create({
        model,
        prompt: ['Once upon a time', 'A key'],
        suffix: ' The end.',
        max_tokens: 8,
        temperature: 0.5,
        top_p: 0.9,
        n: 2,
        best_of: 3,
        echo: true,
        logprobs: 3,
        stop: ['\n\n'],
        presence_penalty: 0.1,
        frequency_penalty: 0.1,
        logit_bias: { '50256': -100 },
        seed: 7,
        user: 'somebody',
      })
      assert.deepEqual(
        answer.choices.map(({ index }) => index),
        [0, 1, 2, 3],
      )
      assert.ok(answer.choices[0]?.logprobs)
    },
  },
  {
    resource,
    name: 'create, from tokens',
    async run({ client }) {
      const answer = await client.completions.create({ model, prompt: [[1, 2, 3], [4]] })
      assert.equal(answer.choices.length, 2)
    },
  },
  {
    resource,
    name: 'create, streamed',
    async run({ client }) {
      const stream = await client.completions.create({
        model,
        prompt: 'Once upon a time',
        stream: true,
        stream_options: { include_usage: true },
      })
      const chunks = await Array.fromAsync(stream)
      assert.ok(chunks.at(-1)?.usage)
    },
  },
  {
    resource,
    name: 'create, refused: fewer candidates than answers',
    async run({ client }) {
      await refused(client.completions.create({ model, prompt: 'A', n: 3, best_of: 2 }), {
        status: 400,
        type: 'invalid_request_error',
      })
    },
  },
]
