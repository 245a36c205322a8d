import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { OpenAI } from 'openai'
import {
  batchEnd,
  batchResults,
  chatLine,
  jsonl,
  startBatch,
  uploadInput,
} from './fakes/batch-work.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { sdkOf } from './fakes/sdk.ts'
import { errorOf, TestServer } from './fakes/server.ts'
import { until } from './fakes/until.ts'
import { answer, FakeUpstream, refuse } from './fakes/upstream.ts'

describeOnEveryEngine('batches', (engine) => {
  let upstream: FakeUpstream
  let server: TestServer
  let client: OpenAI
  let stranger: OpenAI
  let key: string

  before(async () => {
    upstream = await FakeUpstream.start()
    server = await TestServer.start({ engine, upstream })
    key = (await server.createKey()).key
    client = sdkOf(server, key)
    await server.storage.projects.insert({ id: 'other', name: 'Other', created_at: 0 })
    stranger = sdkOf(server, (await server.createKey({ project_id: 'other' })).key)
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    await upstream[Symbol.asyncDispose]()
  })

  it('are made as the service makes them, and answer every line in one of two files', async () => {
    const made = await startBatch(client, [chatLine('a'), chatLine('b', { n: 0 }), chatLine('c')], {
      metadata: { team: 'one' },
      output_expires_after: { anchor: 'created_at', seconds: 3600 },
    })
    assert.match(made.id, /^batch_[0-9a-f]{32}$/)
    assert.deepEqual(
      { ...made },
      {
        id: made.id,
        object: 'batch',
        endpoint: '/v1/chat/completions',
        model: null,
        errors: null,
        input_file_id: made.input_file_id,
        completion_window: '24h',
        status: 'validating',
        output_file_id: null,
        error_file_id: null,
        created_at: made.created_at,
        in_progress_at: null,
        expires_at: made.created_at + 86_400,
        finalizing_at: null,
        completed_at: null,
        failed_at: null,
        expired_at: null,
        cancelling_at: null,
        cancelled_at: null,
        request_counts: { total: 0, completed: 0, failed: 0 },
        usage: {
          input_tokens: 0,
          output_tokens: 0,
          total_tokens: 0,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens_details: { reasoning_tokens: 0 },
        },
        metadata: { team: 'one' },
      },
    )
    const batch = await batchEnd(client, made.id)
    assert.equal(batch.status, 'completed')
    assert.equal(batch.model, 'gpt-4o-mini')
    assert.deepEqual(batch.request_counts, { total: 3, completed: 2, failed: 1 })
    assert.equal(batch.usage?.total_tokens, 30)
    for (const time of ['in_progress_at', 'finalizing_at', 'completed_at'] as const) {
      assert.ok((batch[time] ?? 0) >= batch.created_at)
    }
    const output = await client.files.retrieve(batch.output_file_id ?? '')
    assert.equal(output.purpose, 'batch_output')
    assert.equal(output.expires_at, output.created_at + 3600)
    const results = await batchResults(client, batch.output_file_id)
    assert.deepEqual(
      results.map(({ custom_id }) => custom_id),
      ['a', 'c'],
    )
    const [first] = results
    assert.ok(first?.response)
    assert.match(first.id, /^batch_req_/)
    assert.equal(first.error, null)
    assert.equal(first.response.status_code, 200)
    const completion = first.response.body as OpenAI.ChatCompletion
    assert.equal(completion.choices[0]?.message.content, 'Hello.')
    const log = await server.operate<{ status: number }>(
      'GET',
      `/api/requests/${first.response.request_id}`,
    )
    assert.equal(log.status, 200)
    const [error, ...more] = await batchResults(client, batch.error_file_id)
    assert.deepEqual(more, [])
    assert.equal(error?.custom_id, 'b')
    assert.equal(error.response?.status_code, 400)
    assert.match(JSON.stringify(error.response.body), /integer_below_min_value/)
  })

  it('pass on what the provider answers to one line, and go on with the others', async () => {
    upstream.always((response, { body }) => {
      if (JSON.stringify(body['messages']).includes('bad')) refuse(response, 400, {}, 'Bad line.')
      else answer(response, 'Fine.')
    })
    const lines = Array.from({ length: 40 }, (_, at) =>
      chatLine(at % 4 === 0 ? `bad${at}` : `${at}`),
    )
    const batch = await batchEnd(client, (await startBatch(client, lines)).id)
    assert.deepEqual(batch.request_counts, { total: 40, completed: 30, failed: 10 })
    const errors = await batchResults(client, batch.error_file_id)
    assert.ok(errors.every(({ response }) => response?.status_code === 400))
    assert.match(JSON.stringify(errors[0]?.response?.body), /Bad line/)
    upstream.always((response) => answer(response, 'Hello.'))
  })

  it('take any text for the id of a line and for metadata', async () => {
    const odd = ['nul \0', 'half \ud800']
    const { id } = await startBatch(
      client,
      odd.map((name) => chatLine(name)),
      { metadata: { odd: '\0' } },
    )
    const batch = await batchEnd(client, id)
    assert.deepEqual(batch.request_counts, { total: 2, completed: 2, failed: 0 })
    assert.equal((await batchResults(client, batch.output_file_id)).length, 2)
  })

  it('fail as a whole, before anything is sent, when a line is wrong', async () => {
    const before = upstream.calls.length
    const text =
      jsonl([chatLine('a'), chatLine('a'), chatLine('b', {}, { method: 'GET' })]) +
      '{"custom_id": \n\n' +
      jsonl([
        chatLine('c', {}, { url: '/v1/embeddings' }),
        chatLine('d', { model: 'gpt-4o' }),
        { method: 'POST', url: '/v1/chat/completions', body: {} },
        chatLine('e', {}, { body: 'no' }),
      ])
    const batch = await batchEnd(client, (await startBatch(client, text)).id)
    assert.equal(batch.status, 'failed')
    assert.ok(batch.failed_at)
    assert.equal(batch.errors?.object, 'list')
    assert.deepEqual(
      batch.errors.data?.map(({ line, code, param }) => [line, code, param]),
      [
        [2, 'duplicate_custom_id', 'custom_id'],
        [3, 'invalid_method', 'method'],
        [4, 'invalid_json_line', null],
        [6, 'invalid_url', 'url'],
        [7, 'mismatched_model', 'body.model'],
        [8, 'missing_required_parameter', 'custom_id'],
        [9, 'invalid_type', 'body'],
      ],
    )
    const empty = await batchEnd(client, (await startBatch(client, '\n')).id)
    assert.deepEqual(
      empty.errors?.data?.map(({ line, code }) => [line, code]),
      [[null, 'empty_file']],
    )
    assert.equal(upstream.calls.length, before)
  })

  it('are refused where a field is wrong', async () => {
    const input_file_id = await uploadInput(client, jsonl([chatLine('a')]))
    const notes = new File(['x'], 'x')
    const other = await client.files.create({ file: notes, purpose: 'user_data' })
    const good = { input_file_id, endpoint: '/v1/chat/completions', completion_window: '24h' }
    const cases: [object, string][] = [
      [{ ...good, input_file_id: 'file-unknown' }, 'input_file_id'],
      [{ ...good, input_file_id: other.id }, 'input_file_id'],
      [{ ...good, input_file_id: undefined }, 'input_file_id'],
      [{ ...good, endpoint: '/v1/files' }, 'endpoint'],
      [{ ...good, completion_window: '1h' }, 'completion_window'],
      [{ ...good, metadata: { a: 1 } }, 'metadata.a'],
      [
        { ...good, output_expires_after: { anchor: 'created_at', seconds: 1 } },
        'output_expires_after.seconds',
      ],
      [{ ...good, surprise: 1 }, 'surprise'],
    ]
    for (const [body, param] of cases) {
      const response = await server.fetch('/v1/batches', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const error = await errorOf(response)
      assert.deepEqual([error.status, error.param], [400, param])
    }
  })

  it('of another project, and those that never were, are the same 404', async () => {
    const { id, input_file_id } = await startBatch(client, [chatLine('a')])
    await batchEnd(client, id)
    for (const name of [id, `batch_${'0'.repeat(32)}`]) {
      const expected = { status: 404, message: `404 No batch found with id '${name}'.` }
      await assert.rejects(stranger.batches.retrieve(name), expected)
      await assert.rejects(stranger.batches.cancel(name), expected)
      await assert.rejects(stranger.batches.list({ after: name }), expected)
    }
    assert.deepEqual((await stranger.batches.list()).data, [])
    const theft = stranger.batches.create({
      input_file_id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    })
    await assert.rejects(theft, { status: 400, param: 'input_file_id' })
  })

  it('are listed newest first, page by page', async () => {
    const ids: string[] = []
    for (const id of ['1', '2', '3']) ids.push((await startBatch(client, [chatLine(id)])).id)
    const listed = await Array.fromAsync(client.batches.list({ limit: 2 }), ({ id }) => id)
    assert.deepEqual(listed.slice(0, 3), ids.toReversed())
    for (const id of ids) await batchEnd(client, id)
  })

  it('that are cancelled finish what is under way, and keep its results', async () => {
    const held: (() => void)[] = []
    upstream.always((response) => {
      held.push(() => answer(response, 'Late.'))
    })
    const lines = Array.from({ length: 100 }, (_, at) => chatLine(`${at}`))
    const { id } = await startBatch(client, lines)
    await until('lines are under way', () => held.length > 0)
    const cancelling = await client.batches.cancel(id)
    assert.equal(cancelling.status, 'cancelling')
    assert.ok(cancelling.cancelling_at)
    upstream.always((response) => answer(response, 'Hello.'))
    for (const say of held) say()
    const batch = await batchEnd(client, id)
    assert.equal(batch.status, 'cancelled')
    const { completed = 0 } = batch.request_counts ?? {}
    assert.ok(completed > 0 && completed < 100)
    assert.equal((await batchResults(client, batch.output_file_id)).length, completed)
    await assert.rejects(client.batches.cancel(id), { status: 409 })
  })

  it('call every endpoint that they may', async () => {
    const calls = {
      '/v1/embeddings': { model: 'sim-embed', input: ['key', 'ring'] },
      '/v1/completions': { model: 'sim-mini', prompt: 'A key ring is', max_tokens: 5 },
      '/v1/images/generations': { model: 'sim-image', prompt: 'A key ring.', size: '256x256' },
      '/v1/moderations': { model: 'sim-moderation', input: 'A friendly key ring.' },
    } as const
    for (const [url, body] of Object.entries(calls)) {
      const line = { custom_id: url, method: 'POST', url, body }
      const endpoint = url as keyof typeof calls
      const batch = await batchEnd(client, (await startBatch(client, [line], { endpoint })).id)
      assert.equal(batch.status, 'completed')
      const [result] = await batchResults(client, batch.output_file_id)
      assert.equal(result?.custom_id, url)
      assert.equal(result.response?.status_code, 200)
    }
  })
})

describeOnEveryEngine('what a batch may spend', (engine) => {
  it('is what its key may: lines beyond the budget are refused, one by one', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ engine, upstream })
    const limited = await server.createKey({ budget_usd: 0.0001 })
    const client = sdkOf(server, limited.key)
    const lines = Array.from({ length: 60 }, (_, at) => chatLine(`${at}`, { max_tokens: 50 }))
    const batch = await batchEnd(client, (await startBatch(client, lines)).id)
    const { completed = 0, failed = 0 } = batch.request_counts ?? {}
    assert.ok(completed > 0 && failed > 0 && completed + failed === 60)
    const errors = await batchResults(client, batch.error_file_id)
    assert.ok(errors.every(({ response }) => response?.status_code === 429))
    assert.match(JSON.stringify(errors[0]), /insufficient_quota/)
    const { spent_usd } = await server.operate<{ spent_usd: number }>(
      'GET',
      `/api/keys/${limited.id}`,
    )
    assert.ok(spent_usd <= 0.0001)
  })

  it('ends when its key is revoked', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({
      engine,
      upstream,
      settings: { LLAVERO_BATCH_CONCURRENCY: '1' },
    })
    const made = await server.createKey()
    const reader = sdkOf(server, (await server.createKey()).key)
    const held = Promise.withResolvers<void>()
    upstream.script(async (response) => {
      await held.promise
      answer(response, 'Hello.')
    })
    const { id } = await startBatch(sdkOf(server, made.key), [
      chatLine('1'),
      chatLine('2'),
      chatLine('3'),
    ])
    await until('the first line is under way', () => upstream.calls.length === 1)
    await server.operate('POST', `/api/keys/${made.id}/revoke`)
    held.resolve()
    const batch = await batchEnd(reader, id)
    assert.deepEqual(batch.request_counts, { total: 3, completed: 1, failed: 2 })
    const errors = await batchResults(reader, batch.error_file_id)
    assert.match(JSON.stringify(errors), /key_revoked/)
  })
})
