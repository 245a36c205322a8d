import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ChatRequest } from '@llavero/protocol/openai/chat.ts'
import type { Amounts, Hold } from '../../quota/ledger.ts'
import type { RequestLogRow } from '../../storage/request-log.ts'
import { type Caller, type ModelCall, type StreamEvent, UpstreamFailure } from '../model-call.ts'
import type { StoredContent } from './call-account.ts'
import { ChatStreamReading } from '../endpoints/chat-stream-reading.ts'
import { MeteredStream } from './metered-stream.ts'
import { OpenStreams } from './open-streams.ts'
import { PriceList } from './prices.ts'

const target = {
  id: 'p/gpt-4o-mini',
  providerId: 'p',
  providerName: 'Fake',
  dialect: 'openai',
  model: 'gpt-4o-mini',
} as const
const caller: Caller = {
  kind: 'key',
  keyId: 'abcd1234',
  personId: null,
  projectId: 'default',
  models: null,
  endpoints: null,
  expiresAtMs: null,
  limits: [],
}

/** An upstream that says what the test says, when it says it; it has one reader at a time. */
class ScriptedEvents implements AsyncIterableIterator<readonly StreamEvent[]> {
  readonly #said: (() => Promise<IteratorResult<readonly StreamEvent[]>>)[] = []
  #reader: PromiseWithResolvers<IteratorResult<readonly StreamEvent[]>> | null = null
  isReturned = false
  reads = 0

  say(...data: string[]): this {
    const batch = data.map((text) => ({
      bytes: Buffer.from(`data: ${text}\n\n`),
      name: '',
      data: text,
    }))
    return this.#add(async () => ({ done: false, value: batch }))
  }

  end(): this {
    return this.#add(async () => ({ done: true, value: undefined }))
  }

  break(error: Error): this {
    return this.#add(async () => {
      throw error
    })
  }

  next(): Promise<IteratorResult<readonly StreamEvent[]>> {
    assert.equal(this.#reader, null, 'two readers at a time')
    if (this.isReturned) return Promise.resolve({ done: true, value: undefined })
    this.reads++
    const said = this.#said.shift()
    if (said) return said()
    this.#reader = Promise.withResolvers()
    return this.#reader.promise
  }

  return(): Promise<IteratorResult<readonly StreamEvent[]>> {
    this.isReturned = true
    this.#reader?.resolve({ done: true, value: undefined })
    this.#reader = null
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #add(answer: () => Promise<IteratorResult<readonly StreamEvent[]>>): this {
    const reader = this.#reader
    this.#reader = null
    if (reader) reader.resolve(answer())
    else this.#said.push(answer)
    return this
  }
}

const hold: Hold = { claims: [] }

function setScene({ storesContent = false, includesUsage = false } = {}) {
  const events = new ScriptedEvents()
  const settled: Amounts[] = []
  const rows: RequestLogRow[] = []
  const contents: (StoredContent | null)[] = []
  const timers: { durationMs: number; ring: () => void; isStopped: boolean }[] = []
  const hasRow = Promise.withResolvers<RequestLogRow>()
  const body = {
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Hi.' }],
    stream: true,
    ...(includesUsage && { stream_options: { include_usage: true } }),
  } as ChatRequest
  const call: ModelCall = {
    requestId: 'req_1',
    endpoint: 'chat',
    model: 'gpt-4o-mini',
    stream: true,
    body,
    payload: Buffer.from(JSON.stringify(body)),
    feature: null,
    simulation: null,
    startedAtMs: 0,
    arrivedAt: 0,
    outputCapTokens: null,
    hasLeft: () => false,
  }
  const prices = new PriceList({ overrides: [], vendors: new Map([['p', 'openai']]) })
  const open = new OpenStreams()
  const stream = new MeteredStream(
    {
      ledger: { settle: (_, used) => void settled.push(used) },
      priceOf: (place) => prices.find(place),
      log: {
        push(row, content) {
          rows.push(row)
          contents.push(content)
          hasRow.resolve(row)
        },
      },
      storesContent,
      open,
      after(durationMs, ring) {
        const timer = { durationMs, ring, isStopped: false }
        timers.push(timer)
        return () => void (timer.isStopped = true)
      },
    },
    { caller, call, hold, headers: [] },
    {
      reply: {
        status: 200,
        headers: {},
        body: events,
        target,
        attempts: 1,
        waitedMs: 0,
        firstByteAt: 5,
      },
      batches: events,
      reading: new ChatStreamReading({ stream_options: { include_usage: includesUsage } }),
    },
  )
  return { events, stream, open, settled, rows, contents, timers, row: hasRow.promise }
}

const word = (content: string) => JSON.stringify({ choices: [{ index: 0, delta: { content } }] })
const usage = JSON.stringify({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } })

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(stream)).toString('utf8')
}

describe('a metered stream', () => {
  it('settles its hold and writes its row once, with what the provider said', async () => {
    const { events, stream, settled, rows } = setScene()
    events.say(word('Hi')).say(usage).say('[DONE]').end()
    assert.equal(await textOf(stream), `data: ${word('Hi')}\n\ndata: [DONE]\n\n`)
    assert.equal(settled.length, 1)
    assert.equal(settled[0]?.tokens, 10)
    assert.deepEqual([rows.length, rows[0]?.verdict, rows[0]?.output_tokens], [1, 'complete', 3])
  })

  it('gives the client events at once, not at the end', async () => {
    const { events, stream } = setScene()
    events.say(word('One'))
    assert.equal(String((await stream.next()).value), `data: ${word('One')}\n\n`)
    events.say(word('Two'))
    assert.equal(String((await stream.next()).value), `data: ${word('Two')}\n\n`)
  })

  it('ends in an error event where the upstream ends without [DONE]', async () => {
    const { events, stream, rows } = setScene()
    events.say(word('Hi')).say(usage).end()
    const text = await textOf(stream)
    assert.match(text, /"code":"upstream_truncated"/)
    assert.ok(!text.includes('[DONE]'))
    assert.deepEqual([rows.length, rows[0]?.verdict, rows[0]?.output_tokens], [1, 'truncated', 3])
  })

  it('names what broke it', async () => {
    const { events, stream, rows } = setScene()
    events.say(word('Hi')).break(new UpstreamFailure('upstream_idle_timeout', 'Silence.'))
    assert.match(await textOf(stream), /"code":"upstream_idle_timeout"/)
    assert.deepEqual([rows.length, rows[0]?.verdict], [1, 'provider_error'])
    assert.equal(rows[0]?.is_estimated, 1)
  })

  it('settles also where a bug breaks it, and does not hide the bug', async () => {
    const { events, stream, settled, rows } = setScene()
    events.break(new TypeError('a bug'))
    await assert.rejects(textOf(stream), TypeError)
    assert.deepEqual([settled.length, rows[0]?.error_code], [1, 'server_error'])
  })

  it('reads the rest when the client leaves, and settles with the usage that it finds there', async () => {
    const { events, stream, row, settled, rows } = setScene()
    events.say(word('Hi'))
    await stream.next()
    await stream.return()
    events.say(word(' there')).say(usage).say('[DONE]').end()
    assert.deepEqual([(await row).verdict, (await row).output_tokens], ['client_gone', 3])
    assert.deepEqual([settled.length, rows.length], [1, 1])
  })

  it('loses nothing of what was being waited for when the client left', async () => {
    const { events, stream, row, settled } = setScene()
    const waitingFor = stream.next()
    await stream.return()
    events.say(usage).say('[DONE]').end()
    assert.deepEqual([(await row).verdict, (await row).output_tokens], ['client_gone', 3])
    assert.equal(settled.length, 1)
    await waitingFor
  })

  it('settles once when the upstream breaks while nobody listens any more', async () => {
    const { events, stream, row, settled, rows } = setScene()
    const waitingFor = stream.next()
    await stream.return()
    events.break(new UpstreamFailure('upstream_truncated', 'Cut.'))
    assert.equal((await row).verdict, 'client_gone')
    await waitingFor
    assert.deepEqual([settled.length, rows.length], [1, 1])
  })

  it('ends the upstream when the rest takes too long', async () => {
    const { events, stream, row, timers } = setScene()
    events.say(word('Hi'))
    await stream.next()
    await stream.return()
    assert.deepEqual(
      timers.map(({ durationMs }) => durationMs),
      [120_000],
    )
    timers[0]?.ring()
    assert.deepEqual([(await row).verdict, (await row).is_estimated], ['client_gone', 1])
    assert.equal(events.isReturned, true)
  })

  it('ends the upstream when the rest is too long', async () => {
    const { events, stream, row } = setScene()
    await stream.return()
    const long = word('x'.repeat(1024 * 1024))
    for (let piece = 0; piece < 20; piece++) events.say(long)
    assert.equal((await row).verdict, 'client_gone')
    assert.ok(events.isReturned)
    assert.equal(events.reads, 8)
  })

  it('is settled once and told when the server stops, whether or not somebody waits', async () => {
    for (const isAwaited of [true, false]) {
      const { events, stream, open, settled, rows } = setScene()
      events.say(word('Hi'))
      await stream.next()
      const next = isAwaited ? stream.next() : null
      open.stop()
      open.stop()
      assert.deepEqual([settled.length, rows[0]?.verdict], [1, 'server_stopped'])
      assert.match(String((await (next ?? stream.next())).value), /"code":"shutting_down"/)
      assert.equal((await stream.next()).done, true)
      assert.equal(events.isReturned, true)
      assert.equal(rows.length, 1)
    }
  })

  it('has been left, whatever the server does then', async () => {
    const { events, stream, open, settled, rows } = setScene()
    events.say(word('Hi'))
    await stream.next()
    await stream.return()
    open.stop()
    assert.deepEqual([rows[0]?.verdict, rows[0]?.error_code], ['client_gone', null])
    assert.deepEqual([settled.length, events.isReturned], [1, true])
  })

  it('is not touched when the server stops after its end', async () => {
    const { events, stream, open, rows } = setScene()
    events.say(word('Hi')).say('[DONE]').end()
    await textOf(stream)
    open.stop()
    assert.deepEqual([rows.length, rows[0]?.verdict], [1, 'complete'])
  })

  it('gives an upstream that has said [DONE] a second to close by itself', async () => {
    const { events, stream, timers } = setScene()
    events.say('[DONE]')
    await textOf(stream)
    assert.deepEqual(
      timers.map(({ durationMs, isStopped }) => [durationMs, isStopped]),
      [[1_000, false]],
    )
    assert.equal(events.isReturned, false)
    timers[0]?.ring()
    assert.equal(events.isReturned, true)
  })

  it('keeps what the client got where content is stored, and nothing otherwise', async () => {
    for (const storesContent of [true, false]) {
      const { events, stream, contents } = setScene({ storesContent, includesUsage: true })
      events.say(word('Hi')).say(usage).say('[DONE]').end()
      const text = await textOf(stream)
      assert.ok(text.includes(usage))
      if (storesContent) assert.match(contents[0]?.response ?? '', /"content":"Hi"/)
      else assert.deepEqual(contents, [null])
    }
  })
})
