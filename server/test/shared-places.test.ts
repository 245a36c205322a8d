import assert from 'node:assert/strict'
import { it } from 'node:test'
import { leaseMs } from '../src/jobs/job-runner.ts'
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

  it('lets a batch be cancelled that waits for a place, be it begun or not', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({
      engine,
      upstream,
      settings: { LLAVERO_BATCH_CONCURRENCY: '64' },
    })
    const client = sdkOf(server, (await server.createKey()).key)
    const go = Promise.withResolvers<void>()
    const sent = new Set<string>()
    upstream.always(async (response, { body }) => {
      const [message] = body['messages'] as { readonly content: string }[]
      sent.add(message?.content ?? '')
      await go.promise
      answer(response, 'Hello.')
    })
    const ids: string[] = []
    for (let at = 0; at < many - 2; at++) {
      ids.push((await startBatch(client, names(`${at}`, 1))).id)
    }
    await until('all places are taken', () => sent.size === many - 2, patienceMs)

    const { id: unbegun } = await startBatch(client, names('unbegun', 1))
    const cancelled = await client.batches.cancel(unbegun)
    assert.equal(cancelled.status, 'cancelled')
    assert.ok(cancelled.cancelling_at)
    assert.ok(cancelled.cancelled_at)
    assert.equal((await client.batches.retrieve(unbegun)).status, 'cancelled')
    await assert.rejects(client.batches.cancel(unbegun), { status: 409 })

    const { id: begun } = await startBatch(client, names('begun', 1))
    await beginElsewhere(server)
    assert.equal((await client.batches.cancel(begun)).status, 'cancelling')
    assert.equal((await batchEnd(client, begun, patienceMs)).status, 'cancelled')

    assert.equal(sent.size, many - 2, 'while all others are at work still')
    go.resolve()
    for (const id of ids) {
      assert.equal((await batchEnd(client, id, patienceMs)).status, 'completed')
    }
    assert.equal(sent.size, many - 2)
  })
})

/** Another process takes the batch that waits, writes down that it begins a line, and lays the work down. */
async function beginElsewhere({ storage }: TestServer): Promise<void> {
  const taking = { owner: 'another process', nowMs: Date.now(), untilMs: Date.now() + leaseMs }
  const job = await storage.jobs.take({ kinds: ['batch'], ...taking })
  assert.ok(job)
  const claims = [{ line: 1, custom_id: 'begun-0', request_id: 'req_begun' }]
  const entries = { claims, releases: [], results: [] }
  await storage.batches.write(job.subject, { id: job.id, ...taking }, entries)
  await storage.jobs.postpone({ id: job.id, owner: taking.owner }, taking.nowMs)
}
