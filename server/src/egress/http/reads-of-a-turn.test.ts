import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { OriginClient } from './origin-client.ts'

/** A client whose sockets read what the test pushes, in whatever turn it likes; `onWrite` gets what they write. */
function wired(onWrite: (socket: Duplex, index: number) => void = () => {}) {
  const sockets: Duplex[] = []
  const client = new OriginClient(new URL('https://upstream.test'), (_origin, connected) => {
    const index = sockets.length
    const socket = new Duplex({
      read() {},
      write(_piece, _encoding, done) {
        onWrite(socket, index)
        done()
      },
    })
    sockets.push(socket)
    connected(null, socket as Socket)
  })
  return { client, sockets }
}

/** What the handler of a request is told, in its order. */
function ask(client: OriginClient) {
  const told: string[] = []
  const ended = new Promise<void>((resolve) => {
    const request = { method: 'POST', path: '/', headers: [], body: null } as const
    client.dispatch(
      { ...request, firstByteTimeoutMs: 60_000, idleTimeoutMs: 60_000 },
      {
        onResponseStart: () => undefined,
        onResponseData: (_control, piece) => void told.push(piece.toString('latin1')),
        onResponseEnd: () => {
          told.push('end')
          resolve()
        },
        onResponseError: () => {
          told.push('error')
          resolve()
        },
      },
    )
  })
  return { told, ended }
}

const answer = (body: string, length = body.length) =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n${body}`

describe('what is read in a turn', () => {
  for (const isReadFirst of [true, false]) {
    it(`is no answer to a request of that turn, ${isReadFirst ? 'before' : 'after'} which it was read`, async () => {
      const { client, sockets } = wired((socket, index) => index > 0 && socket.push(answer('own')))
      const first = ask(client)
      await turn()
      await turn()
      const [kept] = sockets
      kept?.push(answer('one'))
      await first.ended
      assert.deepEqual(first.told, ['one', 'end'])
      await turn()

      if (isReadFirst) kept?.push(answer('of nobody'))
      const second = ask(client)
      if (!isReadFirst) kept?.push(answer('of nobody'))
      await second.ended
      assert.deepEqual(second.told, ['own', 'end'])
      assert.ok(kept?.destroyed)
    })
  }

  it('stays in its order, however long the pieces are', async () => {
    const { client, sockets } = wired()
    const { told, ended } = ask(client)
    await turn()
    await turn()
    const pieces = ['a'.repeat(10), 'b'.repeat(10_000), 'c'.repeat(10), 'd'.repeat(5_000)]
    const [head, ...rest] = [answer('', pieces.join('').length), ...pieces]
    for (const piece of [head, ...rest]) sockets[0]?.push(piece)
    await ended
    assert.equal(told.join(''), `${pieces.join('')}end`)
  })

  it('is told where the connection ends behind it', async () => {
    for (const [bytes, ending] of [
      ['HTTP/1.1 200 OK\r\n\r\nabc', 'end'],
      [answer('abc', 4), 'error'],
    ] as const) {
      const { client, sockets } = wired()
      const { told, ended } = ask(client)
      await turn()
      await turn()
      sockets[0]?.push(bytes)
      sockets[0]?.push(null)
      await ended
      assert.deepEqual(told, ['abc', ending])
    }
  })
})
