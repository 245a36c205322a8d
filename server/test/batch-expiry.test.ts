import assert from 'node:assert/strict'
import { it } from 'node:test'
import { batchEnd, batchResults, chatLine, startBatch } from './fakes/batch-work.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { sdkOf } from './fakes/sdk.ts'
import { TestServer } from './fakes/server.ts'
import { FakeUpstream } from './fakes/upstream.ts'

const hourMs = 3_600_000

describeOnEveryEngine('a batch whose window has passed', (engine) => {
  it('tells every line that was not sent in time so, and sends none of them', async (context) => {
    const nowMs = Date.UTC(2026, 10, 20, 12)
    context.mock.timers.enable({ apis: ['Date'], now: nowMs })
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({
      engine,
      upstream,
      settings: { LLAVERO_BATCH_CONCURRENCY: '1', LLAVERO_SHUTDOWN_GRACE_MS: '20' },
    })
    const { key } = await server.createKey()
    const isAsked = Promise.withResolvers<void>()
    upstream.always(() => isAsked.resolve())
    const lines = ['a', 'b', 'c'].map((id) => chatLine(id))
    const { id, expires_at } = await startBatch(sdkOf(server, key), lines)
    assert.equal(expires_at, nowMs / 1_000 + 86_400)
    await isAsked.promise

    // The server stops in the middle of the first line, and is back a day later.
    await server.restart(() => context.mock.timers.setTime(nowMs + 25 * hourMs))
    const client = sdkOf(server, key)
    const batch = await batchEnd(client, id)
    assert.deepEqual([batch.status, batch.expired_at], ['expired', (nowMs + 25 * hourMs) / 1_000])
    const errors = await batchResults(client, batch.error_file_id)
    const codes = new Map(errors.map(({ custom_id, error }) => [custom_id, error?.code]))
    assert.deepEqual(
      ['b', 'c'].map((name) => codes.get(name)),
      ['batch_expired', 'batch_expired'],
    )
    assert.ok(codes.has('a'), 'the line that was under way is reported, too')
    assert.equal(upstream.calls.length, 1)
    assert.deepEqual(batch.request_counts, { total: 3, completed: 0, failed: 3 })
  })
})
