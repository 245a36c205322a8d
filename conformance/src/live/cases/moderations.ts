import assert from 'node:assert/strict'
import type { Case } from '../scene.ts'
import { samplePng } from '../samples.ts'

const resource = 'moderations'
const model = 'sim-moderation'
const image = { type: 'image_url', image_url: { url: samplePng } } as const

export const moderationCases: readonly Case[] = [
  {
    resource,
    name: 'create',
    async run({ client }) {
      const { results } = await client.moderations.create({ model, input: 'Have a great day!' })
      assert.equal(results[0]?.flagged, false)
      assert.equal(Object.keys(results[0].categories).length, 13)
    },
  },
  {
    resource,
    name: 'create, of several texts',
    async run({ client }) {
      const input = ['I will kill you.', 'Have a great day!']
      const { results } = await client.moderations.create({ model, input })
      assert.deepEqual(
        results.map(({ flagged }) => flagged),
        [true, false],
      )
    },
  },
  {
    resource,
    name: 'create, of a text and a picture, which is one thing',
    async run({ client }) {
      const input = [{ type: 'text', text: 'I forgot to water my plants.' } as const, image]
      const { results } = await client.moderations.create({ model, input })
      assert.equal(results.length, 1)
    },
  },
]
