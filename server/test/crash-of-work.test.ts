import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { CreatedKeyObject } from '@llavero/protocol/control/keys.ts'
import OpenAI from 'openai'
import { chatLine, jsonl } from './fakes/batch-work.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { Home } from './fakes/home.ts'
import type { ServerProcess } from './fakes/process.ts'

const kills = 5

const example = {
  messages: [
    { role: 'user', content: 'Where is the harbour?' },
    { role: 'assistant', content: 'Behind the hill.' },
  ],
}

const clientOf = (server: ServerProcess, apiKey: string) =>
  new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })

/** What a client was told to be done, and how he would ask for it. */
type Acknowledged = readonly (readonly [
  name: string,
  ask: (client: OpenAI) => Promise<{ id: string }>,
])[]

async function work(client: OpenAI, round: number): Promise<Acknowledged> {
  const upload = (text: string, purpose: OpenAI.FilePurpose) =>
    client.files.create({ file: new File([text], `${round}.jsonl`), purpose })
  const file = await upload(`Round ${round}.`, 'user_data')
  const begun = await client.uploads.create({
    filename: 'parts.txt',
    purpose: 'user_data',
    bytes: 6,
    mime_type: 'text/plain',
  })
  const part = await client.uploads.parts.create(begun.id, { data: new File(['Hello.'], 'part') })
  const { file: joined } = await client.uploads.complete(begun.id, { part_ids: [part.id] })
  const joinedId = joined?.id ?? ''
  const input = await upload(jsonl([chatLine('a', { model: 'sim-mini', max_tokens: 2 })]), 'batch')
  const batch = await client.batches.create({
    input_file_id: input.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  })
  const training = await upload(jsonl(Array.from({ length: 10 }, () => example)), 'fine-tune')
  const job = await client.fineTuning.jobs.create({
    model: 'sim-mini',
    training_file: training.id,
    method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 1 } } },
  })
  const { id: completionId } = await client.chat.completions.create({
    model: 'sim-mini',
    messages: [{ role: 'user', content: 'Hi.' }],
    store: true,
    max_tokens: 2,
  })
  // Written with the next batch: acknowledged once it is found.
  await client.chat.completions.retrieve(completionId)
  const contentOf = async (one: OpenAI, id: string, text: string) => {
    assert.equal(await (await one.files.content(id)).text(), text)
    return { id }
  }
  return [
    [file.id, (one) => contentOf(one, file.id, `Round ${round}.`)],
    [joinedId, (one) => contentOf(one, joinedId, 'Hello.')],
    [batch.id, (one) => one.batches.retrieve(batch.id)],
    [job.id, (one) => one.fineTuning.jobs.retrieve(job.id)],
    [completionId, (one) => one.chat.completions.retrieve(completionId)],
  ]
}

describeOnEveryEngine('a server that is killed', (engine) => {
  it(`${kills} times keeps every file, upload, batch, job and completion that it acknowledged`, async () => {
    await using home = await Home.make(engine)
    const first = await home.start()
    await home.becomeOwner(first)
    const { key } = await home.ask<CreatedKeyObject>(first, 'POST', '/api/keys', { name: 'work' })
    await first.end('SIGKILL')

    const acknowledged: Acknowledged[number][] = []
    for (let round = 0; round < kills; round++) {
      await using server = await home.start()
      acknowledged.push(...(await work(clientOf(server, key), round)))
      await server.end('SIGKILL')
    }
    await using last = await home.start()
    const client = clientOf(last, key)
    for (const [id, ask] of acknowledged) assert.equal((await ask(client)).id, id)
    assert.equal(acknowledged.length, 5 * kills)
  })
})
