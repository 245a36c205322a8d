import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { eventsOf } from './fakes/event-stream.ts'
import { assertNothingIsHeld, setScene, type StreamScene } from './fakes/stream-scene.ts'
import { until } from './fakes/until.ts'
import { beginStream, chunkText, cut, doneText, say, usageChunkText } from './fakes/upstream.ts'

const word = (content: string) => chunkText({ content })

describe('a client that leaves in the middle of a stream', () => {
  it('has the rest read behind its back, and its usage recorded once', async () => {
    await using scene = await setScene()
    await leaveAfterOneWord(scene, async (response) => {
      for (let index = 0; index < 100; index++) await say(response, word(` ${index}`))
      response.end(usageChunkText({ prompt_tokens: 10, completion_tokens: 101 }) + doneText)
    })
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
    await leaveAfterOneWord(scene, async (response) => {
      await say(response, word(' two'))
      await cut(response)
    })
    const row = await scene.server.row()
    assert.equal(row.verdict, 'client_gone')
    assert.equal(row.is_estimated, true)
    assert.ok((row.cost_usd ?? 0) > 0)
    await assertNothingIsHeld(scene.server)
  })
})

describe('a client that sends garbage behind its request', () => {
  it('is cut off, and not answered into the middle of the answer', async () => {
    await using scene = await setScene()
    const isRefused = Promise.withResolvers<void>()
    scene.upstream.script(async (response) => {
      beginStream(response)
      response.write(word('One'))
      await isRefused.promise
      response.end(doneText)
    })
    const body = JSON.stringify({
      model: 'gpt-4o-mini',
      stream: true,
      messages: [{ role: 'user', content: 'Say hello.' }],
    })
    const { hostname, port } = new URL(scene.server.url)
    const socket = connect(Number(port), hostname)
    // Where it is cut off there is an error, too.
    socket.on('error', () => {})
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${scene.key}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    const pieces: Buffer[] = []
    socket.on('data', (piece: Buffer) => pieces.push(piece))
    socket.once('data', () => socket.write('no HTTP at all\r\n\r\n'))
    await new Promise((resolve) => socket.once('close', resolve))
    isRefused.resolve()
    const answer = Buffer.concat(pieces).toString('utf8')
    assert.match(answer, /^HTTP\/1\.1 200 /)
    assert.doesNotMatch(answer, /HTTP\/1\.1 400 /)
    assert.equal((await scene.server.row()).verdict, 'client_gone')
  })
})

/** Reads the first word of a stream and leaves. The provider says the rest when the server has noticed. */
async function leaveAfterOneWord(
  scene: StreamScene,
  rest: (response: ServerResponse) => Promise<void>,
): Promise<void> {
  const clientHasLeft = Promise.withResolvers<void>()
  scene.upstream.script(async (response) => {
    beginStream(response)
    response.write(word('One'))
    await clientHasLeft.promise
    await rest(response)
  })
  const leaving = new AbortController()
  const events = eventsOf(await scene.stream({}, leaving.signal))
  await events.next()
  leaving.abort()
  await assert.rejects(events.next())
  await serverHasNoticed(scene)
  clientHasLeft.resolve()
}

/** A client that has left is one that no longer is answered. */
async function serverHasNoticed({ server }: StreamScene): Promise<void> {
  await until(
    'the server to notice that the client has left',
    async () => (await server.metric('llavero_calls_running')) === 0,
  )
}
