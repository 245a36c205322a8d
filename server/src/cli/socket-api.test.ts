import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { TestControl } from '../../test/fakes/control.ts'
import { createTemporaryFolder, engines } from '../../test/fakes/engines.ts'
import { connectAdminApi } from './connect.ts'
import { inProcessApi } from './in-process-api.ts'

const [engine] = engines
assert.ok(engine)

/** Answers on a socket as a server does, with the same control. */
async function listen(socketPath: string, control: TestControl['control']): Promise<Server> {
  const api = inProcessApi(control)
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const reply = await api.request(request.method ?? '', request.url ?? '', body)
    response.writeHead(reply.status).end(JSON.stringify(reply.body))
  })
  server.listen(socketPath)
  await once(server, 'listening')
  return server
}

const neverOpened = () => Promise.reject(new Error('The data folder was opened'))

describe('the admin API', () => {
  it('answers alike over the socket of a running server and in this process', async () => {
    await using test = await TestControl.start(engine)
    await using folder = await createTemporaryFolder()
    const socketPath = join(folder.path, 'llavero.sock')
    const close = async () => {}
    const local = await connectAdminApi(socketPath, async () => ({ control: test.control, close }))
    const server = await listen(socketPath, test.control)
    const remote = await connectAdminApi(socketPath, neverOpened)
    assert.deepEqual([local.isServerRunning, remote.isServerRunning], [false, true])

    const body = { name: 'build', rpm: undefined, models: ['a/b'] }
    const created = await remote.api.request('POST', '/api/keys', body)
    assert.equal(created.status, 201)
    const asks: [string, string, unknown?][] = [
      ['GET', '/api/keys?limit=1'],
      ['GET', '/api/keys?limit=1000'],
      ['GET', '/api/keys/nobody%2Felse'],
      ['POST', '/api/keys', { name: 7 }],
      ['POST', '/api/keys'],
      ['PUT', '/api/nonsense'],
    ]
    for (const [method, path, sent] of asks) {
      const answers = await Promise.all(
        [local, remote].map(({ api }) => api.request(method, path, sent)),
      )
      assert.deepEqual(answers[0], answers[1], path)
    }
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })

  it('is opened in this process when a dead server left its socket behind', async () => {
    await using test = await TestControl.start(engine)
    await using folder = await createTemporaryFolder()
    const socketPath = join(folder.path, 'llavero.sock')
    await writeFile(socketPath, '')
    let isClosed = false
    const connection = await connectAdminApi(socketPath, async () => ({
      control: test.control,
      close: async () => {
        isClosed = true
      },
    }))
    assert.equal((await connection.api.request('GET', '/api/keys')).status, 200)
    await connection.close()
    assert.ok(isClosed)
  })
})
