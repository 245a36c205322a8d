import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { Caller, FrameChannel, FrameListener, Ticket } from '../gateway/model-call.ts'
import type { Stages } from '../gateway/pipeline.ts'
import { ClientRules } from './client-rules.ts'
import { RealtimeSession } from './realtime-session.ts'
import { Turns } from './turns.ts'

/** One end of a channel that a test holds. */
class Channel implements FrameChannel {
  bufferedBytes = 0
  isPaused = false
  closedWith: number | null = null
  readonly sent: string[] = []
  #listener: FrameListener | null = null

  send(frame: string, sent?: () => void): void {
    this.sent.push(frame)
    sent?.()
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
  }

  close(code: number): void {
    this.closedWith ??= code
  }

  listen(listener: FrameListener): void {
    this.#listener = listener
  }

  say(event: object): void {
    this.#listener?.frame(JSON.stringify(event))
  }

  leave(code = 1000): void {
    this.#listener?.closed(code, '')
  }

  get types(): string[] {
    return this.sent.map((frame) => (JSON.parse(frame) as { type: string }).type)
  }

  get lastError(): string | undefined {
    const errors = this.sent.map((frame) => JSON.parse(frame) as { error?: { code: string } })
    return errors.findLast(({ error }) => error !== undefined)?.error?.code
  }
}

interface Settled {
  readonly verdict: string
  readonly errorCode: string | null
  readonly inputTokens: number
  readonly outputTokens: number
  readonly isEstimated: boolean
}

const caller = {} as Caller

/** A session between two channels, over a budget that affords so many responses. */
async function open(
  affordable = Infinity,
  cap: number | null | ((admission: number) => number | null) = null,
  judgeTranscription: () => GatewayError | null = () => null,
) {
  const client = new Channel()
  const upstream = new Channel()
  const settled: Settled[] = []
  const timers: { readonly durationMs: number; readonly callback: () => void }[] = []
  let held = 0
  let admitted = 0
  let bug: Error | null = null
  const stages: Pick<Stages, 'admit' | 'refuse' | 'close'> = {
    admit(_caller, call) {
      const error = new GatewayError('insufficient_quota', 'Used up.')
      if (admitted === affordable) return { allowed: false, error }
      admitted++
      held++
      const outputCapTokens = typeof cap === 'function' ? cap(admitted) : cap
      return {
        allowed: true,
        ticket: { call: { ...call, outputCapTokens }, caller } as unknown as Ticket,
      }
    },
    refuse: (_caller, _call, { error }) => error,
    close(_ticket, outcome) {
      held--
      const thrown = bug
      bug = null
      if (thrown !== null) throw thrown
      if (outcome === null) return
      const { inputTokens, outputTokens, isEstimated } = outcome.usage
      const { verdict, errorCode } = outcome
      settled.push({ verdict, errorCode, inputTokens, outputTokens, isEstimated })
    },
  }
  const turns = new Turns({
    stages,
    caller: () => caller,
    callFor: (bound) => ({ arrivedAt: 0, body: { inputTokensBound: bound } }) as never,
  })
  assert.equal(await turns.reserve(), null)
  turns.lead({ id: 'openai/gpt-realtime' } as never, turns.takeReserved())
  const session = new RealtimeSession({
    client,
    upstream,
    turns,
    rules: new ClientRules({ model: 'm', targetModel: 'm', judgeTranscription }),
    idleTimeoutMs: 1,
    maxDurationMs: 2,
    after(durationMs, callback) {
      const timer = { durationMs, callback }
      timers.push(timer)
      return () => timers.splice(timers.indexOf(timer), 1)
    },
  })
  const ended = session.run()
  const pass = (durationMs: number) =>
    timers.find((timer) => timer.durationMs === durationMs)?.callback()
  const fail = (error: Error) => {
    bug = error
  }
  return { client, upstream, session, ended, settled, pass, fail, held: () => held }
}

const created = { type: 'response.created', response: { id: 'r1', status: 'in_progress' } }
const done = {
  type: 'response.done',
  response: { id: 'r1', status: 'completed', usage: { input_tokens: 40, output_tokens: 7 } },
}
/** Lets what waits for a promise go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('a realtime session', () => {
  it('limits what is asked for beside a response that runs', async () => {
    const { client, upstream } = await open(Infinity, 50)
    client.say({ type: 'response.create' })
    upstream.say(created)
    await settle()
    client.say({ type: 'response.create', response: { max_output_tokens: 'inf' } })
    const { response } = JSON.parse(upstream.sent.at(-1) ?? '{}')
    assert.equal(response.max_output_tokens, 50)
  })

  it('ends where its key turns out to be over', async () => {
    const { client, upstream, ended, held } = await open(Infinity, null, () => {
      throw new GatewayError('invalid_api_key', 'Revoked.')
    })
    const transcription = { model: 'whisper-1' }
    client.say({ type: 'session.update', session: { audio: { input: { transcription } } } })
    await ended
    assert.equal(client.lastError, 'invalid_api_key')
    assert.deepEqual(upstream.sent, [])
    assert.equal(held(), 0)
  })

  it('passes the frames of both sides on, in their order', async () => {
    const { client, upstream } = await open()
    client.say({ type: 'response.create' })
    upstream.say(created)
    upstream.say({ type: 'response.output_text.delta', response_id: 'r1', delta: 'Hi' })
    upstream.say(done)
    upstream.say({ type: 'rate_limits.updated' })
    await settle()
    assert.deepEqual(upstream.types, ['response.create'])
    assert.deepEqual(client.types, [
      'response.created',
      'response.output_text.delta',
      'response.done',
      'rate_limits.updated',
    ])
  })

  it('settles each response with what it used, and holds for the next', async () => {
    const { upstream, settled, held } = await open()
    upstream.say(created)
    upstream.say(done)
    await settle()
    assert.deepEqual(settled, [
      {
        verdict: 'complete',
        errorCode: null,
        inputTokens: 40,
        outputTokens: 7,
        isEstimated: false,
      },
    ])
    assert.equal(held(), 1)
  })

  it('holds once for a response that is said to begin twice', async () => {
    const { upstream, settled, held } = await open()
    upstream.say(created)
    upstream.say(created)
    upstream.say(done)
    await settle()
    assert.equal(settled.length, 1)
    assert.equal(held(), 1)
  })

  it('ends by itself where a bug meets its provider’s words, and gives the bug away', async () => {
    const { client, upstream, ended, fail } = await open()
    fail(new TypeError('A bug.'))
    upstream.say(created)
    upstream.say(done)
    await assert.rejects(ended, TypeError)
    assert.equal(client.types.at(-1), 'error')
    assert.equal(upstream.closedWith, 1000)
  })

  it('ends with an error event when the budget affords no other response', async () => {
    const { client, upstream, ended, held } = await open(1)
    upstream.say(created)
    upstream.say(done)
    await ended
    assert.deepEqual(client.types, ['response.created', 'response.done', 'error'])
    assert.equal(client.lastError, 'insufficient_quota')
    assert.equal(client.closedWith, 1008)
    assert.equal(upstream.closedWith, 1000)
    assert.equal(held(), 0)
  })

  for (const [was, isLeft] of [
    [null, 30],
    [50, 49],
  ] as const) {
    it(`ends where a response beside another may write more than is held: ${was} for ${isLeft}`, async () => {
      const { client, upstream, ended, settled, held } = await open(Infinity, (admission) =>
        admission === 1 ? was : isLeft,
      )
      upstream.say(created)
      upstream.say({ type: 'response.created', response: { id: 'r2', status: 'in_progress' } })
      await ended
      assert.equal(client.lastError, 'insufficient_quota')
      assert.equal(client.closedWith, 1008)
      assert.equal(upstream.closedWith, 1000)
      const ends = settled.map(({ verdict, errorCode }) => [verdict, errorCode])
      assert.deepEqual(ends, [
        ['refused', 'insufficient_quota'],
        ['refused', 'insufficient_quota'],
      ])
      assert.equal(held(), 0)
    })
  }

  it('goes on where as much is held for a response beside another', async () => {
    const { client, upstream, held } = await open(Infinity, 50)
    upstream.say(created)
    upstream.say({ type: 'response.created', response: { id: 'r2', status: 'in_progress' } })
    await settle()
    assert.equal(client.closedWith, null)
    assert.equal(held(), 2)
  })

  it('asks what a response used whose client has left, and settles it once', async () => {
    const { client, upstream, ended, settled, held } = await open()
    upstream.say(created)
    await settle()
    client.leave()
    assert.deepEqual(upstream.types, ['response.cancel'])
    upstream.say(done)
    await ended
    assert.equal(settled.length, 1)
    assert.equal(settled[0]?.inputTokens, 40)
    assert.equal(held(), 0)
  })

  it('charges an estimate where the provider does not say in time', async () => {
    const { client, upstream, ended, settled, pass, held } = await open()
    upstream.say(created)
    await settle()
    upstream.say({ type: 'response.output_text.delta', response_id: 'r1', delta: 'much' })
    client.leave()
    pass(5_000)
    await ended
    assert.equal(settled[0]?.verdict, 'client_gone')
    assert.ok(settled[0]?.isEstimated)
    assert.ok(settled[0].outputTokens > 0)
    assert.equal(held(), 0)
  })

  it('never passes off as finished what the provider cut', async () => {
    const { client, upstream, ended, settled, held } = await open()
    upstream.say(created)
    await settle()
    upstream.leave(1006)
    await ended
    assert.equal(client.lastError, 'upstream_truncated')
    assert.equal(client.closedWith, 1011)
    assert.equal(settled[0]?.verdict, 'truncated')
    assert.equal(held(), 0)
  })

  it('ends after a silence, after its longest time, and with the server', async () => {
    const reasons = [
      ['session_idle', ({ pass }: { pass: (ms: number) => void }) => pass(1)],
      ['session_expired', ({ pass }: { pass: (ms: number) => void }) => pass(2)],
      ['shutting_down', ({ session }: { session: RealtimeSession }) => session.stop()],
    ] as const
    for (const [code, act] of reasons) {
      const opened = await open()
      act(opened)
      await opened.ended
      assert.equal(opened.client.lastError, code)
      assert.equal(opened.held(), 0)
    }
  })

  it('tells the provider how long an answer may get where the budget is small', async () => {
    const { client, upstream } = await open(Infinity, 30)
    client.say({ type: 'response.create' })
    const frames = upstream.sent.map((frame) => JSON.parse(frame))
    assert.deepEqual(frames, [
      { type: 'session.update', session: { type: 'realtime', max_output_tokens: 30 } },
      { type: 'response.create', response: { max_output_tokens: 30 } },
    ])
  })

  it('reads no more of a side than the other one takes', async () => {
    const { client, upstream } = await open()
    client.bufferedBytes = 2_000_000
    upstream.say({ type: 'rate_limits.updated' })
    assert.equal(upstream.isPaused, true)
  })

  it('tells a refused event by its id, and goes on', async () => {
    const { client, upstream } = await open()
    client.say({ type: 'session.update', event_id: 'e7', session: { model: 'other' } })
    const refusal = JSON.parse(client.sent[0] ?? '{}')
    assert.equal(refusal.error.event_id, 'e7')
    assert.deepEqual(upstream.sent, [])
    client.say({ type: 'response.create' })
    assert.deepEqual(upstream.types, ['response.create'])
  })
})
