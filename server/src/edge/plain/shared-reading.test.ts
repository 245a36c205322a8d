import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, Socket } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { readTogether } from './shared-reading.ts'

/** A socket of a server, and the client at its other end. */
async function openPair(context: TestContext) {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connect({ port, host: '127.0.0.1', noDelay: true })
  const [socket] = (await once(server, 'connection')) as [Socket]
  context.after(() => {
    client.destroy()
    socket.destroy()
    server.close()
  })
  return { client, socket }
}

describe('sockets of a server that read together', () => {
  it('share one buffer, which Node lets them: what one has read is overwritten by the next', async (context) => {
    const pairs = [await openPair(context), await openPair(context)]
    const reads: Buffer[] = []
    const texts: string[] = []
    for (const { socket } of pairs) {
      readTogether(socket, (bytes) => {
        reads.push(bytes)
        texts.push(bytes.toString())
      })
    }
    for (const [at, { client }] of pairs.entries()) {
      client.write(`${at} says`)
      while (texts.length === at) await turn()
    }
    assert.deepEqual(texts, ['0 says', '1 says'])
    assert.equal(reads[0]?.buffer, reads[1]?.buffer)
    assert.equal(reads[0]?.toString(), '1 says')
  })

  it('read as any other when it is over, no further than their reader', async (context) => {
    const { client, socket } = await openPair(context)
    const taken: string[] = []
    const stop = readTogether(socket, (bytes) => {
      taken.push(bytes.toString())
      socket.pause()
      stop()
      socket.read(0)
    })
    client.write('first')
    while (taken.length === 0) await turn()
    const rest = Buffer.alloc(32 * 1024 * 1024, 'rest ')
    client.end(rest)
    while (socket.readableLength < socket.readableHighWaterMark) await turn()
    for (let turns = 0; turns < 100; turns++) await turn()
    assert.ok(socket.readableLength < 512 * 1024, 'it holds what one read more may bring')
    assert.ok(client.writableLength > 0, 'nobody reads, so the rest waits')
    assert.deepEqual(Buffer.concat(await socket.toArray()), rest)
    assert.deepEqual(taken, ['first'])
  })

  it('tell their end', async (context) => {
    const { client, socket } = await openPair(context)
    readTogether(socket, () => {})
    client.end('last')
    await once(socket, 'end')
  })

  it('read by events where Node has nothing to be told', () => {
    const socket = new Socket()
    const taken: string[] = []
    const stop = readTogether(socket, (bytes) => taken.push(bytes.toString()))
    socket.emit('data', Buffer.from('one'))
    stop()
    socket.emit('data', Buffer.from('two'))
    assert.deepEqual(taken, ['one'])
  })
})
