import assert from 'node:assert/strict'
import { type OpenAI, toFile } from 'openai'
import { until } from '../../../../server/test/fakes/until.ts'
import type { Case } from '../scene.ts'
import { refused } from '../scene.ts'

const resource = 'batches'
const endpoint = '/v1/chat/completions'

async function inputFile(client: OpenAI, lineCount: number, model = 'sim-mini') {
  const lines = Array.from({ length: lineCount }, (_, index) =>
    JSON.stringify({
      custom_id: `line-${index}`,
      method: 'POST',
      url: endpoint,
      body: { model, max_tokens: 3, messages: [{ role: 'user', content: 'Hello.' }] },
    }),
  )
  const file = await toFile(Buffer.from(`${lines.join('\n')}\n`), 'batch.jsonl')
  return (await client.files.create({ file, purpose: 'batch' })).id
}

async function create(client: OpenAI, lineCount = 2, model?: string) {
  const input_file_id = await inputFile(client, lineCount, model)
  return client.batches.create({ input_file_id, endpoint, completion_window: '24h' })
}

const finalStatuses: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled', 'expired'])

async function finished(client: OpenAI, id: string) {
  return until(`the end of ${id}`, async () => {
    const batch = await client.batches.retrieve(id)
    return finalStatuses.has(batch.status) && batch
  })
}

export const batchCases: readonly Case[] = [
  {
    resource,
    name: 'create, every parameter, to its output',
    async run({ client }) {
      const { id } = await client.batches.create({
        input_file_id: await inputFile(client, 3),
        endpoint,
        completion_window: '24h',
        metadata: { shelf: 'a' },
        output_expires_after: { anchor: 'created_at', seconds: 3600 },
      })
      const batch = await finished(client, id)
      assert.equal(batch.status, 'completed')
      assert.deepEqual(batch.request_counts, { total: 3, completed: 3, failed: 0 })
      const output = await (await client.files.content(batch.output_file_id ?? '')).text()
      assert.equal(output.trim().split('\n').length, 3)
    },
  },
  {
    resource,
    name: 'retrieve, with lines that failed',
    async run({ client }) {
      const { id } = await create(client, 1, 'no-such-model')
      const batch = await finished(client, id)
      assert.ok(batch.error_file_id !== null || batch.status === 'failed')
    },
  },
  {
    resource,
    name: 'list, page by page',
    async run({ client }) {
      const { id } = await create(client)
      const batches = await Array.fromAsync(client.batches.list({ limit: 1 }))
      assert.ok(batches.some((batch) => batch.id === id))
    },
  },
  {
    resource,
    name: 'cancel',
    async run({ client }) {
      const { id } = await create(client, 500)
      assert.match((await client.batches.cancel(id)).status, /^cancell/)
      assert.equal((await finished(client, id)).status, 'cancelled')
    },
  },
  {
    resource,
    name: 'a file that is no batch',
    async run({ client }) {
      const file = await toFile(Buffer.from('{"custom_id": "a"}\nno json\n'), 'bad.jsonl')
      const { id } = await client.files.create({ file, purpose: 'batch' })
      const batch = await client.batches.create({
        input_file_id: id,
        endpoint,
        completion_window: '24h',
      })
      const { status, errors } = await finished(client, batch.id)
      assert.equal(status, 'failed')
      assert.ok((errors?.data?.length ?? 0) > 0)
    },
  },
  {
    resource,
    name: 'retrieve and cancel: unknown',
    async run({ client }) {
      await refused(client.batches.retrieve('batch_0'), { status: 404 })
      await refused(client.batches.cancel('batch_0'), { status: 404 })
    },
  },
]
