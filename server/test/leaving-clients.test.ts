import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventsOf } from './fakes/event-stream.ts'
import { assertNothingIsHeld, setScene, type StreamScene } from './fakes/stream-scene.ts'
import { until } from './fakes/until.ts'
import { beginStream, chunkText, cut, doneText, say, usageChunkText } from './fakes/upstream.ts'

const word = (content: string) => chunkText({ content })

describe('a client that leaves in the middle of a stream', () => {
  it('has the rest read behind its back, and its usage recorded once', async () => {
    await using scene = await setScene()
    const clientHasLeft = Promise.withResolvers<void>()
    scene.upstream.script(async (response) => {
      beginStream(response)
      response.write(word('One'))
      await clientHasLeft.promise
      for (let index = 0; index < 100; index++) await say(response, word(` ${index}`))
      response.end(usageChunkText({ prompt_tokens: 10, completion_tokens: 101 }) + doneText)
    })
    const leaving = new AbortController()
    const events = eventsOf(await scene.stream({}, leaving.signal))
    await events.next()
    leaving.abort()
    await assert.rejects(events.next())
    await serverHasNoticed(scene)
    clientHasLeft.resolve()

    const row = await scene.server.row()
    assert.equal(row.verdict, 'client_gone')
    assert.equal(row.output_tokens, 101)
    assert.equal(row.is_estimated, false)
    await assertNothingIsHeld(scene.server)
    const { spent_usd } = await scene.server.operate<{ spent_usd: number }>(
      'GET',
      `/api/keys/${row.key_id}`,
    )
    assert.equal(spent_usd, row.cost_usd)
  })

  it('ends a simulated answer, which costs nobody anything', async () => {
    await using scene = await setScene()
    const leaving = new AbortController()
    const simulation = { tokens: 15_000, tokens_per_second: 1 }
    const response = await scene.stream({ model: 'sim-mini', simulation }, leaving.signal)
    await eventsOf(response).next()
    leaving.abort()
    const row = await scene.server.row()
    assert.equal(row.verdict, 'client_gone')
    assert.equal(row.is_estimated, true)
    await assertNothingIsHeld(scene.server)
  })

  it('is charged an estimate when the provider breaks before it tells the usage', async () => {
    await using scene = await setScene()
    const clientHasLeft = Promise.withResolvers<void>()
    scene.upstream.script(async (response) => {
      beginStream(response)
      response.write(word('One'))
      await clientHasLeft.promise
      await say(response, word(' two'))
      await cut(response)
    })
    const leaving = new AbortController()
    const events = eventsOf(await scene.stream({}, leaving.signal))
    await events.next()
    leaving.abort()
    await serverHasNoticed(scene)
    clientHasLeft.resolve()
    const row = await scene.server.row()
    assert.equal(row.verdict, 'client_gone')
    assert.equal(row.is_estimated, true)
    assert.ok((row.cost_usd ?? 0) > 0)
    await assertNothingIsHeld(scene.server)
  })
})

/** A client that has left is one that no longer is answered. */
async function serverHasNoticed({ server }: StreamScene): Promise<void> {
  await until(
    'the server to notice that the client has left',
    async () => (await server.metric('llavero_calls_running')) === 0,
  )
}
