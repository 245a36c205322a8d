import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { WebSocket } from 'ws'
import { FakeRealtimeUpstream, plainAnswer } from './fakes/realtime-upstream.ts'
import { TestServer } from './fakes/server.ts'
import { until } from './fakes/until.ts'

interface ServerEvent {
  readonly type: string
  readonly session?: { readonly model?: string; readonly instructions?: string }
  readonly error?: { readonly code: string | null; readonly message: string }
  readonly response?: {
    readonly status: string
    readonly output: readonly { readonly content?: readonly { readonly text: string }[] }[]
  }
  readonly delta?: string
}

/** A client of the protocol on a bare WebSocket. */
class Client {
  readonly events: ServerEvent[] = []
  readonly socket: WebSocket
  closedWith: number | null = null

  constructor(server: TestServer, path: string, options: ClientOptions = {}) {
    const url = new URL(path, server.url.replace('http:', 'ws:'))
    const headers = {
      ...(options.key !== undefined && { authorization: `Bearer ${options.key}` }),
      ...options.headers,
    }
    this.socket = new WebSocket(url, [...(options.protocols ?? [])], { headers })
    this.socket.on('message', (data: Buffer) => {
      this.events.push(JSON.parse(data.toString('utf8')) as ServerEvent)
    })
    this.socket.on('close', (code) => {
      this.closedWith = code
    })
    this.socket.on('error', () => {})
  }

  send(event: object): void {
    this.socket.send(JSON.stringify(event))
  }

  find(type: string): Promise<ServerEvent> {
    return until(
      `an event ${type}`,
      () => this.events.find((event) => event.type === type) ?? false,
    )
  }

  closed(): Promise<number> {
    return until('the end of the session', () => this.closedWith ?? false)
  }
}

interface ClientOptions {
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly protocols?: readonly string[]
}

const question = {
  type: 'conversation.item.create',
  item: {
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text: 'What is a key?' }],
  },
}

const path = '/v1/realtime?model=sim-mini'

/** What the answer to a refused handshake says. */
async function toldRefusal(client: Client): Promise<RefusedHandshake> {
  const [, response] = (await once(client.socket, 'unexpected-response')) as [
    unknown,
    AsyncIterable<Buffer> & { statusCode: number },
  ]
  const pieces: Buffer[] = []
  for await (const piece of response) pieces.push(piece)
  const body = JSON.parse(Buffer.concat(pieces).toString('utf8'))
  assert.deepEqual(Object.keys(body.error).toSorted(), ['code', 'message', 'param', 'type'])
  return { status: response.statusCode, code: body.error.code, message: body.error.message }
}

async function refusalOf(client: Client): Promise<Omit<RefusedHandshake, 'message'>> {
  const { message: _, ...refusal } = await toldRefusal(client)
  return refusal
}

interface RefusedHandshake {
  readonly status: number
  readonly code: string | null
  readonly message: string
}

describe('a realtime session with the simulator', () => {
  it('is spoken by the official package', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey()
    const openai = new OpenAI({ apiKey: key, baseURL: `${server.url}/v1` })
    // The package speaks TLS only: the socket below it is handed a plain one.
    const { hostname, port } = new URL(server.url)
    const createConnection = () => connect(Number(port), hostname)
    const session = new OpenAIRealtimeWS(
      { model: 'sim-mini', options: { createConnection } },
      openai,
    )
    let text = ''
    session.on('response.output_text.delta', ({ delta }) => {
      text += delta
    })
    await once(session.socket, 'open')
    const done = new Promise<string>((resolve) => {
      session.on('response.done', ({ response }) => resolve(response.status ?? ''))
    })
    session.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
    })
    session.send({ type: 'response.create' })
    assert.equal(await done, 'completed')
    assert.ok(text.length > 0)
    session.close()
    const row = await server.row()
    assert.equal(row.endpoint, 'realtime')
    assert.equal(row.verdict, 'complete')
    assert.equal(row.key_id, key.split('-')[2])
    assert.ok(row.input_tokens > 0 && row.output_tokens > 0)
  })

  it('logs each response once, and holds nothing after its end', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey({ rpm: 100 })
    const client = new Client(server, path, { key })
    await client.find('session.created')
    for (const count of [1, 2]) {
      client.send(question)
      client.send({ type: 'response.create' })
      await until('a response', () => responsesOf(client).length === count)
    }
    client.socket.close()
    const rows = await server.rows(2)
    assert.ok(rows.every(({ verdict }) => verdict === 'complete'))
    await until('no hold', async () => (await server.metric('llavero_holds_outstanding')) === 0)
  })

  it('is refused in words of HTTP, before it begins', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey({ models: ['other'] })
    assert.deepEqual(await refusalOf(new Client(server, path, { key })), {
      status: 403,
      code: 'model_not_allowed',
    })
    const wrong = new Client(server, path, { key: 'sk-llv-wrong' })
    assert.deepEqual(await refusalOf(wrong), { status: 401, code: 'invalid_api_key' })
    const nameless = new Client(server, '/v1/realtime')
    assert.deepEqual(await refusalOf(nameless), { status: 400, code: 'missing_required_parameter' })
    const elsewhere = new Client(server, '/v1/elsewhere')
    assert.deepEqual(await refusalOf(elsewhere), { status: 404, code: null })
    const mute = new Client(server, '/v1/realtime?model=sim-code')
    assert.equal((await refusalOf(mute)).status, 400)
  })

  it('takes a key among its subprotocols, and repeats none of it', async () => {
    await using server = await TestServer.start({ settings: { LLAVERO_OPEN_SIMULATOR: 'false' } })
    const { key } = await server.createKey()
    const protocols = ['realtime', `openai-insecure-api-key.${key}`]
    const client = new Client(server, path, { protocols })
    await client.find('session.created')
    assert.equal(client.socket.protocol, 'realtime')
    client.socket.close()
    const conflicting = new Client(server, path, { protocols, key: 'sk-llv-other' })
    assert.deepEqual(await refusalOf(conflicting), { status: 401, code: 'conflicting_api_keys' })
  })

  it('ends when the limit of its key is used up', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey({ rpm: 1 })
    const client = new Client(server, path, { key })
    await client.find('session.created')
    client.send(question)
    client.send({ type: 'response.create' })
    const { error } = await client.find('error')
    assert.equal(error?.code, 'rate_limit_exceeded')
    assert.equal(await client.closed(), 1008)
    assert.equal(responsesOf(client).length, 1)
  })

  it('ends when its key is revoked', async () => {
    await using server = await TestServer.start()
    const { key, id } = await server.createKey()
    const client = new Client(server, path, { key })
    await client.find('session.created')
    await server.operate('POST', `/api/keys/${id}/revoke`)
    client.send(question)
    client.send({ type: 'response.create' })
    assert.equal((await client.find('error')).error?.code, 'key_revoked')
    await client.closed()
  })

  it('ends after a silence', async () => {
    await using server = await TestServer.start({
      settings: { LLAVERO_REALTIME_IDLE_TIMEOUT_MS: '50' },
    })
    const client = new Client(server, path)
    assert.equal((await client.find('error')).error?.code, 'session_idle')
    await client.closed()
  })

  it('is told when the server stops', async () => {
    await using server = await TestServer.start()
    const client = new Client(server, path)
    await client.find('session.created')
    const restarted = server.restart()
    assert.equal((await client.find('error')).error?.code, 'shutting_down')
    assert.equal(await client.closed(), 1001)
    await restarted
  })
})

describe('a client secret', () => {
  it('opens the session that it was minted for, with the limits of its key', async () => {
    await using server = await TestServer.start({ settings: { LLAVERO_OPEN_SIMULATOR: 'false' } })
    const { key } = await server.createKey({ rpm: 2 })
    const openai = new OpenAI({ apiKey: key, baseURL: `${server.url}/v1` })
    const secret = await openai.realtime.clientSecrets.create({
      expires_after: { anchor: 'created_at', seconds: 60 },
      session: {
        type: 'realtime',
        model: 'sim-mini',
        output_modalities: ['text'],
        instructions: 'Be brief.',
      },
    })
    assert.match(secret.value, /^ek_[0-9a-f]{32}$/)
    assert.ok(secret.expires_at > Date.now() / 1000)
    const client = new Client(server, '/v1/realtime', { key: secret.value })
    const updated = await client.find('session.updated')
    assert.equal(updated.session?.instructions, 'Be brief.')
    client.send(question)
    client.send({ type: 'response.create' })
    await client.find('response.done')
    client.socket.close()
    const row = await server.row()
    assert.equal(row.key_id, key.split('-')[2])
  })

  it('is for one model, and no key for anything else', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey()
    const openai = new OpenAI({ apiKey: key, baseURL: `${server.url}/v1`, maxRetries: 0 })
    const session = { type: 'realtime', model: 'sim-mini' } as const
    const { value } = await openai.realtime.clientSecrets.create({ session })
    const other = new Client(server, '/v1/realtime?model=sim-other', { key: value })
    assert.deepEqual(await refusalOf(other), { status: 400, code: 'invalid_value' })
    assert.equal((await server.chat({ model: 'sim-mini' }, { key: value })).status, 401)
    const narrow = (await server.createKey({ models: ['sim-embed'] })).key
    await assert.rejects(
      openai.withOptions({ apiKey: narrow }).realtime.clientSecrets.create({ session }),
      {
        status: 403,
        code: 'model_not_allowed',
      },
    )
    const bad = { session, expires_after: { anchor: 'created_at', seconds: 1 } } as const
    await assert.rejects(openai.realtime.clientSecrets.create(bad), {
      status: 400,
      param: 'expires_after.seconds',
    })
  })
})

describe('a realtime session with a provider', () => {
  it('passes the frames of both sides, with the provider’s own key', async () => {
    await using upstream = await FakeRealtimeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey()
    const client = new Client(server, '/v1/realtime?model=gpt-realtime', { key })
    await client.find('session.created')
    assert.equal(upstream.request?.url, '/v1/realtime?model=gpt-realtime')
    assert.equal(upstream.request?.headers.authorization, 'Bearer sk-of-the-provider')
    const text = '{"type":"response.create",   "event_id":"mine"}'
    client.socket.send(text)
    await client.find('response.done')
    assert.equal(upstream.received[0], text)
    client.socket.close()
    const row = await server.row()
    assert.equal(row.input_tokens, 100)
    assert.equal(row.output_tokens, 50)
    assert.ok((row.cost_usd ?? 0) > 0)
  })

  it('is cut off by no trick: a cut of the provider is told as one', async () => {
    await using upstream = await FakeRealtimeUpstream.start({ cutsAfterBegin: true })
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey()
    const client = new Client(server, '/v1/realtime?model=gpt-realtime', { key })
    await client.find('session.created')
    client.send({ type: 'response.create' })
    assert.equal((await client.find('error')).error?.code, 'upstream_truncated')
    assert.equal(await client.closed(), 1011)
    const row = await server.row()
    assert.equal(row.verdict, 'truncated')
    assert.equal(row.is_estimated, true)
    await until('no hold', async () => (await server.metric('llavero_holds_outstanding')) === 0)
  })

  it('outlives frames with anything in the place of an object', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey()
    const client = new Client(server, path, { key })
    await client.find('session.created')
    for (const odd of [null, 5, 'text', [null], { audio: null }]) {
      for (const type of ['session.update', 'response.create', 'conversation.item.create', odd]) {
        client.send({ type, session: odd, response: odd, item: odd })
      }
    }
    client.send({ type: 'session.update', event_id: 'last', session: null })
    const refused = await client.find('error')
    assert.equal(refused.error?.code, 'invalid_type')
    client.send({ type: 'response.create', response: { output_modalities: ['text'] } })
    await client.find('response.done')
    client.socket.close()
    await client.closed()
  })

  it('has no speech written down for a secret of a key with a budget', async () => {
    await using upstream = await FakeRealtimeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey({ budget_usd: 0.3 })
    const transcription = { model: 'whisper-1' }
    const session = { type: 'realtime', model: 'gpt-realtime', audio: { input: { transcription } } }
    const minted = await server.post('/v1/realtime/client_secrets', { session }, key)
    const { value } = (await minted.json()) as { value: string }
    const client = new Client(server, '/v1/realtime?model=gpt-realtime', { key: value })
    assert.deepEqual(await refusalOf(client), { status: 400, code: 'unsupported_parameter' })
  })

  it('has speech written down only by a model that its key may call, which must be named', async () => {
    await using upstream = await FakeRealtimeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const transcribe = (key: string, transcription: object) => {
      const client = new Client(server, '/v1/realtime?model=gpt-realtime', { key })
      const session = { type: 'realtime', audio: { input: { transcription } } }
      client.socket.once('open', () => client.send({ type: 'session.update', session }))
      return client
    }
    const limited = await server.createKey({ models: ['gpt-realtime', 'whisper-1'] })
    const unnamed = await transcribe(limited.key, { language: 'en' }).find('error')
    assert.equal(unnamed.error?.code, 'missing_required_parameter')
    const other = await transcribe(limited.key, { model: 'gpt-4o-transcribe' }).find('error')
    assert.equal(other.error?.code, 'model_not_allowed')
    const isPassed = () => upstream.received.some((frame) => frame.includes('transcription'))
    assert.equal(isPassed(), false)
    const free = await server.createKey()
    transcribe(free.key, { language: 'en' })
    await until('the provider is asked', isPassed)
  })

  it('never spends more than the budget', async () => {
    await using upstream = await FakeRealtimeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key, id } = await server.createKey({ budget_usd: 0.3 })
    const client = new Client(server, '/v1/realtime?model=gpt-realtime', { key })
    await client.find('session.created')
    const pump = setInterval(() => {
      if (client.closedWith === null) client.send({ type: 'response.create' })
    }, 1)
    assert.equal((await client.find('error')).error?.code, 'insufficient_quota')
    clearInterval(pump)
    await client.closed()
    await until('all settled', async () => {
      const used = await server.operate<{ spent_usd: number }>('GET', `/api/keys/${id}`)
      return used.spent_usd > 0 && used.spent_usd <= 0.3
    })
  })

  it('is refused where the provider refuses it, and told what the provider said', async () => {
    const error = { message: 'No such model for sk-of-the-provider.', type: 'x', param: null }
    const saysInstead = plainAnswer(404, JSON.stringify({ error: { ...error, code: null } }))
    await using upstream = await FakeRealtimeUpstream.start({ saysInstead })
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey()
    const client = new Client(server, '/v1/realtime?model=gpt-realtime', { key })
    const { message, ...refusal } = await toldRefusal(client)
    assert.deepEqual(refusal, { status: 502, code: 'upstream_error' })
    assert.equal(
      message,
      'The provider refused the session with status 404: No such model for ***.',
    )
    assert.equal((await server.row()).verdict, 'provider_error')
  })

  for (const [what, saysInstead, code, said] of [
    ['a whole answer', plainAnswer(200, '{"object":"list"}'), 'upstream_error', /status 200/],
    ['a page', plainAnswer(404, '<h1>sk-of-the-provider</h1>'), 'upstream_error', /status 404/],
    ['an error of no shape', plainAnswer(500, '{"error":{}}'), 'upstream_error', /status 500/],
    ['a redirect', plainAnswer(302, ''), 'upstream_error', /status 302/],
    ['the end of the connection', '', 'upstream_unreachable', /opened no WebSocket/],
    ['noise', 'SSH-2.0-OpenSSH\r\n\r\n', 'upstream_unreachable', /opened no WebSocket/],
  ] as const) {
    it(`is refused in plain words where the address has ${what} in place of a WebSocket`, async () => {
      await using upstream = await FakeRealtimeUpstream.start({ saysInstead })
      await using server = await TestServer.start({
        upstream,
        settings: { LLAVERO_MAX_TRIES: '1' },
      })
      const { id, key } = await server.createKey({ budget_usd: 5 })
      const client = new Client(server, '/v1/realtime?model=gpt-realtime', { key })
      const refusal = await toldRefusal(client)
      assert.deepEqual([refusal.status, refusal.code], [502, code])
      assert.match(refusal.message, said)
      assert.ok(!refusal.message.includes('sk-of-the-provider'))
      assert.equal((await server.row()).verdict, 'provider_error')
      const used = await server.operate<{ spent_usd: number }>('GET', `/api/keys/${id}`)
      assert.equal(used.spent_usd, 0)
      assert.equal(await server.metric('llavero_holds_outstanding'), 0)
    })
  }
})

function responsesOf(client: Client): readonly ServerEvent[] {
  return client.events.filter(({ type }) => type === 'response.done')
}
