import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, it } from 'node:test'
import { anonymousCaller } from './identify.ts'
import { modelCallHandler } from './model-endpoint.ts'
import { RunningCalls } from './running-calls.ts'
import { StreamLogs } from './stream-logs.ts'

/** A handler whose calls are answered with the text of their input. */
function handlerOf(served: string[] = []) {
  const running = new RunningCalls()
  const handle = modelCallHandler(
    {
      identify: () => anonymousCaller,
      async serve(_caller, { body }) {
        const input = String('input' in body && body.input)
        served.push(input)
        return { status: 200, headers: [], body: Buffer.from(`<${input}>`) }
      },
      maxBodyBytes: 1_000_000,
      streams: new StreamLogs({ after: () => assert.fail('a whole answer is not kept') }),
      spoolFolder: '/nowhere',
      running,
      reportFault: assert.ifError,
    },
    'embeddings',
  )
  return { handle, running }
}

function requestFor(input: string): string {
  const body = JSON.stringify({ model: 'sim-embed', input })
  return `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}

describe('the calls of one turn of the event loop', () => {
  it('are answered in the order in which a connection sent them, however their bytes come', async (context) => {
    const { handle, running } = handlerOf()
    const server = createServer((request, response) => handle(request, response, 0))
    server.listen(0, '127.0.0.1')
    context.after(() => server.close())
    await once(server, 'listening')
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const inputs = ['one', 'two', 'three', 'four', 'x'.repeat(100_000), 'six']
    const all = inputs.map(requestFor).join('')
    const cut = all.indexOf('three') + 2
    socket.write(all.slice(0, cut))
    let received = ''
    socket.setEncoding('latin1').on('data', (piece: string) => (received += piece))
    await once(socket, 'data')
    socket.end(all.slice(cut))
    await once(socket, 'close')
    const answers = received.match(/<\w+>/g)
    assert.deepEqual(
      answers,
      inputs.map((input) => `<${input}>`),
    )
    assert.equal(running.count, 0)
  })

  it('are not made for a client that has left before its end', async () => {
    const served: string[] = []
    const { handle, running } = handlerOf(served)
    const response = { destroyed: false } as ServerResponse
    handle({ headers: {} } as IncomingMessage, response, 0)
    response.destroyed = true
    await turn()
    assert.deepEqual([running.begun, served], [0, []])
  })
})
