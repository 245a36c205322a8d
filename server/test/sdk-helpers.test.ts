import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { NotFoundError, type OpenAI } from 'openai'
import { batchEnd, chatLine, jsonl, startBatch } from './fakes/batch-work.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { sdkOf } from './fakes/sdk.ts'
import { TestServer } from './fakes/server.ts'
import { until } from './fakes/until.ts'
import { beginStream, chunkText, doneText, FakeUpstream, usageChunkText } from './fakes/upstream.ts'

const example = {
  messages: [
    { role: 'user', content: 'Where is the harbour?' },
    { role: 'assistant', content: 'Behind the hill.' },
  ],
}

/** The ids of all pages, by the client's own way from one to the next. */
async function idsOf(pages: AsyncIterable<{ readonly id: string }>): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of pages) ids.push(id)
  return ids
}

describeOnEveryEngine('the official client', (engine) => {
  let server: TestServer
  let client: OpenAI
  let stranger: OpenAI

  before(async () => {
    server = await TestServer.start({ engine })
    client = sdkOf(server, (await server.createKey()).key)
    await server.storage.projects.insert({ id: 'other', name: 'Other', created_at: 0 })
    stranger = sdkOf(server, (await server.createKey({ project_id: 'other' })).key)
  })
  after(() => server[Symbol.asyncDispose]())

  const upload = (text: string, purpose: OpenAI.FilePurpose = 'user_data') =>
    client.files.create({ file: new File([text], 'a.jsonl'), purpose })
  const store = (name: string) =>
    client.chat.completions.create({
      model: 'sim-mini',
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: name },
      ],
      store: true,
      metadata: { test: 'helpers' },
      max_tokens: 2,
    })
  const tune = async () =>
    client.fineTuning.jobs.create({
      model: 'sim-mini',
      training_file: (await upload(jsonl(Array.from({ length: 10 }, () => example)), 'fine-tune'))
        .id,
      method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 1 } } },
    })
  const line = () => ({ ...chatLine('a', { model: 'sim-mini', max_tokens: 2 }) })

  it('waits for a file to be processed', async () => {
    const { id } = await upload('Hello.')
    const file = await client.files.waitForProcessing(id, { pollInterval: 1 })
    assert.deepEqual([file.id, file.status], [id, 'processed'])
  })

  it('sends a file in parts of its own choice', async () => {
    const bytes = Buffer.from('0123456789'.repeat(100))
    const made = await client.uploads.create({
      filename: 'parts.txt',
      purpose: 'user_data',
      bytes: bytes.length,
      mime_type: 'text/plain',
    })
    const part_ids: string[] = []
    for (let at = 0; at < bytes.length; at += 300) {
      const data = new File([bytes.subarray(at, at + 300)], 'part')
      part_ids.push((await client.uploads.parts.create(made.id, { data })).id)
    }
    const { file } = await client.uploads.complete(made.id, { part_ids })
    const content = await client.files.content(file?.id ?? '')
    assert.deepEqual(Buffer.from(await content.arrayBuffer()), bytes)
  })

  it('walks through all pages of files', async () => {
    const made: string[] = []
    for (const text of ['1', '2', '3', '4', '5']) made.push((await upload(text, 'vision')).id)
    const listed = await idsOf(client.files.list({ purpose: 'vision', limit: 2 }))
    assert.deepEqual(listed.toSorted(), made.toSorted())
  })

  it('walks through all pages of batches', async () => {
    const made: string[] = []
    for (let count = 0; count < 3; count++) made.push((await startBatch(client, [line()])).id)
    const listed = await idsOf(client.batches.list({ limit: 1 }))
    assert.deepEqual(listed.toSorted(), made.toSorted())
    for (const id of made) assert.equal((await batchEnd(client, id)).status, 'completed')
  })

  it('walks through all pages of fine-tuning jobs, and of what happened to one', async () => {
    const made = [await tune(), await tune(), await tune()].map(({ id }) => id)
    const listed = await idsOf(client.fineTuning.jobs.list({ limit: 1 }))
    assert.deepEqual(listed.toSorted(), made.toSorted())
    const id = made[0] ?? ''
    await until('the job has ended', async () => {
      return (await client.fineTuning.jobs.retrieve(id)).status === 'succeeded'
    })
    const events = await idsOf(client.fineTuning.jobs.listEvents(id, { limit: 2 }))
    const { data } = await client.fineTuning.jobs.listEvents(id, { limit: 100 })
    assert.ok(events.length > 2)
    const newest = data.map((event) => event.id)
    // One more may have come since.
    assert.deepEqual(events, newest.slice(-events.length))
    const checkpoints = await idsOf(client.fineTuning.jobs.checkpoints.list(id, { limit: 1 }))
    assert.equal(new Set(checkpoints).size, checkpoints.length)
  })

  it('walks through all pages of stored completions and of their messages', async () => {
    const made: string[] = []
    for (const name of ['1', '2', '3']) made.push((await store(name)).id)
    const pages = client.chat.completions.list({ metadata: { test: 'helpers' }, limit: 2 })
    assert.deepEqual((await idsOf(pages)).toSorted(), made.toSorted())
    const messages = client.chat.completions.messages.list(made[0] ?? '', { limit: 1 })
    assert.deepEqual(await idsOf(messages), [`${made[0]}-0`, `${made[0]}-1`])
  })

  it('stops a stream by its controller, which is paid for and leaves nothing held', async () => {
    await using upstream = await FakeUpstream.start()
    await using gateway = await TestServer.start({ engine, upstream })
    const { id, key } = await gateway.createKey({ budget_usd: 1 })
    const hasLeft = Promise.withResolvers<void>()
    upstream.script(async (response) => {
      beginStream(response)
      response.write(chunkText({ content: 'One' }))
      await hasLeft.promise
      response.end(usageChunkText() + doneText)
    })
    const stream = await sdkOf(gateway, key).chat.completions.create({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'Count.' }],
      stream: true,
    })
    const words: (string | null | undefined)[] = []
    for await (const chunk of stream) {
      words.push(chunk.choices[0]?.delta.content)
      stream.controller.abort()
    }
    assert.deepEqual(words, ['One'])
    await until('the server has noticed', async () => {
      return (await gateway.metric('llavero_calls_running')) === 0
    })
    hasLeft.resolve()
    const row = await gateway.row()
    assert.deepEqual([row.verdict, row.input_tokens, row.output_tokens], ['client_gone', 10, 5])
    assert.equal(row.is_estimated, false)
    assert.equal(await gateway.metric('llavero_holds_outstanding'), 0)
    const { spent_usd } = await gateway.operate<{ spent_usd: number }>('GET', `/api/keys/${id}`)
    assert.equal(spent_usd, row.cost_usd)
  })

  it('finds nothing of another project', async () => {
    const file = await upload('Ours.')
    const batch = await startBatch(client, [line()])
    const job = await tune()
    const completion = await store('Ours.')
    const askings: readonly (() => Promise<unknown>)[] = [
      () => stranger.files.retrieve(file.id),
      () => stranger.files.content(file.id),
      () => stranger.files.delete(file.id),
      () => stranger.batches.retrieve(batch.id),
      () => stranger.batches.cancel(batch.id),
      () => stranger.fineTuning.jobs.retrieve(job.id),
      () => stranger.fineTuning.jobs.cancel(job.id),
      () => idsOf(stranger.fineTuning.jobs.listEvents(job.id)),
      () => stranger.chat.completions.retrieve(completion.id),
      () => stranger.chat.completions.update(completion.id, { metadata: {} }),
      () => stranger.chat.completions.delete(completion.id),
      () => idsOf(stranger.chat.completions.messages.list(completion.id)),
    ]
    for (const ask of askings) await assert.rejects(ask(), NotFoundError, ask.toString())
    assert.equal((await client.files.retrieve(file.id)).id, file.id)
    assert.equal((await client.chat.completions.retrieve(completion.id)).id, completion.id)
  })
})
