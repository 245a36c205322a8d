import assert from 'node:assert/strict'
import { type OpenAI, toFile } from 'openai'
import type { Case } from '../scene.ts'
import { refused } from '../scene.ts'

const resource = 'images'
const model = 'sim-image'

/** A picture of ours, to be edited. */
async function picture(client: OpenAI) {
  const { data } = await client.images.generate({ model, prompt: 'A red key', size: '1024x1024' })
  return toFile(Buffer.from(data?.[0]?.b64_json ?? '', 'base64'), 'key.png', { type: 'image/png' })
}

export const imageCases: readonly Case[] = [
  {
    resource,
    name: 'generate',
    async run({ client }) {
      const { data } = await client.images.generate({ model, prompt: 'A red key on a blue ring' })
      const bytes = Buffer.from(data?.[0]?.b64_json ?? '', 'base64')
      assert.equal(bytes.subarray(1, 4).toString('latin1'), 'PNG')
    },
  },
  {
    resource,
    name: 'generate, every parameter',
    async run({ client }) {
      const { data } = await client.images.generate({
        model,
        prompt: 'A red key on a blue ring',
        n: 2,
        size: '1024x1536',
        quality: 'low',
        background: 'opaque',
        moderation: 'low',
        output_format: 'png',
        output_compression: 100,
        user: 'somebody',
      })
      assert.equal(data?.length, 2)
    },
  },
  {
    resource,
    name: 'generate, streamed, with partial pictures',
    async run({ client }) {
      const stream = await client.images.generate({
        model,
        prompt: 'A red key',
        stream: true,
        partial_images: 2,
      })
      const types = (await Array.fromAsync(stream)).map(({ type }) => type)
      assert.equal(types.at(-1), 'image_generation.completed')
      assert.ok(types.includes('image_generation.partial_image'))
    },
  },
  {
    resource,
    name: 'edit',
    async run({ client }) {
      const image = await picture(client)
      const { data } = await client.images.edit({ model, image, prompt: 'Make it green' })
      assert.ok(data?.[0]?.b64_json)
    },
  },
  {
    resource,
    name: 'edit, every parameter',
    async run({ client }) {
      const image = await picture(client)
      const { data } = await client.images.edit({
        model,
        image: [image, image],
        mask: image,
        prompt: 'Make it green',
        n: 2,
        size: '1024x1024',
        quality: 'low',
        background: 'opaque',
        input_fidelity: 'low',
        output_format: 'png',
        user: 'somebody',
      })
      assert.equal(data?.length, 2)
    },
  },
  {
    resource,
    name: 'edit, streamed',
    async run({ client }) {
      const stream = await client.images.edit({
        model,
        image: await picture(client),
        prompt: 'Make it green',
        stream: true,
        partial_images: 1,
      })
      const types = (await Array.fromAsync(stream)).map(({ type }) => type)
      assert.equal(types.at(-1), 'image_edit.completed')
    },
  },
  {
    resource,
    name: 'createVariation, every parameter',
    async run({ client }) {
      const { data } = await client.images.createVariation({
        model,
        image: await picture(client),
        n: 2,
        size: '256x256',
        response_format: 'b64_json',
        user: 'somebody',
      })
      assert.equal(data?.length, 2)
    },
  },
  {
    resource,
    name: 'generate, refused: no picture at all',
    async run({ client }) {
      await refused(client.images.generate({ model, prompt: 'A key', n: 0 }), {
        status: 400,
        param: 'n',
      })
    },
  },
]
