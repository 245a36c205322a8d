import assert from 'node:assert/strict'
import { it } from 'node:test'
import OpenAI from 'openai'
import type { CreatedKeyObject } from '@llavero/protocol/control/keys.ts'
import { batchEnd, batchResults, chatLine, startBatch } from './fakes/batch-work.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { assertWholeRemainderIsFree, budgetUsd, Home } from './fakes/home.ts'
import { KeepingUpstream } from './fakes/keeping-upstream.ts'
import type { ServerProcess } from './fakes/process.ts'
import { until } from './fakes/until.ts'

/** Starts of processes take their time on a slow machine. */
const patienceMs = 120_000
const lines = 600
/** Of ten tokens read and five written at half of 0.15 and 0.6 dollars a million, rounded up. */
const lineMicroUsd = 3

describeOnEveryEngine('a batch at a provider', (engine) => {
  it('outlives kills while it is handed over, worked on and read: made once, paid once', async () => {
    await using home = await Home.make(engine)
    const upstream = KeepingUpstream.on(home.upstream)
    upstream.isHeldUp = true
    let server = await home.start()
    await home.becomeOwner(server)
    const { data } = await home.ask<{ data: { id: string }[] }>(server, 'GET', '/api/providers')
    const change = { batches: 'passed' }
    await home.ask(server, 'PATCH', `/api/providers/${data[0]?.id}`, change)
    const body = { name: 'batch', budget_usd: budgetUsd }
    const key = await home.ask<CreatedKeyObject>(server, 'POST', '/api/keys', body)

    const killAt = async (call: string, meanwhile: () => void = () => {}) => {
      const reached = Promise.withResolvers<void>()
      upstream.fail(call, (_, received) => {
        if (call === 'POST /v1/batches') upstream.create(received)
        reached.resolve()
      })
      meanwhile()
      await reached.promise
      await server.end('SIGKILL')
      server = await home.start()
    }
    const input = Array.from({ length: lines }, (_, at) => chatLine(`line-${at}`))
    const made = Promise.withResolvers<string>()
    await killAt('POST /v1/files', () => {
      startBatch(clientOf(server, key), input).then(({ id }) => made.resolve(id), made.reject)
    })
    const id = await made.promise
    await killAt('POST /v1/batches')
    await killAt('GET /v1/batches/*')
    await killAt('GET /v1/files/*/content', () => {
      for (const theirs of upstream.batches) upstream.end(theirs)
    })
    await using last = server
    const client = clientOf(last, key)
    const batch = await batchEnd(client, id, patienceMs)
    assert.equal(upstream.batches.length, 1)
    assert.deepEqual(batch.request_counts, { total: lines, completed: lines, failed: 0 })
    const output = await batchResults(client, batch.output_file_id)
    assert.equal(new Set(output.map(({ custom_id }) => custom_id)).size, lines)
    await until('its files are removed there', () => upstream.files.size <= 1, patienceMs)
    assert.equal(await last.end('SIGTERM'), 0)
    const storage = await home.openStorage()
    const [sum] = await storage.usage.summary({ filters: { keyId: key.id }, groupBy: null })
    assert.equal(sum?.costMicroUsd, lines * lineMicroUsd)
    await assertWholeRemainderIsFree(storage, key.id, sum.costMicroUsd)
  })
})

function clientOf(server: ServerProcess, { key }: CreatedKeyObject): OpenAI {
  return new OpenAI({ baseURL: `${server.url}/v1`, apiKey: key })
}
