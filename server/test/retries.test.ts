import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { errorOf, TestServer } from './fakes/server.ts'
import { answer, beginStream, cut, FakeUpstream, refuse, type Script } from './fakes/upstream.ts'

const free = { model: 'fast', max_tokens: 5 }

/** The address of a port on which nobody listens. */
async function nobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}/v1`
}

/** A server with one provider that is scripted, and a key to call it with. */
async function setScene(scripts: readonly Script[], settings: Record<string, string> = {}) {
  const disposables = new AsyncDisposableStack()
  const upstream = disposables.use(await FakeUpstream.start())
  upstream.script(...scripts)
  const server = disposables.use(await TestServer.start({ upstream, settings }))
  const { key } = await server.createKey()
  return {
    server,
    upstream,
    key,
    chat: (body: Record<string, unknown> = {}) => server.chat(body, { key }),
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  }
}

describe('a call that its provider did not answer', () => {
  for (const status of [408, 409, 429, 500, 502, 503, 504]) {
    it(`is tried again after ${status}`, async () => {
      await using scene = await setScene([(response) => refuse(response, status)])
      const response = await scene.chat()
      assert.equal(response.status, 200)
      assert.equal(scene.upstream.calls.length, 2)
      const row = await scene.server.row()
      assert.equal(row.attempts, 2)
      assert.equal(row.verdict, 'complete')
    })
  }

  for (const status of [400, 404, 413, 422]) {
    it(`is not tried again after ${status}, which is the client's answer`, async () => {
      await using scene = await setScene([
        (response) => refuse(response, status, {}, 'Not like that.'),
      ])
      const error = await errorOf(await scene.chat())
      assert.equal(error.status, status)
      assert.equal(error.message, 'Not like that.')
      assert.equal(scene.upstream.calls.length, 1)
      const row = await scene.server.row()
      assert.equal(row.status, status)
      assert.equal(row.verdict, 'provider_error')
      assert.equal(row.cost_usd, 0)
    })
  }

  it('is tried again when the connection broke before the answer', async () => {
    await using scene = await setScene([cut])
    assert.equal((await scene.chat()).status, 200)
    assert.equal((await scene.server.row()).attempts, 2)
  })

  it('waits for as long as the provider asks', async () => {
    const refusedAt: number[] = []
    await using scene = await setScene([
      (response) => {
        refusedAt.push(performance.now())
        refuse(response, 429, { 'retry-after-ms': '120' })
      },
      (response) => {
        refusedAt.push(performance.now())
        answer(response, 'Hello.')
      },
    ])
    assert.equal((await scene.chat()).status, 200)
    const [first = 0, second = 0] = refusedAt
    assert.ok(second - first >= 119, 'it came back too early')
  })

  it('does not wait for a provider that asks for a long pause, and tells the client how long', async () => {
    const busy: Script = (response) =>
      refuse(response, 429, { 'retry-after': '3600' }, 'Quota of this hour is used up.')
    await using scene = await setScene([busy])
    const response = await scene.chat()
    assert.equal(response.headers.get('retry-after'), '3600')
    const error = await errorOf(response)
    assert.equal(error.status, 429)
    assert.equal(error.message, 'Quota of this hour is used up.')
    assert.equal(scene.upstream.calls.length, 1)
  })

  it("answers with the provider's own 429 when it stays", async () => {
    await using scene = await setScene([], { LLAVERO_MAX_TRIES: '2' })
    scene.upstream.always((response) => refuse(response, 429, {}, 'Slow down.'))
    const error = await errorOf(await scene.chat())
    assert.deepEqual([error.status, error.message], [429, 'Slow down.'])
    assert.equal(scene.upstream.calls.length, 2)
    assert.equal((await scene.server.row()).attempts, 2)
  })

  it('holds nothing once it has failed for good', async () => {
    await using scene = await setScene([], { LLAVERO_MAX_TRIES: '1' })
    scene.upstream.always((response) => refuse(response, 500))
    const { key } = await scene.server.createKey({ budget_usd: 1, rpm: 10, tpm: 1_000 })
    assert.equal((await scene.server.chat({ max_tokens: 5 }, { key })).status, 500)
    assert.equal((await scene.server.row()).cost_usd, 0)
    assert.equal(await scene.server.metric('llavero_holds_outstanding'), 0)
  })

  it('is told apart by what went wrong', async () => {
    await using silent = createServer(
      (socket) => void socket.resume().on('error', () => {}),
    ).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    await using scene = await setScene([], {
      LLAVERO_MAX_TRIES: '1',
      LLAVERO_CONNECT_TIMEOUT_MS: '50',
      LLAVERO_FIRST_BYTE_TIMEOUT_MS: '50',
    })
    const { server } = scene
    const addresses = {
      upstream_unreachable: await nobody(),
      // It takes the connection and then never shakes hands.
      upstream_connect_timeout: `https://127.0.0.1:${port}/v1`,
      upstream_first_byte_timeout: `http://127.0.0.1:${port}/v1`,
    }
    for (const [code, base_url] of Object.entries(addresses)) {
      const provider = { id: '', model: 'm' }
      // Added with a sound address, as a new provider is asked for its models, and moved in the database.
      provider.id = (await server.addProvider(code, scene.upstream)).id
      await server.storage.providers.update(provider.id, { base_url })
      await server.addRoute(code, [provider])
      const error = await errorOf(await server.chat({ model: code }, { key: scene.key }))
      assert.equal(error.code, code)
      assert.equal(error.status, code === 'upstream_unreachable' ? 502 : 504)
      assert.equal(error.type, 'server_error')
    }
  })

  it('is given up in time however often the provider says that it is still there', async () => {
    const interim = 'HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n'
    await using patient = createServer((socket) => {
      const timer = setInterval(() => socket.write(interim), 5)
      socket
        .resume()
        .on('error', () => {})
        .on('close', () => clearInterval(timer))
    }).listen(0, '127.0.0.1')
    await once(patient, 'listening')
    const { port } = patient.address() as AddressInfo
    await using scene = await setScene([], {
      LLAVERO_MAX_TRIES: '1',
      LLAVERO_FIRST_BYTE_TIMEOUT_MS: '50',
    })
    const provider = await scene.server.addProvider('patient', scene.upstream)
    await scene.server.storage.providers.update(provider.id, {
      base_url: `http://127.0.0.1:${port}/v1`,
    })
    await scene.server.addRoute('patient', [{ id: provider.id, model: 'm' }])
    const error = await errorOf(await scene.chat({ model: 'patient' }))
    assert.deepEqual([error.status, error.code], [504, 'upstream_first_byte_timeout'])
  })

  it('is an error of ours when the answer is no answer', async () => {
    await using scene = await setScene([
      (response) => {
        response.writeHead(200, { 'content-type': 'text/html' })
        response.end('<html>Please sign in to the airport network.</html>')
      },
    ])
    const error = await errorOf(await scene.chat())
    assert.deepEqual([error.status, error.code], [502, 'upstream_invalid'])
    assert.equal((await scene.server.row()).verdict, 'provider_error')
  })
})

describe('an answer in another form than was asked for', () => {
  const redirect: Script = (response) => {
    response.writeHead(307, { location: 'http://127.0.0.1:1/v1/chat/completions' })
    response.end()
  }
  const error = { message: 'Overloaded.', type: 'server_error', param: null, code: null }
  for (const [name, script, stream, code] of [
    ['a redirect', redirect, false, 'upstream_invalid'],
    ['a redirect of a stream', redirect, true, 'upstream_invalid'],
    [
      'a whole answer for a stream',
      (response) => answer(response, 'Hello.'),
      true,
      'upstream_invalid',
    ],
    ['an endless stream for a whole answer', beginStream, false, 'upstream_invalid'],
    [
      'an error with status 200 for a stream',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ error }))
      },
      true,
      null,
    ],
  ] as const satisfies readonly (readonly [string, Script, boolean, string | null])[]) {
    it(`is an error: ${name}`, async () => {
      await using scene = await setScene([script])
      const error = await errorOf(await scene.chat({ stream }))
      assert.deepEqual([error.status, error.code], [502, code])
      assert.equal(scene.upstream.calls.length, 1)
      assert.equal((await scene.server.row()).verdict, 'provider_error')
    })
  }
})

describe("the gateway's own credentials", () => {
  for (const status of [401, 403]) {
    it(`refused with ${status} are our fault, and what the provider said about them is not told`, async () => {
      const words = 'Incorrect API key provided: sk-of-the-provider.'
      await using scene = await setScene([(response) => refuse(response, status, {}, words)])
      const response = await scene.chat()
      const text = await response.clone().text()
      const error = await errorOf(response)
      assert.deepEqual([error.status, error.code], [502, 'upstream_unauthorized'])
      assert.ok(!text.includes('sk-of') && !text.includes('Incorrect'))
      assert.equal(scene.upstream.calls.length, 1)
    })
  }
})

describe('a route with several targets', () => {
  async function setRoute(settings: Record<string, string> = { LLAVERO_MAX_TRIES: '1' }) {
    const scene = await setScene([], settings)
    const second = await FakeUpstream.start()
    const [one, two] = [
      await scene.server.addProvider('one', scene.upstream),
      await scene.server.addProvider('two', second),
    ]
    await scene.server.addRoute('fast', [
      { id: one.id, model: 'first-model' },
      { id: two.id, model: 'second-model' },
    ])
    return {
      ...scene,
      first: scene.upstream,
      second,
      async [Symbol.asyncDispose]() {
        await scene[Symbol.asyncDispose]()
        await second[Symbol.asyncDispose]()
      },
    }
  }

  it('goes to the first one while it answers', async () => {
    await using scene = await setRoute()
    await scene.chat(free)
    assert.equal(scene.first.call.body['model'], 'first-model')
    assert.equal(scene.second.calls.length, 0)
  })

  it('goes to the next one, under its own name and key, when the first one fails', async () => {
    await using scene = await setRoute({ LLAVERO_MAX_TRIES: '2' })
    scene.first.always((response) => refuse(response, 503))
    const response = await scene.chat(free)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('x-llavero-provider'), 'two')
    assert.equal(scene.first.calls.length, 2)
    assert.equal(scene.second.call.body['model'], 'second-model')
    assert.equal(scene.second.call.headers.authorization, 'Bearer sk-of-two')
    const row = await scene.server.row()
    assert.deepEqual([row.attempts, row.provider, row.model_used], [3, 'two', 'second-model'])
  })

  it('goes to the next one when the first one does not know our key any more', async () => {
    await using scene = await setRoute()
    scene.first.always((response) => refuse(response, 401))
    assert.equal((await scene.chat(free)).status, 200)
    assert.equal(scene.second.calls.length, 1)
  })

  it('leaves a target alone that keeps failing', async () => {
    await using scene = await setRoute()
    scene.first.always((response) => refuse(response, 500))
    for (let call = 0; call < 8; call++) assert.equal((await scene.chat(free)).status, 200)
    assert.equal(scene.first.calls.length, 5, 'five failures in a row open the circuit')
    assert.equal(scene.second.calls.length, 8)
  })

  it('says that the only target is left alone for a while, and how long', async () => {
    await using scene = await setScene([], { LLAVERO_MAX_TRIES: '1' })
    scene.upstream.always(cut)
    for (let call = 0; call < 5; call++) await scene.chat()
    const response = await scene.chat()
    assert.ok(Number(response.headers.get('retry-after')) > 0)
    const error = await errorOf(response)
    assert.deepEqual([error.status, error.code], [503, 'upstream_circuit_open'])
    assert.equal(scene.upstream.calls.length, 5)
  })
})
