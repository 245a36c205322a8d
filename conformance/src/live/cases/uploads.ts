import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type OpenAI, toFile } from 'openai'
import type { Case } from '../scene.ts'
import { refused } from '../scene.ts'

const resource = 'uploads'
const content = Buffer.from('{"a":1}\n{"b":2}\n')

async function begin(client: OpenAI) {
  return client.uploads.create({
    filename: 'lines.jsonl',
    bytes: content.length,
    mime_type: 'text/jsonl',
    purpose: 'user_data',
  })
}

async function addParts(client: OpenAI, uploadId: string): Promise<string[]> {
  const ids: string[] = []
  for (const piece of [content.subarray(0, 8), content.subarray(8)]) {
    const data = await toFile(piece, 'part')
    ids.push((await client.uploads.parts.create(uploadId, { data })).id)
  }
  return ids
}

export const uploadCases: readonly Case[] = [
  {
    resource,
    name: 'create, parts, complete',
    async run({ client }) {
      const { id, status } = await begin(client)
      assert.equal(status, 'pending')
      const done = await client.uploads.complete(id, {
        part_ids: await addParts(client, id),
        md5: createHash('md5').update(content).digest('hex'),
      })
      assert.equal(done.status, 'completed')
      const text = await (await client.files.content(done.file?.id ?? '')).text()
      assert.equal(text, content.toString('utf8'))
    },
  },
  {
    resource,
    name: 'create, with an expiry',
    async run({ client }) {
      const upload = await client.uploads.create({
        filename: 'soon.txt',
        bytes: 4,
        mime_type: 'text/plain',
        purpose: 'user_data',
        expires_after: { anchor: 'created_at', seconds: 3600 },
      })
      assert.equal(upload.expires_at, upload.created_at + 3600)
    },
  },
  {
    resource,
    name: 'cancel',
    async run({ client }) {
      const { id } = await begin(client)
      assert.equal((await client.uploads.cancel(id)).status, 'cancelled')
      await refused(client.uploads.complete(id, { part_ids: [] }), { status: 400 })
    },
  },
  {
    resource,
    name: 'complete, refused: fewer bytes than were said',
    async run({ client }) {
      const { id } = await begin(client)
      const [first = ''] = await addParts(client, id)
      await refused(client.uploads.complete(id, { part_ids: [first] }), { status: 400 })
    },
  },
  {
    resource,
    name: 'unknown',
    async run({ client }) {
      await refused(client.uploads.cancel('upload_0'), { status: 404 })
    },
  },
]
