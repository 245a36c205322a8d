import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { StreamLogs } from './stream-logs.ts'

const owner = 'key:a'
const requestId = 'req_1'

/** A stream that is fed by hand, and tells whether it was returned early. */
class Source implements AsyncIterableIterator<Uint8Array> {
  isReturned = false
  readonly #waiting: PromiseWithResolvers<IteratorResult<Uint8Array>>[] = []
  readonly #given: IteratorResult<Uint8Array>[] = []

  next(): Promise<IteratorResult<Uint8Array>> {
    const given = this.#given.shift()
    if (given !== undefined) return Promise.resolve(given)
    const waiting = Promise.withResolvers<IteratorResult<Uint8Array>>()
    this.#waiting.push(waiting)
    return waiting.promise
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    this.isReturned = true
    return Promise.resolve({ done: true, value: undefined })
  }

  give(text: string): void {
    this.#tell({ done: false, value: Buffer.from(text) })
  }

  end(): void {
    this.#tell({ done: true, value: undefined })
  }

  #tell(result: IteratorResult<Uint8Array>): void {
    const waiting = this.#waiting.shift()
    if (waiting === undefined) this.#given.push(result)
    else waiting.resolve(result)
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

/** Logs whose time passes when the test says so. */
function open() {
  const due = new Set<() => void>()
  const logs = new StreamLogs({
    after(_durationMs, callback) {
      due.add(callback)
      return () => due.delete(callback)
    },
  })
  return {
    logs,
    passTime: (): void => {
      for (const callback of due) callback()
      due.clear()
    },
  }
}

const textOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  let text = ''
  for await (const piece of body) text += Buffer.from(piece).toString('utf8')
  return text
}

const take = async (reader: AsyncIterator<Uint8Array>): Promise<string> => {
  const piece = await reader.next()
  return piece.done === true ? '' : Buffer.from(piece.value).toString('utf8')
}

describe('a stream that can be picked up again', () => {
  it('numbers its events, however they came together', async () => {
    const { logs } = open()
    const source = new Source()
    const body = logs.keep(owner, requestId, source)
    source.give('data: a\n\ndata: b\r\n\r\n: note\n\n')
    source.give('event: x\ndata: c\n\n')
    source.end()
    assert.equal(
      await textOf(body),
      'id: req_1:0\ndata: a\n\nid: req_1:1\ndata: b\r\n\r\nid: req_1:2\n: note\n\nid: req_1:3\nevent: x\ndata: c\n\n',
    )
  })

  it('goes on while its client is away, and gives what was missed and what comes', async () => {
    const { logs } = open()
    const source = new Source()
    const first = logs.keep(owner, requestId, source)[Symbol.asyncIterator]()
    source.give('data: a\n\n')
    assert.equal(await take(first), 'id: req_1:0\ndata: a\n\n')
    await first.return?.()
    source.give('data: b\n\n')
    const again = logs.resume(owner, 'req_1:0')[Symbol.asyncIterator]()
    assert.equal(await take(again), 'id: req_1:1\ndata: b\n\n')
    source.give('data: c\n\n')
    assert.equal(await take(again), 'id: req_1:2\ndata: c\n\n')
    source.end()
    assert.equal(await take(again), '')
    assert.equal(await textOf(logs.resume(owner, 'req_1:1')), 'id: req_1:2\ndata: c\n\n')
  })

  it('belongs to who asked for it, and is forgotten after a while', async () => {
    const { logs, passTime } = open()
    const source = new Source()
    const body = logs.keep(owner, requestId, source)
    source.give('data: a\n\n')
    source.end()
    await textOf(body)
    const isRefused = { code: 'stream_not_kept' }
    assert.throws(() => logs.resume('key:b', 'req_1:0'), isRefused)
    for (const id of ['req_1:7', 'req_1:', 'req_1:-1', 'req_1', 'req_2:0', '']) {
      assert.throws(() => logs.resume(owner, id), isRefused)
    }
    assert.equal(await textOf(logs.resume(owner, 'req_1:0')), '')
    passTime()
    assert.throws(() => logs.resume(owner, 'req_1:0'), isRefused)
    assert.equal(logs.byteCount, 0)
  })

  it('is given up when nobody comes back for it', async () => {
    const { logs, passTime } = open()
    const source = new Source()
    const reader = logs.keep(owner, requestId, source)[Symbol.asyncIterator]()
    source.give('data: a\n\n')
    await take(reader)
    await reader.return?.()
    assert.equal(source.isReturned, false)
    passTime()
    assert.equal(source.isReturned, true)
  })

  it('has one client: who comes back takes it from a connection that only seems alive', async () => {
    const { logs } = open()
    const source = new Source()
    const stale = logs.keep(owner, requestId, source)[Symbol.asyncIterator]()
    source.give('data: a\n\n')
    await take(stale)
    const fresh = logs.resume(owner, 'req_1:0')[Symbol.asyncIterator]()
    source.give('data: b\n\n')
    assert.equal(await take(fresh), 'id: req_1:1\ndata: b\n\n')
    assert.equal(await take(stale), '')
  })

  it('gives up nothing that its client has still to read, whatever comes next', async () => {
    const { logs } = open()
    const source = new Source()
    const body = logs.keep(owner, requestId, source)
    source.give('data: a\n\ndata: b\n\n')
    source.give(`data: ${'x'.repeat(9 * 1024 * 1024)}\n\n`)
    source.give('data: c\n\n')
    source.end()
    await new Promise((resolve) => setImmediate(resolve))
    const text = await textOf(body)
    const events = text.matchAll(/^id: req_1:(\d)\ndata: (.)/gm)
    assert.deepEqual(
      Array.from(events, ([, id, data]) => [id, data]),
      [
        ['0', 'a'],
        ['1', 'b'],
        ['2', 'x'],
        ['3', 'c'],
      ],
    )
  })

  it('waits for a client that reads slowly', async () => {
    const { logs } = open()
    const source = new Source()
    const reader = logs.keep(owner, requestId, source)[Symbol.asyncIterator]()
    const large = `data: ${'x'.repeat(600_000)}\n\n`
    for (let count = 0; count < 4; count++) source.give(large)
    await take(reader)
    assert.ok(logs.byteCount <= 4 * 600_100)
    source.end()
    let rest = 0
    for (let piece = await take(reader); piece !== ''; piece = await take(reader)) {
      rest += piece.length
    }
    assert.ok(rest > 600_000)
  })
})
