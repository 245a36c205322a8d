import assert from 'node:assert/strict'
import { after, before, beforeEach, it } from 'node:test'
import type { OpenAI } from 'openai'
import type { KeyObject } from '@llavero/protocol/control/keys.ts'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import { batchEnd, batchResults, chatLine, startBatch } from './fakes/batch-work.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { KeepingUpstream } from './fakes/keeping-upstream.ts'
import { sdkOf } from './fakes/sdk.ts'
import { TestServer } from './fakes/server.ts'
import { until } from './fakes/until.ts'
import { cut, refuse, sendJson, someUsage } from './fakes/upstream.ts'

/** Of ten tokens read and five written at half of 0.15 and 0.6 dollars a million, rounded up. */
const lineUsd = 0.000003

const line = (id: string, body: object = {}) => chatLine(id, { model: 'ours', ...body })

describeOnEveryEngine('batches that a provider does as a whole', (engine) => {
  let upstream: KeepingUpstream
  let server: TestServer
  let client: OpenAI

  before(async () => {
    server = await TestServer.start({ engine })
    client = sdkOf(server, (await server.createKey()).key)
    await server.storage.projects.insert({ id: 'other', name: 'Other', created_at: 0 })
  })
  beforeEach(async () => {
    await upstream?.[Symbol.asyncDispose]()
    upstream = await KeepingUpstream.start()
    await leadTo(server, upstream)
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    await upstream[Symbol.asyncDispose]()
  })

  const spentOf = async ({ id }: Pick<KeyObject, 'id'>) =>
    (await server.operate<KeyObject>('GET', `/api/keys/${id}`)).spent_usd

  it('are handed over once, with its own name of the model, and their results are ours', async () => {
    upstream.answer = ({ custom_id }) =>
      custom_id === 'bad'
        ? { status: 400, body: { error: { message: 'Bad line.' } } }
        : { status: 200, body: { usage: someUsage, service_tier: 'default', of: custom_id } }
    const lines = [line('a'), line('wrong', { n: 0 }), line('bad'), line('b')]
    const { id } = await startBatch(client, lines, { metadata: { team: 'one' } })
    const batch = await batchEnd(client, id)
    assert.equal(batch.status, 'completed')
    assert.equal(batch.model, 'ours')
    assert.deepEqual(batch.metadata, { team: 'one' })
    assert.deepEqual(batch.request_counts, { total: 4, completed: 2, failed: 2 })
    assert.equal(batch.usage?.total_tokens, 2 * someUsage.total_tokens)

    const sent = upstream.received.find(({ path }) => path === '/v1/files')
    assert.deepEqual(
      sent?.text.match(/"custom_id":"\w+"|"model":"[\w-]+"/g),
      ['a', 'bad', 'b'].flatMap((name) => [`"custom_id":"${name}"`, '"model":"gpt-4o-mini"']),
    )
    assert.deepEqual(upstream.batches[0]?.metadata, { llavero_batch: id })
    assert.equal(upstream.calls.includes('POST /v1/chat/completions'), false)

    const output = await batchResults(client, batch.output_file_id)
    assert.deepEqual(
      output.map(({ custom_id, response }) => [custom_id, response?.body]),
      ['a', 'b'].map((name) => [name, { usage: someUsage, service_tier: 'default', of: name }]),
    )
    const errors = await batchResults(client, batch.error_file_id)
    assert.deepEqual(
      errors.map(({ custom_id, response }) => [custom_id, response?.status_code]),
      [
        ['wrong', 400],
        ['bad', 400],
      ],
    )
    const told = JSON.stringify([batch, output, errors])
    assert.doesNotMatch(told, /theirs/)

    const row = await server.operate<RequestObject>(
      'GET',
      `/api/requests/${output[0]?.response?.request_id}`,
    )
    assert.deepEqual(
      [row.model_asked, row.model_used, row.verdict, row.input_tokens, row.cost_usd],
      ['ours', 'gpt-4o-mini', 'complete', someUsage.prompt_tokens, lineUsd],
    )
    await until('nothing of it is left at the provider', () => upstream.files.size === 0)
  })

  it('hold the budget while they last, and are paid once for each line', async () => {
    upstream.isHeldUp = true
    const key = await server.createKey({ budget_usd: 0.2 })
    const owner = sdkOf(server, key.key)
    const lines = Array.from({ length: 250 }, (_, at) => line(`${at}`, { max_tokens: 1_000 }))
    const { id } = await startBatch(owner, lines)
    const [theirs] = await until(
      'it is handed over',
      () => upstream.batches.length > 0 && upstream.batches,
    )
    assert.ok(theirs)
    assert.equal(await spentOf(key), 0)
    // The answers alone of 250 lines may cost 0.075 dollars: the same does not fit thrice.
    const second = await startBatch(owner, lines)
    await until('the second one is handed over', () => upstream.batches.length === 2)
    const third = await batchEnd(owner, (await startBatch(owner, lines)).id)
    assert.equal(third.status, 'failed')
    assert.equal(third.errors?.data?.[0]?.code, 'insufficient_quota')
    assert.match(third.errors.data[0].message ?? '', /may cost up to 0\.07\d+ USD/)

    await server.restart()
    const again = sdkOf(server, key.key)
    client = sdkOf(server, (await server.createKey()).key)
    const refused = await batchEnd(again, (await startBatch(again, lines)).id)
    assert.equal(refused.errors?.data?.[0]?.code, 'insufficient_quota', 'what is held outlives us')

    for (const batch of upstream.batches) upstream.end(batch)
    for (const each of [id, second.id]) {
      const batch = await batchEnd(again, each)
      assert.deepEqual(batch.request_counts, { total: 250, completed: 250, failed: 0 })
    }
    assert.equal(await spentOf(key), Math.round(500 * lineUsd * 1e6) / 1e6)
    assert.deepEqual(await namedLeases(server), [])
    upstream.isHeldUp = false
    const last = await batchEnd(again, (await startBatch(again, lines)).id)
    assert.equal(last.status, 'completed', 'the rest of the budget is free')
  })

  it('are read again where an answer was cut, and no line counts twice', async () => {
    const lines = Array.from({ length: 450 }, (_, at) => line(`${at}`))
    upstream.fail('GET /v1/files/*/content', async (response) => {
      const [file] = [...upstream.files.values()].filter(({ purpose }) => purpose !== 'batch')
      response.writeHead(200, { 'content-type': 'application/octet-stream' })
      response.write(file?.text.slice(0, -2_000))
      await cut(response)
    })
    const key = await server.createKey({ budget_usd: 10 })
    const owner = sdkOf(server, key.key)
    const batch = await batchEnd(owner, (await startBatch(owner, lines)).id)
    assert.deepEqual(batch.request_counts, { total: 450, completed: 450, failed: 0 })
    const output = await batchResults(owner, batch.output_file_id)
    assert.equal(new Set(output.map(({ custom_id }) => custom_id)).size, 450)
    assert.equal(await spentOf(key), Math.round(450 * lineUsd * 1e6) / 1e6)
  })

  it('are not made twice where the answer to making them was lost', async () => {
    upstream.fail('POST /v1/files', (response) => refuse(response, 503))
    upstream.fail('POST /v1/batches', async (response, call) => {
      upstream.create(call)
      await cut(response)
    })
    const batch = await batchEnd(client, (await startBatch(client, [line('a')])).id)
    assert.equal(batch.status, 'completed')
    assert.equal(upstream.batches.length, 1)
  })

  it('fail with the reason of a provider that does not take them', async () => {
    const ask = async () => {
      const { status, errors } = await batchEnd(client, (await startBatch(client, [line('a')])).id)
      return [status, errors?.data?.[0]?.code, errors?.data?.[0]?.message]
    }
    upstream.fail('POST /v1/files', (response) => refuse(response, 400, {}, 'Too large.'))
    assert.deepEqual(await ask(), ['failed', 'upstream_error', 'Too large.'])
    upstream.fail('GET /v1/batches', (response) => refuse(response, 401, {}, 'sk-of-keeper'))
    const own = "The provider refused the gateway's own credentials."
    assert.deepEqual(await ask(), ['failed', 'upstream_unauthorized', own])
    upstream.fail('POST /v1/batches', (response) => refuse(response, 404, {}, 'sk-of-keeper!'))
    assert.deepEqual(await ask(), ['failed', 'upstream_error', '***!'])
  })

  it('fail with what the provider finds wrong, in our names and line numbers', async () => {
    upstream.fail('GET /v1/batches/*', (response) => {
      const [batch] = upstream.batches
      const message = `Line 2 of ${batch?.input_file_id} in ${batch?.id} is wrong.`
      const data = [{ code: 'invalid_line', message, param: null, line: 2 }]
      sendJson(response, 200, { ...batch, status: 'failed', errors: { object: 'list', data } })
    })
    const lines = [line('wrong', { n: 0 }), line('a'), line('b')]
    const { id, input_file_id } = await startBatch(client, lines)
    const batch = await batchEnd(client, id)
    assert.equal(batch.status, 'failed')
    assert.deepEqual(batch.errors?.data, [
      {
        code: 'invalid_line',
        message: `Line 2 of ${input_file_id} in ${id} is wrong.`,
        param: null,
        line: 3,
      },
    ])
  })

  it('show the progress there, and a cancellation goes there', async () => {
    upstream.isHeldUp = true
    const { id } = await startBatch(client, [line('a'), line('b'), line('c')])
    const theirs = await until('it is handed over', () => upstream.batches[0] ?? null)
    theirs.status = 'in_progress'
    theirs.request_counts = { total: 3, completed: 1, failed: 1 }
    const seen = await until('the progress is seen', async () => {
      const batch = await client.batches.retrieve(id)
      return batch.status === 'in_progress' && batch
    })
    assert.deepEqual(seen.request_counts, { total: 3, completed: 1, failed: 1 })
    assert.equal((await client.batches.cancel(id)).status, 'cancelling')
    await until('it is cancelled there', () => theirs.status === 'cancelling')
    upstream.answer = ({ custom_id }) => (custom_id === 'c' ? null : { status: 200, body: {} })
    upstream.end(theirs, 'cancelled')
    const batch = await batchEnd(client, id)
    assert.equal(batch.status, 'cancelled')
    assert.ok(batch.cancelled_at)
    const output = await batchResults(client, batch.output_file_id)
    assert.deepEqual(
      output.map(({ custom_id }) => custom_id),
      ['a', 'b'],
    )
  })

  it('that expire there tell so of each line that was not done', async () => {
    upstream.isHeldUp = true
    const { id } = await startBatch(client, [line('a'), line('b')])
    const theirs = await until('it is handed over', () => upstream.batches[0] ?? null)
    upstream.answer = ({ custom_id }) => (custom_id === 'b' ? null : { status: 200, body: {} })
    upstream.end(theirs, 'expired')
    const batch = await batchEnd(client, id)
    assert.equal(batch.status, 'expired')
    assert.deepEqual(batch.request_counts, { total: 2, completed: 1, failed: 1 })
    const [error] = await batchResults(client, batch.error_file_id)
    assert.deepEqual([error?.custom_id, error?.error?.code], ['b', 'batch_expired'])
  })

  it('that are lost there end with that said of each line', async () => {
    upstream.isHeldUp = true
    const key = await server.createKey({ budget_usd: 10 })
    const owner = sdkOf(server, key.key)
    const { id } = await startBatch(owner, [line('a')])
    await until('it is handed over', () => upstream.batches.length === 1)
    upstream.batches.length = 0
    const batch = await batchEnd(owner, id)
    assert.deepEqual([batch.status, batch.request_counts?.failed], ['completed', 1])
    const [error] = await batchResults(owner, batch.error_file_id)
    assert.equal(error?.error?.code, 'upstream_error')
    assert.deepEqual(await namedLeases(server), [])
  })

  it("are their project's own, and only what its key may call", async () => {
    const { id } = await startBatch(client, [line('a')])
    const batch = await batchEnd(client, id)
    const stranger = sdkOf(server, (await server.createKey({ project_id: 'other' })).key)
    await assert.rejects(stranger.batches.retrieve(id), { status: 404 })
    await assert.rejects(stranger.batches.cancel(id), { status: 404 })
    await assert.rejects(stranger.files.content(batch.output_file_id ?? ''), { status: 404 })
    const narrow = sdkOf(server, (await server.createKey({ models: ['gpt-4o'] })).key)
    const refused = await batchEnd(narrow, (await startBatch(narrow, [line('a')])).id)
    assert.equal(refused.status, 'failed')
    assert.equal(refused.errors?.data?.[0]?.code, 'model_not_allowed')
    assert.equal(upstream.batches.length, 1)
  })
})

/** The model `ours` is the provider's, which takes batches. */
async function leadTo(server: TestServer, upstream: KeepingUpstream): Promise<void> {
  type Objects = { data: { id: string }[] }
  const routes = await server.operate<Objects>('GET', '/api/routes')
  for (const { id } of routes.data) await server.operate('DELETE', `/api/routes/${id}`)
  const providers = await server.operate<Objects>('GET', '/api/providers')
  for (const { id } of providers.data) await server.operate('DELETE', `/api/providers/${id}`)
  const { id } = await server.addProvider('keeper', upstream)
  await server.operate('PATCH', `/api/providers/${id}`, { batches: 'passed' })
  await server.addRoute('ours', [{ id, model: 'gpt-4o-mini' }])
}

async function namedLeases({ storage }: TestServer) {
  return (await storage.quota.listLeases()).filter(({ replica }) => replica.startsWith('work:'))
}
