import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { GatewayError } from '@llavero/protocol/errors.ts'
import {
  callOf,
  chunksOf,
  eventsOf,
  send,
  whole,
  worker,
} from '../../../../test/fakes/simulator.ts'
import { type StreamEvent, type Target, UpstreamFailure } from '../../model-call.ts'
import { createSimProvider } from './sim-provider.ts'

after(() => worker.close())

describe('the knobs of the simulator', () => {
  it('make an answer exactly as long as asked', async () => {
    const chunks = await chunksOf({}, 'tokens=1500')
    assert.equal(chunks.at(-1)?.usage?.completion_tokens, 1_500)
    assert.equal(chunks.at(-2)?.choices[0]?.finish_reason, 'stop')
    const short = await whole({ simulation: { tokens: 3 } })
    assert.equal(short.usage.completion_tokens, 3)
  })

  it('repeat a given text', async () => {
    assert.equal((await whole({}, 'repeat=canary')).choices[0]?.message.content, 'canary')
    const { choices, usage } = await whole({}, 'repeat=key;tokens=4')
    assert.equal(choices[0]?.message.content, 'key key key key')
    assert.equal(usage.completion_tokens, 4)
  })

  it('answer with a status in the shape of the API, and with retry-after', async () => {
    for (const status of [401, 403, 404, 408, 429, 500, 503]) {
      const reply = await send({}, `status=${status};retry_after_ms=1500`)
      assert.equal(reply.status, status)
      assert.equal(reply.headers['x-llavero-simulated'], 'true')
      assert.equal(reply.headers['retry-after'], '2')
      assert.equal(reply.headers['retry-after-ms'], '1500')
      const body = JSON.parse(Buffer.from(reply.body as Uint8Array).toString()) as { error: object }
      assert.deepEqual(Object.keys(body.error).toSorted(), ['code', 'message', 'param', 'type'])
    }
  })

  it('cut a stream after so many events, without a last word', async () => {
    const events = await eventsOf({}, 'cut_after=3')
    assert.equal(events.length, 3)
    assert.deepEqual(await eventsOf({}, 'cut_after=0'), [])
  })

  it('put one event of garbage into a stream', async () => {
    const events = await eventsOf({}, 'garbage_after=2')
    assert.throws(() => JSON.parse(events[2]?.data ?? '{}'))
    assert.equal(events.at(-1)?.data, '[DONE]')
  })

  it('cut and garble whole answers, too', async () => {
    await assert.rejects(send({}, 'cut_after=1'), UpstreamFailure)
    const reply = await send({}, 'garbage_after=0')
    assert.throws(() => JSON.parse(Buffer.from(reply.body as Uint8Array).toString()))
  })

  it('are refused by name when they are wrong', async () => {
    await assert.rejects(send({}, 'speed=1'), GatewayError)
    await assert.rejects(send({ simulation: { tokens: -1 } }), GatewayError)
  })
})

describe('the work of one simulated call', () => {
  const excess = (body: object, simulation: string | null = null): Promise<GatewayError> =>
    send(body, simulation).then(
      () => assert.fail('It was not refused.'),
      (error: unknown) => {
        assert.ok(error instanceof GatewayError)
        return error
      },
    )

  it('is bounded over all its answers, and the field that asks for more is named', async () => {
    const fields = [
      [{ n: 128, simulation: { tokens: 2_000 } }, 'simulation.tokens'],
      [{ n: 3, max_tokens: 100_000 }, 'max_tokens'],
      [{ max_completion_tokens: 200_001 }, 'max_completion_tokens'],
      [{ n: 128, logprobs: true, top_logprobs: 20 }, 'n'],
    ] as const
    for (const [body, param] of fields) {
      const error = await excess(body)
      assert.equal(error.code, 'integer_above_max_value')
      assert.equal(error.param, param)
    }
    assert.match((await excess({ n: 3 }, 'tokens=100000')).message, /at most 200000 tokens a call/)
  })

  it('is bounded the more, the more logprobs each token brings along', async () => {
    const body = { logprobs: true, top_logprobs: 19, stream: true }
    await send(body, 'tokens=20000')
    assert.match((await excess(body, 'tokens=20001')).message, /at most 20000 tokens/)
  })

  it('counts what the call may write, not what a knob says beyond its limit', async () => {
    const { usage } = await whole({ n: 4, max_tokens: 2 }, 'tokens=200000')
    assert.equal(usage.completion_tokens, 8)
  })
})

describe('the time of the simulator', () => {
  const silent = createSimProvider({
    worker: {
      async *complete() {
        yield [{ kind: 'text', choice: 0, text: 'a', tokenCount: 1, logprobs: null }]
        yield [{ kind: 'text', choice: 0, text: 'b', tokenCount: 1, logprobs: null }]
        yield [{ kind: 'finish', choice: 0, reason: 'stop' }]
        yield [{ kind: 'usage', promptTokens: 1, completionTokens: 2 }]
      },
      countTokens: async () => 1,
      decodeTokens: async () => '',
      produce: (job) => worker.produce(job),
    },
    nowMs: () => Date.now(),
    firstByteTimeoutMs: 5_000,
    idleTimeoutMs: 3_000,
  })
  const target: Target = {
    id: 'place/model',
    providerId: 'sim',
    providerName: 'sim',
    dialect: 'sim',
    model: 'sim-mini',
  }

  async function open(simulation: string): Promise<AsyncIterator<readonly StreamEvent[]>> {
    const reply = await silent.send(target, callOf({ stream: true }, simulation))
    assert.ok(!(reply.body instanceof Uint8Array || 'pieces' in reply.body))
    return reply.body[Symbol.asyncIterator]()
  }

  /** Lets everything happen that needs no time. */
  const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

  it('waits before the first byte as long as asked', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    let isHere = false
    const reply = open('first_token_ms=200').then(() => (isHere = true))
    await settle()
    context.mock.timers.tick(199)
    await settle()
    assert.equal(isHere, false)
    context.mock.timers.tick(1)
    await reply
  })

  it('ends in a time-out when the first byte takes longer than allowed', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const reply = assert.rejects(open('first_token_ms=9000'), {
      fault: 'upstream_first_byte_timeout',
    })
    await settle()
    context.mock.timers.tick(5_000)
    await reply
  })

  it('gives tokens at the speed asked for', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const events = await open('tokens_per_second=10')
    await events.next()
    let isHere = false
    const second = events.next().then(() => (isHere = true))
    await settle()
    context.mock.timers.tick(99)
    await settle()
    assert.equal(isHere, false)
    context.mock.timers.tick(1)
    await second
  })

  it('is silent until the idle time-out', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const events = await open('stall_after=2')
    await events.next()
    await events.next()
    const silence = assert.rejects(events.next(), { fault: 'upstream_idle_timeout' })
    await settle()
    context.mock.timers.tick(3_000)
    await silence
  })

  it('ends its silence at once when the reader leaves', async () => {
    const events = await open('stall_after=0')
    const silence = events.next()
    await settle()
    await events.return?.()
    assert.equal((await silence).done, true)
  })
})
