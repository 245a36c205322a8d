import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { Client, get, openLane, post, sendWhole } from '../../../test/fixtures/plain-lane.ts'
import { PlainResponse } from './plain-response.ts'

describe('a plain answer', () => {
  it('comes in chunks where nobody knows its length, and no faster than it is read', async (context) => {
    const piece = Buffer.alloc(256 * 1024, 'a')
    let written = 0
    let waits = 0
    const { port } = await openLane(context, (_request, response) => {
      response.writeHead(200, ['content-type', 'text/plain'])
      assert.equal(response.chunkedEncoding, true)
      const go = () => {
        while (written < 64) {
          written++
          response.write(Buffer.from(`${piece.length.toString(16)}\r\n`))
          response.write(piece)
          if (!response.write(Buffer.from('\r\n'))) {
            waits++
            return
          }
        }
        response.off('drain', go)
        response.end('0\r\n\r\n', 'latin1')
      }
      response.on('drain', go)
      go()
    })
    const answer = await fetch(`http://127.0.0.1:${port}/hot`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    assert.ok(written < 64, 'it waits for its reader')
    const bytes = await answer.arrayBuffer()
    assert.equal(bytes.byteLength, 64 * piece.length)
    assert.ok(waits > 0)
  })

  it('leaves as one for all that is written in one turn', async () => {
    const batches: number[] = []
    const socket = new Duplex({
      read() {},
      writev(chunks, done) {
        batches.push(chunks.length)
        done()
      },
    })
    const parts = { connectionLines: () => '', onEnd: () => batches.push(0) }
    const response = new PlainResponse(socket as Socket, parts)
    response.writeHead(200, [])
    for (const piece of ['a', 'b', 'c']) response.write(Buffer.from(piece))
    await turn()
    assert.deepEqual(batches, [4])
    response.write(Buffer.from('d'))
    response.end('', 'latin1')
    await turn()
    assert.deepEqual([batches.length, batches.at(-1)], [3, 0])
  })

  it('has ended when the system has taken its last byte', async () => {
    const told: string[] = []
    let take = (): unknown => assert.fail('nothing was written')
    const socket = new Duplex({
      read() {},
      write: (_piece, _encoding, done) => void (take = () => done()),
    })
    const parts = { connectionLines: () => '', onEnd: () => told.push('end') }
    const response = new PlainResponse(socket as Socket, parts)
    response.once('close', () => told.push('close'))
    sendWhole(response, '<one>')
    await turn()
    await turn()
    assert.equal(told.length, 0)
    take()
    await turn()
    take()
    await turn()
    assert.deepEqual(told, ['close', 'end'])
  })

  it('has no body where there can be none', async (context) => {
    const { port } = await openLane(context, (_request, response) => {
      response.writeHead(204, [])
      response.write(Buffer.from('a'))
      response.end('<b>', 'latin1')
    })
    const client = new Client(port)
    client.socket.write(post('one'))
    await once(client.socket, 'data')
    assert.match(client.text, /^HTTP\/1\.1 204 No Content\r\n/)
    assert.match(client.text, /\r\n\r\n$/)
    assert.doesNotMatch(client.text, /chunked/)
    assert.equal((await client.ask(get))[0], '<node GET >')
  })

  it('has no header that would begin another line', async (context) => {
    const { port } = await openLane(context, (_request, response) => {
      for (const value of ['a\r\nb: c', 'a\nb', 'a\0', 'a–b']) {
        assert.throws(() => response.writeHead(200, ['x-a', value]), TypeError)
      }
      assert.equal(response.headersSent, false)
      sendWhole(response, '<well>')
    })
    assert.deepEqual(await new Client(port).ask(post('one')), ['<well>'])
  })
})
