import assert from 'node:assert/strict'
import { type OpenAI, toFile } from 'openai'
import type { Case } from '../scene.ts'
import { refused } from '../scene.ts'

const resource = 'files'

async function upload(client: OpenAI, purpose: OpenAI.FilePurpose = 'user_data') {
  const file = await toFile(Buffer.from('The key is under the mat.\n'), 'note.txt')
  return client.files.create({ file, purpose })
}

export const fileCases: readonly Case[] = [
  {
    resource,
    name: 'create, for every purpose',
    async run({ client }) {
      const lines =
        '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}\n'
      for (const purpose of ['assistants', 'vision', 'user_data', 'evals'] as const) {
        assert.equal((await upload(client, purpose)).purpose, purpose)
      }
      for (const purpose of ['fine-tune', 'batch'] as const) {
        const file = await toFile(Buffer.from(lines), 'lines.jsonl')
        assert.equal((await client.files.create({ file, purpose })).purpose, purpose)
      }
    },
  },
  {
    resource,
    name: 'create, with an expiry',
    async run({ client }) {
      const file = await toFile(Buffer.from('soon gone'), 'soon.txt')
      const made = await client.files.create({
        file,
        purpose: 'user_data',
        expires_after: { anchor: 'created_at', seconds: 3600 },
      })
      assert.equal(made.expires_at, made.created_at + 3600)
    },
  },
  {
    resource,
    name: 'retrieve and content',
    async run({ client }) {
      const { id } = await upload(client)
      assert.equal((await client.files.retrieve(id)).filename, 'note.txt')
      assert.equal(await (await client.files.content(id)).text(), 'The key is under the mat.\n')
    },
  },
  {
    resource,
    name: 'waitForProcessing',
    async run({ client }) {
      const { id } = await upload(client)
      assert.equal((await client.files.waitForProcessing(id)).status, 'processed')
    },
  },
  {
    resource,
    name: 'list, all of it and page by page',
    async run({ client }) {
      await upload(client)
      await upload(client)
      const all = await Array.fromAsync(client.files.list())
      const paged = await Array.fromAsync(client.files.list({ limit: 2, order: 'desc' }))
      assert.deepEqual(
        paged.map(({ id }) => id),
        all.map(({ id }) => id),
      )
      const ascending = await client.files.list({ order: 'asc', limit: 1, purpose: 'user_data' })
      assert.equal(ascending.data[0]?.purpose, 'user_data')
    },
  },
  {
    resource,
    name: 'list, empty',
    async run({ client }) {
      assert.deepEqual((await client.files.list({ purpose: 'fine-tune-results' })).data, [])
    },
  },
  {
    resource,
    name: 'delete',
    async run({ client }) {
      const { id } = await upload(client)
      assert.deepEqual(await client.files.delete(id), { object: 'file', deleted: true, id })
      await refused(client.files.retrieve(id), { status: 404, param: 'id', code: null })
    },
  },
  {
    resource,
    name: 'retrieve, content, delete: unknown',
    async run({ client }) {
      const unknown = {
        status: 404,
        type: 'invalid_request_error',
        param: 'id',
        code: null,
        message: /No such File object: fake_id/,
      }
      await refused(client.files.retrieve('fake_id'), unknown)
      await refused(client.files.content('fake_id'), unknown)
      await refused(client.files.delete('fake_id'), unknown)
    },
  },
  {
    resource,
    name: 'create, refused: a purpose that is none',
    async run({ client }) {
      await refused(upload(client, 'world_domination' as OpenAI.FilePurpose), {
        status: 400,
        param: 'purpose',
        code: null,
        message: /'world_domination' is not one of/,
      })
    },
  },
]
