import assert from 'node:assert/strict'
import { it } from 'node:test'
import { batchEnd, batchResults, chatLine, startBatch } from './fakes/batch-work.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { sdkOf } from './fakes/sdk.ts'
import { TestServer } from './fakes/server.ts'
import { until } from './fakes/until.ts'
import { answer, FakeUpstream } from './fakes/upstream.ts'

/** More than a process works on at the same time. */
const many = 18
const patienceMs = 60_000

const names = (batch: string, count: number) =>
  Array.from({ length: count }, (_, at) => chatLine(`${batch}-${at}`))

describeOnEveryEngine('keys that share the places of a process', (engine) => {
  it('are not held up by the batches of one that waits for its rate limit', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ engine, upstream })
    const slow = sdkOf(server, (await server.createKey({ rpm: 1 })).key)
    const other = sdkOf(server, (await server.createKey()).key)
    for (let at = 0; at < many; at++) await startBatch(slow, names(`slow-${at}`, 5))
    const batch = await batchEnd(other, (await startBatch(other, names('other', 3))).id)
    assert.deepEqual(batch.request_counts, { total: 3, completed: 3, failed: 0 })
    const examples = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Ahoy.' },
    ]
    const line = `${JSON.stringify({ messages: examples })}\n`
    const file = await other.files.create({
      file: new File([line.repeat(10)], 'examples.jsonl'),
      purpose: 'fine-tune',
    })
    const { id } = await other.fineTuning.jobs.create({
      model: 'sim-mini',
      training_file: file.id,
    })
    await until(
      'the model is trained',
      async () => (await other.fineTuning.jobs.retrieve(id)).status === 'succeeded',
      patienceMs,
    )
    const { data } = await slow.batches.list({ limit: many + 1 })
    const open = data.filter(({ status }) => ['validating', 'in_progress'].includes(status))
    assert.equal(open.length, many, 'the slow ones wait still')
  })

  it('get their first batch begun while another one has all places, and each line is sent once', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({
      engine,
      upstream,
      settings: { LLAVERO_BATCH_CONCURRENCY: '64' },
    })
    const first = sdkOf(server, (await server.createKey()).key)
    const second = sdkOf(server, (await server.createKey()).key)
    const othersTurn = Promise.withResolvers<void>()
    const sent: string[] = []
    upstream.always(async (response, { body }) => {
      const [message] = body['messages'] as { readonly content: string }[]
      const name = message?.content ?? ''
      sent.push(name)
      if (name.startsWith('second')) othersTurn.resolve()
      await othersTurn.promise
      answer(response, 'Hello.')
    })
    const ids: string[] = []
    for (let at = 0; at < many; at++) {
      ids.push((await startBatch(first, names(`first-${at}`, 2))).id)
    }
    const last = await batchEnd(second, (await startBatch(second, names('second', 1))).id)
    assert.equal(last.status, 'completed')
    for (const id of ids) {
      const batch = await batchEnd(first, id, patienceMs)
      assert.deepEqual(batch.request_counts, { total: 2, completed: 2, failed: 0 })
      assert.equal((await batchResults(first, batch.output_file_id)).length, 2)
    }
    assert.equal(sent.length, 2 * many + 1)
    assert.equal(new Set(sent).size, sent.length, 'no line is sent twice')
  })
})
