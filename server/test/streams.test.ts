import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http'
import { describe, it } from 'node:test'
import { dataOf, type ErrorEvent, eventsOf, readEvents, textOf } from './fakes/event-stream.ts'
import { assertNothingIsHeld, setScene, type StreamScene } from './fakes/stream-scene.ts'
import type { TestServer } from './fakes/server.ts'
import { until } from './fakes/until.ts'
import {
  beginStream,
  chunkText,
  cut,
  doneText,
  say,
  type Script,
  someUsage,
  streamWords,
  usageChunkText,
} from './fakes/upstream.ts'

const done = 'data: [DONE]'
const word = (content: string) => chunkText({ content })

/** Streams once and gives the client's last event and the log's row, which must be one. */
async function watchEnd(scene: StreamScene, script: Script) {
  scene.upstream.script(script)
  const response = await scene.stream()
  assert.equal(response.status, 200)
  const events = await readEvents(response)
  return { events, last: events.at(-1), row: await scene.server.row() }
}

function assertErrorEvent(events: readonly string[], code: string): void {
  assert.equal((dataOf(events.at(-1)) as ErrorEvent).error.code, code)
  assert.ok(!events.includes(done), 'a broken stream must not end in [DONE]')
  assert.ok(events.every((event) => !event.includes('"finish_reason":"stop"')))
}

describe('a stream that the upstream breaks', () => {
  it('is tried again when it was cut before its first event', async () => {
    await using scene = await setScene()
    scene.upstream.script(async (response) => {
      beginStream(response)
      await cut(response)
    })
    const { events, row } = await watchEnd(scene, streamWords(['Hello']))
    assert.equal(scene.upstream.calls.length, 2)
    assert.equal(events.at(-1), done)
    assert.equal(row.attempts, 2)
    assert.equal(row.verdict, 'complete')
  })

  it('ends in an error event and no [DONE] when it was cut between events', async () => {
    await using scene = await setScene()
    const { events, row } = await watchEnd(scene, async (response) => {
      beginStream(response)
      await say(response, word('Half'))
      await cut(response)
    })
    assertErrorEvent(events, 'upstream_truncated')
    assert.equal(textOf(events), 'Half')
    assert.equal(row.verdict, 'truncated')
    assert.equal(row.error_code, 'upstream_truncated')
    assert.equal(scene.upstream.calls.length, 1, 'after the first byte nothing is tried again')
    await assertNothingIsHeld(scene.server)
  })

  it('passes on whole events only when it was cut in the middle of one', async () => {
    await using scene = await setScene()
    const { events, row } = await watchEnd(scene, async (response) => {
      beginStream(response)
      await say(response, word('Whole') + word('never seen').slice(0, 40))
      await cut(response)
    })
    assertErrorEvent(events, 'upstream_truncated')
    assert.deepEqual(events.slice(0, -1), [word('Whole').trimEnd()])
    assert.equal(row.verdict, 'truncated')
  })

  it('is truncated when it closed in peace after the finish, but without [DONE]', async () => {
    await using scene = await setScene()
    const { events, row } = await watchEnd(scene, (response) => {
      beginStream(response)
      response.write(word('Nearly'))
      response.end(usageChunkText())
    })
    assertErrorEvent(events, 'upstream_truncated')
    assert.equal(row.verdict, 'truncated')
    assert.equal(row.output_tokens, someUsage.completion_tokens, 'the usage that was told counts')
  })

  it('is truncated when it was cut after its finish reason', async () => {
    await using scene = await setScene()
    const { events, row } = await watchEnd(scene, async (response) => {
      beginStream(response)
      await say(response, word('All') + chunkText({}, 'stop'))
      await cut(response)
    })
    assert.equal((dataOf(events.at(-1)) as ErrorEvent).error.code, 'upstream_truncated')
    assert.ok(!events.includes(done))
    assert.equal(row.verdict, 'truncated')
    assert.equal(row.is_estimated, true)
  })

  it('ends with the error event of the provider, as it was sent', async () => {
    await using scene = await setScene()
    const fault =
      'data: {"error":{"message":"Overloaded.","type":"server_error","param":null,"code":null}}'
    const { events, row } = await watchEnd(scene, async (response) => {
      beginStream(response)
      await say(response, word('Half'))
      response.end(`${fault}\n\n${word('never seen')}${doneText}`)
    })
    assert.equal(events.at(-1), fault)
    assert.equal(row.verdict, 'provider_error')
    assert.equal(row.error_code, 'upstream_error')
  })

  it('ends in an error event when the provider sends garbage', async () => {
    await using scene = await setScene()
    const { events, row } = await watchEnd(scene, (response) => {
      beginStream(response)
      response.end(`${word('Half')}data: <html>oops\n\n${word('never seen')}${doneText}`)
    })
    assertErrorEvent(events, 'upstream_invalid')
    assert.equal(textOf(events), 'Half')
    assert.equal(row.verdict, 'provider_error')
  })

  it('is told apart when the provider falls silent in the middle', async () => {
    await using scene = await setScene({ LLAVERO_IDLE_TIMEOUT_MS: '50' })
    const { events, row } = await watchEnd(scene, (response) => {
      beginStream(response)
      response.write(word('Half'))
    })
    assertErrorEvent(events, 'upstream_idle_timeout')
    assert.equal(row.error_code, 'upstream_idle_timeout')
    assert.equal(row.verdict, 'provider_error')
  })
})

describe('a stream that ends well', () => {
  it('is the bytes of the provider, unchanged, where nothing has to change', async () => {
    await using scene = await setScene()
    const parts = [
      ': a comment\n\n',
      'data: {"choices":[{"index":0,"delta":{"content":"ñ 키 ключ"}}],"x_vendor":{"a":[1,2.50]},"id":"1"}\n\n',
      'event: note\r\nid: 7\r\ndata: {"choices":[],\r\ndata: "spread": true}\r\n\r\n',
      usageChunkText(),
      doneText,
    ]
    const sent = Buffer.from(parts.join(''))
    scene.upstream.script(async (response) => {
      beginStream(response)
      // Cut where it hurts: in lines, in line ends and in characters.
      for (let at = 0; at < sent.length; at += 7) await say(response, sent.subarray(at, at + 7))
      response.end()
    })
    const response = await scene.stream({ stream_options: { include_usage: true } })
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), sent)
    assert.equal((await scene.server.row()).verdict, 'complete')
  })

  it('keeps the usage chunk from a client that did not ask for it, and counts it', async () => {
    await using scene = await setScene()
    const { events, row } = await watchEnd(scene, streamWords(['One', ' two']))
    assert.equal(textOf(events), 'One two')
    assert.ok(events.every((event) => !event.includes('"usage"')))
    assert.deepEqual(scene.upstream.call.body['stream_options'], { include_usage: true })
    assert.equal(row.input_tokens, someUsage.prompt_tokens)
    assert.equal(row.output_tokens, someUsage.completion_tokens)
    assert.equal(row.is_estimated, false)
    await assertNothingIsHeld(scene.server)
  })

  it('passes the usage chunk on to a client that asked for it', async () => {
    await using scene = await setScene()
    scene.upstream.script(streamWords(['One']))
    const events = await readEvents(await scene.stream({ stream_options: { include_usage: true } }))
    assert.equal(events.at(-2), usageChunkText().trimEnd())
    assert.equal(events.at(-1), done)
  })

  it('ends once, however often the provider says [DONE]', async () => {
    await using scene = await setScene()
    const { events, row } = await watchEnd(scene, (response) => {
      beginStream(response)
      response.end(word('One') + doneText + word('never seen') + doneText)
    })
    assert.deepEqual(events, [word('One').trimEnd(), done])
    assert.equal(row.verdict, 'complete')
  })

  it('ends for the client with [DONE], also when the provider keeps its connection open', async () => {
    await using scene = await setScene()
    const { last, row } = await watchEnd(scene, (response) => {
      beginStream(response)
      response.write(word('One') + doneText)
    })
    assert.equal(last, done)
    assert.equal(row.verdict, 'complete')
  })
})

describe('what the provider is asked', () => {
  it('is the bytes of the client where nothing has to change', async () => {
    await using scene = await setScene()
    const text =
      '{ "model":"gpt-4o-mini","messages":[{"role":"user","content":"\\u00f1"}],"max_tokens":5,"x_vendor":1.50 }'
    const response = await scene.server.fetch('/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${scene.key}` },
      body: text,
    })
    assert.equal(response.status, 200)
    assert.equal(scene.upstream.call.text, text)
  })

  it('is written anew where a key that was checked stands twice, so that nobody reads the other one', async () => {
    await using scene = await setScene()
    for (const twice of [
      '"max_tokens":9000,"max_tokens":5',
      '"ma\\u0078_tokens":9000,"max_tokens":5',
    ]) {
      const response = await scene.server.fetch('/v1/chat/completions', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${scene.key}` },
        body: `{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hi"}],${twice}}`,
      })
      assert.equal(response.status, 200)
      assert.doesNotMatch(scene.upstream.calls.at(-1)?.text ?? '9000', /9000/)
    }
  })

  it('has the fields that this server does not know', async () => {
    await using scene = await setScene()
    const unknown = { x_vendor: { deep: [1, null, 'two'] }, future_knob: 0.5 }
    await readEvents(await scene.stream({ ...unknown, max_tokens: 5 }))
    const { x_vendor, future_knob } = scene.upstream.call.body
    assert.deepEqual({ x_vendor, future_knob }, unknown)
  })

  it('names the model as the provider knows it when the client used a name of ours', async () => {
    await using scene = await setScene()
    const provider = await scene.server.addProvider('other', scene.upstream)
    await scene.server.addRoute('fast', [{ id: provider.id, model: 'gpt-4o-mini' }])
    scene.upstream.script(streamWords(['One']))
    const events = await readEvents(await scene.stream({ model: 'fast', max_tokens: 5 }))
    assert.equal(events.at(-1), done)
    assert.equal(scene.upstream.call.body['model'], 'gpt-4o-mini')
    assert.equal(scene.upstream.call.headers.authorization, 'Bearer sk-of-other')
    const row = await scene.server.row()
    assert.deepEqual(
      [row.model_asked, row.model_used, row.provider],
      ['fast', 'gpt-4o-mini', 'other'],
    )
  })
})

describe('a stream on its way', () => {
  it('brings each event before the next one is sent', async () => {
    await using scene = await setScene()
    const words = Array.from({ length: 20 }, (_, index) => `w${index}`)
    const gates = words.map(() => Promise.withResolvers<void>())
    scene.upstream.script(async (response) => {
      beginStream(response)
      for (const [index, text] of words.entries()) {
        response.write(word(text))
        await gates[index]?.promise
      }
      response.end(doneText)
    })
    const seen: string[] = []
    for await (const event of eventsOf(await scene.stream())) {
      // The provider waits here for the client: an event that is held back anywhere ends the test by time.
      gates[seen.length]?.resolve()
      seen.push(event)
    }
    assert.deepEqual(seen, [...words.map((text) => word(text).trimEnd()), done])
  })

  it('comes no faster than the client reads, in bounded memory', async () => {
    await using scene = await setScene()
    const pieceBytes = 64 * 1024
    const pieces = 2_000
    const piece = word('x'.repeat(pieceBytes))
    const sent = { pieces: 0, isBlocked: false }
    scene.upstream.script(async (response) => {
      beginStream(response)
      while (sent.pieces < pieces) {
        sent.pieces++
        if (!response.write(piece)) await drained(response, sent)
      }
      response.end(doneText)
    })
    const warnings: Error[] = []
    const keepWarning = (warning: Error) => void warnings.push(warning)
    process.on('warning', keepWarning)
    const response = await openWithoutReading(scene)
    await until(
      'the provider has to wait',
      () => sent.isBlocked && isStill(scene.server, () => sent.pieces),
    )
    const held = sent.pieces
    assert.ok(held < pieces / 4, `${held} of ${pieces} pieces were taken from the provider`)

    let byteCount = 0
    for await (const chunk of response) byteCount += (chunk as Buffer).length
    process.off('warning', keepWarning)
    assert.equal(byteCount, pieces * Buffer.byteLength(piece) + doneText.length)
    assert.deepEqual(warnings, [])
    assert.equal((await scene.server.row()).verdict, 'complete')
  })
})

async function drained(response: ServerResponse, sent: { isBlocked: boolean }): Promise<void> {
  sent.isBlocked = true
  await once(response, 'drain')
  sent.isBlocked = false
}

/** Whether a number has come to rest: it stays the same while a hundred other calls are answered. */
async function isStill(server: TestServer, read: () => number): Promise<boolean> {
  const before = read()
  for (let call = 0; call < 100; call++) await (await server.fetch('/healthz')).text()
  return read() === before
}

function openWithoutReading({ server, key }: StreamScene): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    })
    request.on('error', reject)
    request.on('response', (response) => resolve(response.pause()))
    request.end(
      JSON.stringify({
        model: 'gpt-4o-mini',
        stream: true,
        messages: [{ role: 'user', content: 'Go on.' }],
      }),
    )
  })
}
