import assert from 'node:assert/strict'
import type { OpenAI } from 'openai'
import type { Case } from '../scene.ts'
import { refused } from '../scene.ts'

const resource = 'chat store'
const model = 'sim-mini'

function store(client: OpenAI, metadata: Record<string, string> = {}) {
  return client.chat.completions.create({
    model,
    store: true,
    metadata,
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'What is a key?' }] },
      { role: 'user', content: 'And a ring?' },
    ],
  })
}

export const storedChatCases: readonly Case[] = [
  {
    resource,
    name: 'retrieve',
    async run({ client }) {
      const { id, choices } = await store(client)
      const stored = await client.chat.completions.retrieve(id)
      assert.equal(stored.id, id)
      assert.equal(stored.choices[0]?.message.content, choices[0]?.message.content)
    },
  },
  {
    resource,
    name: 'retrieve, of a streamed answer',
    async run({ client }) {
      const stream = await client.chat.completions.create({
        model,
        store: true,
        stream: true,
        messages: [{ role: 'user', content: 'What is a key?' }],
      })
      const chunks = await Array.fromAsync(stream)
      const stored = await client.chat.completions.retrieve(chunks[0]?.id ?? '')
      const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')
      assert.equal(stored.choices[0]?.message.content, text)
    },
  },
  {
    resource,
    name: 'list, by metadata and page by page',
    async run({ client }) {
      const first = await store(client, { shelf: 'a' })
      const second = await store(client, { shelf: 'a' })
      await store(client, { shelf: 'b' })
      const pages = client.chat.completions.list({ metadata: { shelf: 'a' }, limit: 1, model })
      const ids = (await Array.fromAsync(pages)).map(({ id }) => id)
      // The newest first, as the service does it, whatever the document says.
      assert.deepEqual(ids, [second.id, first.id])
      const oldest = await client.chat.completions.list({ order: 'asc', limit: 1 })
      assert.equal(oldest.data.length, 1)
    },
  },
  {
    resource,
    name: 'list, empty',
    async run({ client }) {
      const page = await client.chat.completions.list({ metadata: { shelf: 'nowhere' } })
      assert.deepEqual(page.data, [])
    },
  },
  {
    resource,
    name: 'messages.list',
    async run({ client }) {
      const { id } = await store(client)
      const messages = await Array.fromAsync(
        client.chat.completions.messages.list(id, { limit: 2, order: 'asc' }),
      )
      assert.deepEqual(
        messages.map((message) => message.id),
        [`${id}-0`, `${id}-1`, `${id}-2`],
      )
    },
  },
  {
    resource,
    name: 'update',
    async run({ client }) {
      const { id } = await store(client, { old: 'yes' })
      const updated = await client.chat.completions.update(id, { metadata: { new: 'yes' } })
      assert.deepEqual(updated.metadata, { new: 'yes' })
    },
  },
  {
    resource,
    name: 'delete',
    async run({ client }) {
      const { id } = await store(client)
      assert.equal((await client.chat.completions.delete(id)).deleted, true)
      await refused(client.chat.completions.retrieve(id), {
        status: 404,
        param: 'completion_id',
        code: 'not_found',
      })
    },
  },
  {
    resource,
    name: 'retrieve, update, delete, messages: unknown',
    async run({ client }) {
      const unknown = { status: 404, param: 'completion_id', code: 'not_found' }
      const { completions } = client.chat
      await refused(completions.retrieve('chatcmpl-0'), unknown)
      await refused(completions.update('chatcmpl-0', { metadata: {} }), unknown)
      await refused(completions.delete('chatcmpl-0'), unknown)
      await refused(completions.messages.list('chatcmpl-0'), unknown)
    },
  },
]
