import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { ChunkedBody } from './chunked-body.ts'

/** What a client reads that sends so many requests over one connection. */
async function answerTo(request: string, pieces: readonly string[]): Promise<string> {
  const server = createServer((_, response) => {
    response.sendDate = false
    response.writeHead(200)
    const body = new ChunkedBody(response)
    for (const piece of pieces) body.write(Buffer.from(piece))
    body.end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(request)
  const answer = await text(socket)
  server.close()
  return answer
}

const last = 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
const bodyOf = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4)

describe('a body in chunks', () => {
  it('is framed as RFC 9112 says, whatever the length of a piece', async () => {
    const long = 'é'.repeat(40_000)
    const answer = await answerTo(last, ['Hello', long])
    assert.match(answer, /^transfer-encoding: chunked\r$/im)
    assert.equal(bodyOf(answer), `5\r\nHello\r\n${(80_000).toString(16)}\r\n${long}\r\n0\r\n\r\n`)
  })

  it('does not end early at an empty piece, and ends where there is none', async () => {
    assert.equal(bodyOf(await answerTo(last, ['a', '', 'b'])), '1\r\na\r\n1\r\nb\r\n0\r\n\r\n')
    assert.equal(bodyOf(await answerTo(last, [])), '0\r\n\r\n')
  })

  it('leaves the connection ready for the next request', async () => {
    const answer = await answerTo(`GET / HTTP/1.1\r\nhost: x\r\n\r\n${last}`, ['one'])
    assert.equal(answer.split('3\r\none\r\n0\r\n\r\n').length, 3)
  })

  it('is plain bytes for a client of HTTP/1.0', async () => {
    const answer = await answerTo('GET / HTTP/1.0\r\n\r\n', ['one', 'two'])
    assert.ok(!/^transfer-encoding/im.test(answer))
    assert.equal(bodyOf(answer), 'onetwo')
  })
})
