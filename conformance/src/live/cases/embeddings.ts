import assert from 'node:assert/strict'
import type { Case } from '../scene.ts'
import { refused } from '../scene.ts'

const resource = 'embeddings'
const model = 'sim-embed'

export const embeddingCases: readonly Case[] = [
  {
    resource,
    name: 'create',
    async run({ client }) {
      const { data } = await client.embeddings.create({ model, input: 'A key ring.' })
      assert.equal(typeof data[0]?.embedding[0], 'number')
    },
  },
  {
    resource,
    name: 'create, every parameter, in both encodings',
    async run({ client }) {
      const request = { model, input: ['A key.', 'A ring.'], dimensions: 64, user: 'somebody' }
      const floats = await client.embeddings.create({ ...request, encoding_format: 'float' })
      const base64 = await client.embeddings.create({ ...request, encoding_format: 'base64' })
      assert.equal(floats.data[1]?.embedding.length, 64)
      assert.equal(typeof base64.data[1]?.embedding, 'string')
      assert.equal(floats.usage.prompt_tokens, base64.usage.prompt_tokens)
    },
  },
  {
    resource,
    name: 'create, from tokens',
    async run({ client }) {
      const { data } = await client.embeddings.create({ model, input: [[9906, 11], [1917]] })
      assert.equal(data.length, 2)
    },
  },
  {
    resource,
    name: 'create, refused: an empty text',
    async run({ client }) {
      await refused(client.embeddings.create({ model, input: '' }), { status: 400 })
    },
  },
  {
    resource,
    name: 'create, refused: too few dimensions',
    async run({ client }) {
      await refused(client.embeddings.create({ model, input: 'A', dimensions: -42 }), {
        status: 400,
        param: null,
        code: null,
      })
    },
  },
]
