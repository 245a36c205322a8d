import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import { WebSocket } from 'ws'
import { dataOf, type ErrorEvent, eventsOf } from './fakes/event-stream.ts'
import { FakeRealtimeUpstream } from './fakes/realtime-upstream.ts'
import { errorOf, TestServer } from './fakes/server.ts'
import { beginStream, chunkText, FakeUpstream } from './fakes/upstream.ts'

const settings = { LLAVERO_SHUTDOWN_GRACE_MS: '20' }

/** The only row, once the server runs again; nothing may be left of the hold. */
async function rowAfterRestart(server: TestServer): Promise<RequestObject> {
  await server.restart()
  const row = await server.row()
  assert.equal(await server.metric('llavero_holds_outstanding'), 0)
  const key = await server.operate<{ spent_usd: number }>('GET', `/api/keys/${row.key_id}`)
  assert.equal(key.spent_usd, row.cost_usd)
  return row
}

describe('what outlasts the grace time of a server that stops', () => {
  it('ends in an error event where it is a stream, and is settled as far as it came', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream, settings })
    const { key } = await server.createKey({ budget_usd: 1 })
    upstream.script((response) => {
      beginStream(response)
      response.write(chunkText({ content: 'Endless' }))
    })
    const events = eventsOf(await server.chat({ stream: true }, { key }))
    await events.next()
    const row = rowAfterRestart(server)
    const [told, ...rest] = await Array.fromAsync(events)
    assert.equal((dataOf(told) as ErrorEvent).error.code, 'shutting_down')
    assert.deepEqual(rest, [])
    const { verdict, error_code, is_estimated, output_tokens } = await row
    assert.deepEqual([verdict, error_code], ['server_stopped', 'shutting_down'])
    assert.ok(is_estimated && output_tokens > 0)
  })

  it('is settled, too, where its client does not read', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream, settings })
    const { key } = await server.createKey({ budget_usd: 1 })
    const hasFilled = Promise.withResolvers<void>()
    upstream.script((response) => {
      beginStream(response)
      const piece = chunkText({ content: 'x'.repeat(64 * 1024) })
      while (response.write(piece));
      response.once('drain', () => {
        while (response.write(piece));
        hasFilled.resolve()
      })
    })
    const response = await server.chat({ stream: true }, { key })
    await hasFilled.promise
    assert.equal((await rowAfterRestart(server)).verdict, 'server_stopped')
    await response.body?.cancel().catch(() => {})
  })

  it('breaks off where it is sound, which has no room for an event', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream, settings })
    const { key } = await server.createKey({ budget_usd: 1 })
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg' })
      response.write('sound')
    })
    const speech = { model: 'tts-1', voice: 'alloy', input: 'Hello.' }
    const response = await server.post('/v1/audio/speech', speech, key)
    const row = rowAfterRestart(server)
    await assert.rejects(response.arrayBuffer())
    assert.equal((await row).verdict, 'server_stopped')
  })

  it('is answered with an error where no answer has begun, and not tried again', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream, settings })
    const { key } = await server.createKey({ budget_usd: 1 })
    const isAsked = Promise.withResolvers<void>()
    upstream.always(() => isAsked.resolve())
    const response = server.chat({}, { key })
    await isAsked.promise
    const row = rowAfterRestart(server)
    const error = await errorOf(await response)
    assert.deepEqual([error.status, error.code], [503, 'shutting_down'])
    const { verdict, status } = await row
    assert.deepEqual([verdict, status], ['server_stopped', 503])
    assert.equal(upstream.calls.length, 1)
  })

  it('ends in an error event where it is a realtime response', async () => {
    await using upstream = await FakeRealtimeUpstream.start({ staysSilentAfterBegin: true })
    await using server = await TestServer.start({ upstream, settings })
    const { key } = await server.createKey({ budget_usd: 10 })
    const url = server.url.replace('http:', 'ws:')
    const client = new WebSocket(`${url}/v1/realtime?model=gpt-realtime`, {
      headers: { authorization: `Bearer ${key}` },
    })
    const codes: (string | undefined)[] = []
    const hasBegun = Promise.withResolvers<void>()
    client.on('message', (data: Buffer) => {
      const event = JSON.parse(data.toString('utf8')) as { type: string; error?: { code: string } }
      if (event.type === 'error') codes.push(event.error?.code)
      if (event.type === 'response.created') hasBegun.resolve()
    })
    await once(client, 'open')
    client.send(JSON.stringify({ type: 'response.create' }))
    await hasBegun.promise
    const closed = once(client, 'close')
    const row = rowAfterRestart(server)
    assert.equal((await closed)[0], 1001)
    assert.deepEqual(codes, ['shutting_down'])
    const { verdict, error_code } = await row
    assert.deepEqual([verdict, error_code], ['server_stopped', 'shutting_down'])
  })
})
