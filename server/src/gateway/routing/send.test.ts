import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type ModelCall,
  type Provider,
  type ProviderReply,
  type StreamEvent,
  type Target,
  UpstreamFailure,
} from '../model-call.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { send, type SendParts } from './send.ts'

const first: Target = {
  id: 'p1/m',
  providerId: 'p1',
  providerName: 'First',
  dialect: 'openai',
  model: 'm',
}
const second: Target = {
  id: 'p2/m',
  providerId: 'p2',
  providerName: 'Second',
  dialect: 'openai',
  model: 'm',
}
const whole: ProviderReply = { status: 200, headers: {}, body: Buffer.from('{}') }
const call: ModelCall = {
  requestId: 'req_1',
  endpoint: 'chat',
  model: 'm',
  stream: false,
  body: { model: 'm', messages: [{ role: 'user', content: 'hi' }] },
  payload: Buffer.from('{}'),
  feature: null,
  simulation: null,
  startedAtMs: 0,
  arrivedAt: 0,
  outputCapTokens: null,
  hasLeft: () => false,
}

function scripted(...answers: (ProviderReply | Error)[]): Provider & { readonly sent: number } {
  let sent = 0
  return {
    get sent() {
      return sent
    },
    async send() {
      const answer = answers[Math.min(sent++, answers.length - 1)]
      if (answer === undefined || answer instanceof Error) throw answer
      return answer
    },
  }
}

function partsWith(providers: Record<string, Provider>): SendParts & { readonly slept: number[] } {
  const slept: number[] = []
  return {
    providers: new Map(Object.entries(providers)),
    breaker: new CircuitBreaker(() => 1),
    maxTries: 3,
    slept,
    sleep: async (durationMs) => void slept.push(durationMs),
    random: () => 0.5,
  }
}

const unreachable = () => new UpstreamFailure('upstream_unreachable', 'gone', { isRetryable: true })
const tooMany = (retryAfterMs: number) =>
  new UpstreamFailure('upstream_error', 'slow down', {
    status: 429,
    isRetryable: true,
    retryAfterMs,
  })

async function* eventsOf(
  ...items: (readonly StreamEvent[] | Error)[]
): AsyncGenerator<readonly StreamEvent[]> {
  for (const item of items) {
    if (item instanceof Error) throw item
    yield item
  }
}

const event: StreamEvent = { bytes: Buffer.from('data: 1\n\n'), name: '', data: '1' }

describe('send', () => {
  it('retries with full jitter until an answer comes, and counts the tries', async () => {
    const provider = scripted(unreachable(), unreachable(), whole)
    const parts = partsWith({ p1: provider })
    const reply = await send(parts, { targets: [first] }, call)
    assert.equal(reply.attempts, 3)
    assert.deepEqual(parts.slept, [125, 250])
  })

  it('honours retry-after, and goes on to the next target when it asks for too long', async () => {
    const patient = partsWith({ p1: scripted(tooMany(2_000), whole) })
    await send(patient, { targets: [first] }, call)
    assert.deepEqual(patient.slept, [2_125])

    const hurried = partsWith({ p1: scripted(tooMany(60_000)), p2: scripted(whole) })
    const reply = await send(hurried, { targets: [first, second] }, call)
    assert.equal(reply.target, second)
    assert.deepEqual(hurried.slept, [])
  })

  it('does not repeat what can not be mended, but falls back to the next target', async () => {
    const refused = scripted(new UpstreamFailure('upstream_unauthorized', 'no', { status: 401 }))
    const parts = partsWith({ p1: refused, p2: scripted(whole) })
    const reply = await send(parts, { targets: [first, second] }, call)
    assert.equal(refused.sent, 1)
    assert.equal(reply.target, second)
    assert.equal(reply.attempts, 2)
  })

  it('throws the last failure, with the number of tries, when nothing answered', async () => {
    const parts = partsWith({ p1: scripted(unreachable()) })
    await assert.rejects(send(parts, { targets: [first] }, call), (error) => {
      assert.ok(error instanceof UpstreamFailure)
      assert.equal(error.attempts, 3)
      assert.equal(error.target, first)
      return true
    })
  })

  it('makes no further try for a client that has left', async () => {
    const provider = scripted(unreachable())
    const gone = { ...call, hasLeft: () => true }
    await assert.rejects(
      send(partsWith({ p1: provider, p2: scripted(whole) }), { targets: [first, second] }, gone),
    )
    assert.equal(provider.sent, 1)
  })

  it('retries a stream that breaks before its first event, and never after it', async () => {
    const broken = { status: 200, headers: {}, body: eventsOf(unreachable()) }
    const empty = { status: 200, headers: {}, body: eventsOf() }
    const good = {
      status: 200,
      headers: {},
      body: eventsOf([event], new UpstreamFailure('upstream_truncated', 'cut')),
    }
    const provider = scripted(broken, empty, good)
    const reply = await send(partsWith({ p1: provider }), { targets: [first] }, call)
    assert.equal(reply.attempts, 3)

    assert.ok(!(reply.body instanceof Uint8Array))
    const seen: (readonly StreamEvent[])[] = []
    await assert.rejects(async () => {
      for await (const batch of reply.body as AsyncIterable<readonly StreamEvent[]>)
        seen.push(batch)
    }, /cut/)
    assert.deepEqual(seen, [[event]])
    assert.equal(provider.sent, 3)
  })

  it('leaves a target alone while its circuit is open, and says so when it was the only one', async () => {
    const provider = scripted(unreachable())
    const parts = partsWith({ p1: provider })
    for (let failedCall = 0; failedCall < 5; failedCall++) {
      await assert.rejects(send(parts, { targets: [first] }, call), {
        fault: 'upstream_unreachable',
      })
    }
    const sentBefore = provider.sent
    await assert.rejects(send(parts, { targets: [first] }, call), {
      fault: 'upstream_circuit_open',
    })
    assert.equal(provider.sent, sentBefore)
  })

  it('throws a bug of a provider as it is', async () => {
    const parts = partsWith({ p1: scripted(new TypeError('bug')) })
    await assert.rejects(send(parts, { targets: [first] }, call), TypeError)
  })
})
