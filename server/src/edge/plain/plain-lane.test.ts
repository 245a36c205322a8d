import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import {
  beginAnswer,
  Client,
  fakeSocket,
  get,
  openLane,
  post,
  sendWhole,
  until,
} from '../../../test/fixtures/plain-lane.ts'
import type { HotResponse } from '../exchange.ts'
import { PlainRequest } from './plain-request.ts'

describe('the lane of plain requests', () => {
  it('answers one after another on a connection', async (context) => {
    const { port } = await openLane(context)
    const client = new Client(port)
    assert.deepEqual(await client.ask(post('one')), ['<lane one>'])
    assert.match(
      client.text,
      /^HTTP\/1\.1 200 OK\r\ncontent-length: 10\r\ndate: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\r\nconnection: keep-alive\r\nkeep-alive: timeout=5\r\n\r\n<lane one>$/,
    )
    assert.deepEqual(await client.ask(post('two')), ['<lane two>'])
  })

  it('takes a body that comes after its head, and leaves one to Node that comes in more pieces', async (context) => {
    const { port, hasRead } = await openLane(context)
    for (const [pieces, answer] of [
      [['', 'abc'], '<lane abc>'],
      [['', 'a', 'bc'], '<node POST abc>'],
    ] as const) {
      const client = new Client(port)
      const [first, ...rest] = pieces
      for (const count of [1, 2]) {
        client.socket.write(post('abc').slice(0, -3) + first)
        for (const piece of rest) {
          await hasRead(client)
          client.socket.write(piece)
        }
        await until(() => client.answers.length === count)
        assert.equal(client.answers.at(-1), answer)
      }
    }
  })

  it('leaves a connection to Node for good where anything else comes', async (context) => {
    const { port } = await openLane(context)
    for (const other of [
      get,
      post('abc', 'expect: 100-continue\r\n'),
      post('abc').replace('/hot', '/'),
    ]) {
      const client = new Client(port)
      assert.deepEqual(await client.ask(post('one')), ['<lane one>'])
      assert.match((await client.ask(other))[0] ?? '', /^<node /)
      assert.deepEqual(await client.ask(post('two')), ['<node POST two>'])
    }
  })

  it('leaves it to Node wherever the bytes are cut', async (context) => {
    const { port, hasRead } = await openLane(context)
    const whole = post('abc') + get
    for (let cut = 1; cut < whole.length; cut += 7) {
      const client = new Client(port)
      client.socket.write(whole.slice(0, cut))
      await hasRead(client)
      const answers = await client.ask(whole.slice(cut), 2 - client.answers.length)
      assert.match(client.answers[0] ?? answers[0] ?? '', /^<(?:lane|node POST) abc>$/)
      assert.equal(client.answers[1], '<node GET >')
      client.socket.destroy()
    }
  })

  it('answers in the order in which requests came, also those that came during an answer', async (context) => {
    const { client, response, hasRead } = await beginAnswer(context)
    client.socket.write(post('two') + get)
    await hasRead(client)
    sendWhole(response, '<one>')
    await until(() => client.answers.length === 3)
    assert.deepEqual(client.answers, ['<one>', '<node POST two>', '<node GET >'])
  })

  it('holds no more of what comes during an answer than a socket does', async (context) => {
    const { client, hasRead } = await beginAnswer(context)
    client.socket.write(post('two'))
    await hasRead(client)
    client.socket.write(Buffer.alloc(64 * 1024 * 1024, 'more'))
    for (let turns = 0; turns < 2_000; turns++) await turn()
    assert.ok(client.socket.writableLength > 0, 'the rest waits at the client')
  })

  it('keeps of each client what it has sent, whatever others send meanwhile', async (context) => {
    const answers: (() => void)[] = []
    const { port, hasRead } = await openLane(context, (request, response) => {
      assert.ok(request instanceof PlainRequest)
      answers.push(() => sendWhole(response, `<lane ${request.body.toString()}>`))
    })
    const begun = new Client(port)
    begun.socket.write(post('begun').slice(0, -'begun'.length))
    await hasRead(begun)
    const busy = new Client(port)
    busy.socket.write(post('busy'))
    await until(() => answers.length === 1)
    busy.socket.write(post('behind'))
    await hasRead(busy)
    const others = [new Client(port), new Client(port), new Client(port)]
    for (const [at, other] of others.entries()) {
      other.socket.write(post(`other ${at}`))
      await hasRead(other)
    }
    begun.socket.write('begun')
    await until(() => answers.length === 5)
    for (const answer of answers) answer()

    await until(() => busy.answers.length === 2 && begun.answers.length === 1)
    assert.deepEqual(begun.answers, ['<lane begun>'])
    assert.deepEqual(busy.answers, ['<lane busy>', '<node POST behind>'])
    for (const [at, other] of others.entries()) {
      await until(() => other.answers.length > 0)
      assert.deepEqual(other.answers, [`<lane other ${at}>`])
    }
  })

  it('answers a request after an empty line, and refuses one whose client ends it too soon', async (context) => {
    const { server, port, client, response, hasRead } = await beginAnswer(context)
    client.socket.write(`\n${post('two')}`)
    await hasRead(client)
    sendWhole(response, '<one>')
    await until(() => client.answers.length === 2)
    assert.deepEqual(client.answers, ['<one>', '<node POST two>'])

    server.on('clientError', (_error, socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const leaving = new Client(port)
    leaving.socket.end(post('abc').slice(0, -1))
    await once(leaving.socket, 'close')
    assert.match(leaving.text, /^HTTP\/1\.1 400 /)
  })

  it('handles what came in one turn when all of it is there, whatever becomes of its connection', async (context) => {
    const bodies: string[] = []
    let readAt = 0
    const { server } = await openLane(context, (request, response, arrivedAt) => {
      assert.ok(request instanceof PlainRequest)
      assert.ok(arrivedAt <= readAt)
      bodies.push(request.body.toString())
      sendWhole(response, '<one>')
    })
    server.on('clientError', () => assert.fail('it is a whole request'))
    const whole = post('one')
    for (const [pieces, then, taken] of [
      [[whole.slice(0, 9), whole.slice(9, -2), whole.slice(-2)], () => {}, true],
      [[whole], (socket: Duplex) => socket.push(null), true],
      [[get], (socket: Duplex) => socket.push(null), false],
      [[whole], () => server.closeIdleConnections(), true],
      [[whole], (socket: Duplex) => socket.destroy(), false],
    ] as const) {
      bodies.length = 0
      const socket = fakeSocket()
      server.emit('connection', socket)
      await turn()
      for (const piece of pieces) socket.push(piece)
      readAt = performance.now()
      then(socket)
      await turn()
      await turn()
      assert.deepEqual(bodies, taken ? ['one'] : [])
      socket.destroy()
    }
  })

  it('looks at nothing during an answer, also not in the turn in which that began', async (context) => {
    const begun = Promise.withResolvers<HotResponse>()
    const { server } = await openLane(context, (_request, response) => begun.resolve(response))
    const socket = fakeSocket()
    const putBack: string[] = []
    socket.unshift = (bytes: Buffer) => putBack.push(bytes.toString()) > 0
    server.emit('connection', socket)
    await turn()
    const long = post('a'.repeat(65_500))
    for (const piece of [long.slice(0, 9), long.slice(9), get]) socket.push(piece)
    const response = await begun.promise
    await turn()
    await turn()
    assert.equal(putBack.length, 0)
    sendWhole(response, '<one>')
    await turn()
    await turn()
    assert.deepEqual(putBack, [get])
    socket.destroy()
  })

  it('copies no long upload piece by piece: Node gets it with the first', async (context) => {
    const { server } = await openLane(context)
    const socket = fakeSocket()
    const putBack: number[] = []
    socket.unshift = ({ byteLength }: Buffer) => putBack.push(byteLength) > 0
    server.emit('connection', socket)
    await turn()
    socket.push(Buffer.alloc(64 * 1024, 'a'))
    await Promise.resolve()
    assert.deepEqual(putBack, [64 * 1024])
    socket.destroy()
  })

  it('cuts off who sends garbage behind a request', async (context) => {
    const { client, response } = await beginAnswer(context)
    const hasClosed = new Promise<void>((resolve) => response.once('close', resolve))
    client.socket.write('garbage')
    await hasClosed
    assert.ok(response.destroyed)
  })

  it('tells once that a client has left, and when the last byte of an answer has', async (context) => {
    for (const { behind = '', leave } of [
      { leave: (socket: Socket) => socket.destroy() },
      // One that sends no more waits for nothing, as at Node's server.
      { leave: (socket: Socket) => socket.end() },
      // What it has sent behind its request is not looked at yet.
      { behind: '\r\n', leave: (socket: Socket) => socket.resetAndDestroy() },
      { behind: post('two'), leave: (socket: Socket) => socket.resetAndDestroy() },
    ]) {
      let closed = 0
      const gone = Promise.withResolvers<HotResponse>()
      const other = await openLane(context, (_request, response) => {
        response.once('close', () => closed++)
        gone.resolve(response)
      })
      const leaving = new Client(other.port)
      leaving.socket.write(post('one'))
      const response = await gone.promise
      if (behind !== '') {
        leaving.socket.write(behind)
        await other.hasRead(leaving)
      }
      leave(leaving.socket)
      await until(() => closed === 1)
      assert.ok(response.destroyed)
    }
    let closed = 0
    const { client, response } = await beginAnswer(context)
    response.once('close', () => closed++)
    sendWhole(response, '<one>')
    await until(() => closed === 1)
    client.socket.destroy()
    await once(client.socket, 'close')
    await turn()
    assert.equal(closed, 1)
  })
})

describe('connections of the lane', () => {
  it('are closed with their server when idle, and else with their answer, which says so', async (context) => {
    const first = Promise.withResolvers<HotResponse>()
    const { server, port } = await openLane(context, (request, response) => {
      if ('body' in request && String(request.body) === 'wait') first.resolve(response)
      else sendWhole(response, '<one>')
    })
    const [idle, unused, busy] = [new Client(port), new Client(port), new Client(port)]
    await idle.ask(post('one'))
    busy.socket.write(post('wait'))
    const response = await first.promise
    const hasClosed = once(server, 'close')
    server.close()
    await Promise.all([once(idle.socket, 'close'), once(unused.socket, 'close')])
    sendWhole(response, '<last>')
    await once(busy.socket, 'close')
    assert.match(busy.text, /\r\nconnection: close\r\n\r\n<last>$/)
    await hasClosed
  })

  it('are all cut where their server is told to', async (context) => {
    const { server, client, response } = await beginAnswer(context)
    server.closeAllConnections()
    await once(client.socket, 'close')
    assert.ok(response.destroyed)
  })

  it('are kept for as long as they were told, and leave to Node what does not come to its end', async (context) => {
    context.mock.timers.enable({ apis: ['setInterval'] })
    const { port, hasRead } = await openLane(context)
    const [idle, begun] = [new Client(port), new Client(port)]
    await idle.ask(post('one'))
    begun.socket.write(post('abc').slice(0, -3))
    await hasRead(begun)
    // Node's default is five seconds.
    context.mock.timers.tick(10_000)
    assert.deepEqual(await begun.ask('abc'), ['<node POST abc>'])
    assert.deepEqual(await idle.ask(post('two')), ['<lane two>'])
    context.mock.timers.tick(15_000)
    await once(idle.socket, 'close')
  })
})
