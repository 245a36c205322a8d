import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, it } from 'node:test'
import type { CreatedKeyObject, KeyObject } from '@llavero/protocol/control/keys.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import { toMicroUsd } from '@llavero/protocol/control/scalars.ts'
import { createTemporaryFolder, describeOnEveryEngine } from './fakes/engines.ts'
import { dataOf, type ErrorEvent, eventsOf } from './fakes/event-stream.ts'
import { assertWholeRemainderIsFree, budgetUsd, flushIntervalMs, Home } from './fakes/home.ts'
import { runLlavero, ServerProcess } from './fakes/process.ts'
import { until } from './fakes/until.ts'
import { answer, beginStream, chunkText, doneText, say, usageChunkText } from './fakes/upstream.ts'

const kills = 20
/** Forty flush intervals: rows of calls that were answered so long before a kill must be there. */
const writtenAfterMs = 40 * flushIntervalMs
const parallelCalls = 8

interface Acknowledged {
  /** Calls that were answered, and when. */
  readonly calls: { readonly id: string; readonly atMs: number }[]
  /** What the owner was told to be done: keys and the rate limit they were last given. */
  readonly keys: { readonly id: string; readonly key: string; rpm: number }[]
}

/** Calls until the process dies. */
async function load(server: ServerProcess, key: string, acknowledged: Acknowledged): Promise<void> {
  const body = JSON.stringify({
    model: 'gpt-4o-mini',
    max_tokens: 5,
    messages: [{ role: 'user', content: 'Hi.' }],
  })
  const headers = { authorization: `Bearer ${key}` }
  for (;;) {
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers,
      body,
    })
    await response.text()
    assert.equal(response.status, 200)
    const id = response.headers.get('x-request-id') ?? ''
    acknowledged.calls.push({ id, atMs: performance.now() })
  }
}

/** Makes a key and raises its rate limit, step by step, until the process dies. */
async function manage(
  home: Home,
  server: ServerProcess,
  acknowledged: Acknowledged,
): Promise<void> {
  const body = { name: 'made under load', rpm: 1 }
  const { id, key } = await home.ask<CreatedKeyObject>(server, 'POST', '/api/keys', body)
  const known = { id, key, rpm: 1 }
  acknowledged.keys.push(known)
  for (let rpm = 2; ; rpm++) {
    await home.ask(server, 'PATCH', `/api/keys/${id}`, { rpm })
    known.rpm = rpm
  }
}

/** Whether an error means that the process at the other end has died. */
function isDeath(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof Error && error.name === 'AbortError')
}

/** Runs one process under load and kills it in the middle. Resolves to the time of the kill. */
async function runAndKill(home: Home, key: string, acknowledged: Acknowledged): Promise<number> {
  await using server = await home.start()
  const before = acknowledged.calls.length
  const keysBefore = acknowledged.keys.length
  const work = [
    ...Array.from({ length: parallelCalls }, () => load(server, key, acknowledged)),
    manage(home, server, acknowledged),
  ]
  const ends = Promise.allSettled(work)
  await until('a key, and calls that are old enough to be written', () => {
    const tenth = acknowledged.calls[before + 10]
    const isOld = tenth !== undefined && performance.now() - tenth.atMs > writtenAfterMs
    return isOld && acknowledged.keys.length > keysBefore
  })
  const killedAtMs = performance.now()
  await server.end('SIGKILL')
  for (const end of await ends) {
    if (end.status === 'rejected' && !isDeath(end.reason)) throw end.reason
  }
  return killedAtMs
}

async function allRows(home: Home, server: ServerProcess): Promise<Map<string, RequestObject>> {
  const rows = new Map<string, RequestObject>()
  for (let before = ''; ;) {
    const page = await home.ask<Page<RequestObject>>(
      server,
      'GET',
      `/api/requests?limit=200${before}`,
    )
    for (const row of page.data) rows.set(row.id, row)
    if (page.next === null) return rows
    before = `&before=${page.next}`
  }
}

describeOnEveryEngine('a server', (engine) => {
  it(`killed ${kills} times under load keeps every acknowledged change, its log and its budgets`, async () => {
    await using home = await Home.make(engine)
    const first = await home.start()
    await home.becomeOwner(first)
    const budgeted = await home.ask<CreatedKeyObject>(first, 'POST', '/api/keys', {
      name: 'load',
      budget_usd: budgetUsd,
    })
    await first.end('SIGKILL')

    const acknowledged: Acknowledged = { calls: [], keys: [] }
    const written: string[] = []
    for (let kill = 0; kill < kills; kill++) {
      const from = acknowledged.calls.length
      const killedAtMs = await runAndKill(home, budgeted.key, acknowledged)
      const old = acknowledged.calls
        .slice(from)
        .filter(({ atMs }) => killedAtMs - atMs > writtenAfterMs)
      written.push(...old.map(({ id }) => id))
    }

    const last = await home.start()
    const rows = await allRows(home, last)
    const lost = written.filter((id) => !rows.has(id))
    assert.deepEqual(lost, [], `${lost.length} of ${written.length} rows are lost`)
    assert.ok(written.length >= 10 * kills)
    for (const { id, rpm } of acknowledged.keys) {
      const stored = await home.ask<KeyObject>(last, 'GET', `/api/keys/${id}`)
      // One more step may have been written before the kill and not been acknowledged.
      assert.ok(stored.rpm === rpm || stored.rpm === rpm + 1, `${stored.rpm}, not ${rpm}`)
    }
    assert.equal(acknowledged.keys.length, kills)
    const newest = acknowledged.keys.at(-1)
    assert.ok(newest)
    const models = await fetch(`${last.url}/v1/models`, {
      headers: { authorization: `Bearer ${newest.key}` },
    })
    assert.equal(models.status, 200)
    assert.equal(await last.end('SIGTERM'), 0)

    const spent = [...rows.values()]
      .filter(({ key_id }) => key_id === budgeted.id)
      .reduce((sum, row) => sum + toMicroUsd(row.cost_usd ?? 0), 0)
    const storage = await home.openStorage()
    await assertWholeRemainderIsFree(storage, budgeted.id, spent)
  })

  it('told to stop ends its streams in peace, settles and leaves with 0', async () => {
    await using home = await Home.make(engine)
    await using server = await home.start()
    await home.becomeOwner(server)
    const { id, key } = await home.ask<CreatedKeyObject>(server, 'POST', '/api/keys', {
      name: 'a',
      budget_usd: budgetUsd,
    })
    const isStopping = Promise.withResolvers<void>()
    home.upstream.script(async (response) => {
      beginStream(response)
      await say(response, chunkText({ content: 'One' }))
      await isStopping.promise
      response.end(chunkText({ content: ' two' }) + usageChunkText() + doneText)
    })
    const events = eventsOf(await stream(server, key))
    await events.next()

    const code = server.end('SIGTERM')
    await until('it knows that it has to stop', () => server.written.output.includes('Stopping'))
    const refused = await stream(server, key)
    assert.equal(refused.status, 503)
    assert.equal(
      ((await refused.json()) as { error: { code: string } }).error.code,
      'shutting_down',
    )
    isStopping.resolve()
    const rest = await Array.fromAsync(events)
    assert.equal(rest.at(-1), 'data: [DONE]')
    assert.equal(await code, 0)

    const storage = await home.openStorage()
    const [row, ...others] = await storage.requestLog.page({ filters: {}, limit: 10 })
    assert.deepEqual([row?.verdict, row?.output_tokens, others.length], ['complete', 5, 0])
    await assertWholeRemainderIsFree(storage, id, row?.cost_micro_usd ?? 0)
  })

  it('told to stop lets a slow client read to the end', async () => {
    await using home = await Home.make(engine)
    await using server = await home.start()
    await home.becomeOwner(server)
    const { key } = await home.ask<CreatedKeyObject>(server, 'POST', '/api/keys', { name: 'a' })
    const content = 'x'.repeat(32 * 1024 * 1024)
    home.upstream.always((response) => answer(response, content))
    const response = await call(server, key)
    assert.equal(response.status, 200)
    const code = server.end('SIGTERM')
    await until('it knows that it has to stop', () => server.written.output.includes('Stopping'))
    assert.ok((await response.text()).length > content.length)
    assert.equal(await code, 0)
  })

  it('told to stop cuts a stream that outlasts the grace time, and still settles it', async () => {
    await using home = await Home.make(engine, { LLAVERO_SHUTDOWN_GRACE_MS: '50' })
    await using server = await home.start()
    await home.becomeOwner(server)
    const { id, key } = await home.ask<CreatedKeyObject>(server, 'POST', '/api/keys', {
      name: 'a',
      budget_usd: budgetUsd,
    })
    home.upstream.script((response) => {
      beginStream(response)
      response.write(chunkText({ content: 'Endless' }))
    })
    const events = eventsOf(await stream(server, key))
    assert.ok(dataOf((await events.next()).value as string))
    assert.equal(await server.end('SIGTERM'), 0)
    const told = dataOf((await events.next()).value as string) as ErrorEvent
    assert.equal(told.error.code, 'shutting_down')
    assert.equal((await events.next()).done, true)

    const storage = await home.openStorage()
    const [row] = await storage.requestLog.page({ filters: {}, limit: 10 })
    assert.equal(row?.verdict, 'server_stopped')
    assert.equal(row?.is_estimated, 1)
    assert.ok((row?.cost_micro_usd ?? 0) > 0)
    await assertWholeRemainderIsFree(storage, id, row?.cost_micro_usd ?? 0)
  })
})

function stream(server: ServerProcess, key: string): Promise<Response> {
  return call(server, key, true)
}

function call(server: ServerProcess, key: string, isStream = false): Promise<Response> {
  return fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({
      model: 'gpt-4o-mini',
      stream: isStream,
      max_tokens: 5,
      messages: [{ role: 'user', content: 'Hi.' }],
    }),
  })
}

describe('a data folder', () => {
  it('belongs to one process at a time, which the second one names', async () => {
    await using folder = await createTemporaryFolder()
    const variables = { LLAVERO_DATA_DIR: folder.path, LLAVERO_PORT: '0' }
    await using server = await ServerProcess.start(variables)
    const { code, errors } = await runLlavero(['serve'], variables)
    assert.equal(code, 1)
    assert.match(errors, new RegExp(`in use by process ${server.pid} on `))
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
  })

  it('is free again when its process was killed', async () => {
    await using folder = await createTemporaryFolder()
    const variables = { LLAVERO_DATA_DIR: folder.path }
    const first = await ServerProcess.start(variables)
    await first.end('SIGKILL')
    await using second = await ServerProcess.start(variables)
    assert.equal((await fetch(`${second.url}/readyz`)).status, 200)
  })
})

describe('a server whose output nobody reads any more', () => {
  it('goes on, and ends in peace', async () => {
    await using folder = await createTemporaryFolder()
    await using server = await ServerProcess.start({ LLAVERO_DATA_DIR: folder.path })
    server.stopReading()
    // It says that it stops, and still closes everything.
    assert.equal(await server.end('SIGTERM'), 0)
  })
})

describe('a start that fails', () => {
  it('says why in one line, ends with 1 and leaves its data folder free', async () => {
    await using folder = await createTemporaryFolder()
    await using holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    const variables = { LLAVERO_DATA_DIR: folder.path }
    const { code, errors } = await runLlavero(['serve'], {
      ...variables,
      LLAVERO_PORT: String(port),
    })
    assert.equal(code, 1)
    assert.match(errors, /^Error: .*address already in use.*\n$/)
    await using server = await ServerProcess.start(variables)
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  })
})
