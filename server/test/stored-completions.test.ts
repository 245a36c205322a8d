import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import OpenAI from 'openai'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { errorOf, TestServer } from './fakes/server.ts'
import {
  beginStream,
  chunkText,
  cut,
  doneText,
  FakeUpstream,
  say,
  usageChunkText,
} from './fakes/upstream.ts'

const sdk = (server: TestServer, apiKey: string) =>
  new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })

const hello = [{ role: 'user' as const, content: 'Say hello.' }]

describeOnEveryEngine('stored chat completions', (engine) => {
  let server: TestServer
  let upstream: FakeUpstream
  let client: OpenAI

  before(async () => {
    upstream = await FakeUpstream.start()
    server = await TestServer.start({ engine, upstream })
    client = sdk(server, (await server.createKey()).key)
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    await upstream[Symbol.asyncDispose]()
  })

  const store = (metadata: Record<string, string>, content = 'Say hello.') =>
    client.chat.completions.create({
      model: 'sim-mini',
      messages: [{ role: 'user', content }],
      store: true,
      metadata,
      max_tokens: 4,
    })

  it('are kept where the request says so, with what was asked and answered', async () => {
    const answered = await client.chat.completions.create({
      model: 'sim-mini',
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: [{ type: 'text', text: 'Say hello.' }], name: 'ann' },
      ],
      store: true,
      metadata: { test: 'kept' },
      seed: 7,
      temperature: 0.5,
      user: 'somebody',
    })
    const kept = (await client.chat.completions.retrieve(answered.id)) as unknown as Record<
      string,
      unknown
    >
    assert.equal(kept['object'], 'chat.completion')
    assert.deepEqual(kept['usage'], answered.usage)
    assert.deepEqual(kept['metadata'], { test: 'kept' })
    assert.deepEqual(
      [kept['seed'], kept['temperature'], kept['top_p'], kept['input_user'], kept['tools']],
      [7, 0.5, 1, 'somebody', null],
    )
    assert.match(String(kept['request_id']), /^req_/)
    const [choice] = kept['choices'] as { message: Record<string, unknown> }[]
    assert.equal(choice?.message['content'], answered.choices[0]?.message.content)
    assert.equal(choice?.message['tool_calls'], null)

    const messages = await client.chat.completions.messages.list(answered.id)
    assert.deepEqual(messages.data, [
      {
        id: `${answered.id}-0`,
        role: 'system',
        content: 'Be short.',
        content_parts: null,
        name: null,
      },
      {
        id: `${answered.id}-1`,
        role: 'user',
        content: 'Say hello.',
        content_parts: [
          { type: 'text', text: 'Say hello.', image_url: null, input_audio: null, file: null },
        ],
        name: 'ann',
      },
    ])
    const last = await client.chat.completions.messages.list(answered.id, {
      order: 'desc',
      limit: 1,
    })
    assert.deepEqual([last.data[0]?.id, last.has_more], [`${answered.id}-1`, true])
    const rest = await client.chat.completions.messages.list(answered.id, {
      order: 'desc',
      limit: 1,
      after: `${answered.id}-1`,
    })
    assert.deepEqual([rest.data[0]?.id, rest.has_more], [`${answered.id}-0`, false])
  })

  it('are kept with texts that a database cannot keep, and hold nobody else up', async () => {
    const odd = await store({ test: 'odd' }, 'nul \0, half \ud800, escaped \\u0000 \\\0')
    const plain = await store({ test: 'plain' })
    assert.equal((await client.chat.completions.retrieve(plain.id)).id, plain.id)
    assert.equal((await client.chat.completions.retrieve(odd.id)).id, odd.id)
    const { data } = await client.chat.completions.messages.list(odd.id)
    assert.match(String(data[0]?.content), /^nul ., half ., escaped \\u0000 \\.$/s)
    await assert.rejects(client.chat.completions.retrieve('\0'), OpenAI.NotFoundError)
  })

  it('are not kept where it does not', async () => {
    const { id } = await client.chat.completions.create({ model: 'sim-mini', messages: hello })
    await assert.rejects(client.chat.completions.retrieve(id), { status: 404 })
  })

  it('are listed by metadata and model, newest first, page by page', async () => {
    const run = { run: 'list' }
    const ids: string[] = []
    for (const n of ['1', '2', '3']) ids.push((await store({ ...run, n })).id)
    const page = await client.chat.completions.list({ metadata: run, limit: 2 })
    assert.deepEqual(
      page.data.map(({ id }) => id),
      [ids[2], ids[1]],
    )
    assert.equal(page.has_more, true)
    const next = await page.getNextPage()
    assert.deepEqual(
      next.data.map(({ id }) => id),
      [ids[0]],
    )
    const oldest = await client.chat.completions.list({ metadata: run, order: 'asc', limit: 1 })
    assert.equal(oldest.data[0]?.id, ids[0])
    const one = await client.chat.completions.list({ metadata: { ...run, n: '2' } })
    assert.deepEqual(
      one.data.map(({ id }) => id),
      [ids[1]],
    )
    const all = await client.chat.completions.list({ metadata: run, model: 'sim-mini' })
    assert.equal(all.data.length, 3)
    const none = await server.fetch('/v1/chat/completions?model=gpt-9', {
      headers: { authorization: `Bearer ${client.apiKey}` },
    })
    assert.deepEqual(await none.json(), {
      object: 'list',
      data: [],
      first_id: null,
      last_id: null,
      has_more: false,
    })
  })

  it('change their metadata as a whole, and are deleted', async () => {
    const { id } = await store({ a: '1', b: '2' })
    const updated = await client.chat.completions.update(id, { metadata: { c: '3' } })
    assert.deepEqual((updated as { metadata?: unknown }).metadata, { c: '3' })
    const kept = await client.chat.completions.retrieve(id)
    assert.deepEqual((kept as { metadata?: unknown }).metadata, { c: '3' })
    assert.deepEqual(await client.chat.completions.delete(id), {
      object: 'chat.completion.deleted',
      id,
      deleted: true,
    })
    await assert.rejects(client.chat.completions.delete(id), { status: 404 })
    await assert.rejects(client.chat.completions.messages.list(id), { status: 404 })
  })

  it('are put together again out of a stream', async () => {
    upstream.script(async (response) => {
      beginStream(response)
      await say(response, chunkText({ role: 'assistant', content: null }))
      const call = {
        index: 0,
        id: 'call_1',
        type: 'function',
        function: { name: 'f', arguments: '' },
      }
      await say(response, chunkText({ tool_calls: [call] }))
      await say(
        response,
        chunkText({ tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] }),
      )
      await say(response, chunkText({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }))
      await say(response, chunkText({}, 'tool_calls'))
      await say(response, usageChunkText())
      response.end(doneText)
    })
    const stream = await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: hello,
      store: true,
      stream: true,
    })
    await Array.fromAsync(stream)
    const kept = await client.chat.completions.retrieve('chatcmpl-fake')
    assert.equal(kept.model, 'gpt-4o-mini-2024-07-18')
    assert.equal(kept.usage?.prompt_tokens, 10)
    assert.equal(kept.choices[0]?.finish_reason, 'tool_calls')
    assert.deepEqual(kept.choices[0]?.message.tool_calls, [
      { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
    ])
    const asked = await client.chat.completions.list({ model: 'gpt-4o-mini' })
    assert.deepEqual(
      asked.data.map(({ id }) => id),
      ['chatcmpl-fake'],
    )
    await client.chat.completions.delete('chatcmpl-fake')
  })

  it('are never half an answer', async () => {
    upstream.script(async (response) => {
      beginStream(response)
      await say(response, chunkText({ role: 'assistant', content: 'Hel' }))
      await cut(response)
    })
    const stream = await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: hello,
      store: true,
      stream: true,
    })
    await assert.rejects(Array.fromAsync(stream))
    await assert.rejects(client.chat.completions.retrieve('chatcmpl-fake'), { status: 404 })
    assert.equal(await server.metric('llavero_completions_dropped'), 0)
  })

  it('belong to their project: to another one they are as unknown as any id', async () => {
    const { id } = await store({ secret: 'ours' })
    await server.storage.projects.insert({ id: 'other', name: 'Other', created_at: 0 })
    const { key } = await server.createKey({ project_id: 'other' })
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ metadata: {} })
    for (const [method, path] of [
      ['GET', ''],
      ['POST', ''],
      ['DELETE', ''],
      ['GET', '/messages'],
    ] as const) {
      const ask = async (completion: string) =>
        errorOf(
          await server.fetch(`/v1/chat/completions/${completion}${path}`, {
            method,
            headers,
            ...(method === 'POST' && { body }),
          }),
        )
      const theirs = await ask(id)
      assert.deepEqual(theirs, {
        status: 404,
        type: 'invalid_request_error',
        param: 'completion_id',
        code: 'not_found',
        message: `Completion ${id} not found`,
      })
      const unknown = await ask('chatcmpl-0')
      assert.deepEqual({ ...unknown, message: '' }, { ...theirs, message: '' })
    }
    assert.deepEqual((await sdk(server, key).chat.completions.list()).data, [])
    assert.equal((await client.chat.completions.retrieve(id)).id, id)
  })

  it('are refused in the words of the service', async () => {
    const { id } = await store({})
    const headers = {
      authorization: `Bearer ${client.apiKey}`,
      'content-type': 'application/json',
    }
    const update = async (body: object) =>
      errorOf(
        await server.fetch(`/v1/chat/completions/${id}`, {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
        }),
      )
    assert.equal((await update({})).message, "Missing required parameter: 'metadata'.")
    assert.equal((await update({ metadata: { a: true } })).param, 'metadata.a')
    assert.equal((await update({ metadata: {}, model: 'x' })).code, 'unknown_parameter')
    const list = await server.fetch('/v1/chat/completions?limit=101', { headers })
    assert.equal((await errorOf(list)).param, 'limit')
  })
})
