import { randomBytes } from 'node:crypto'
import { serverStopping } from '@llavero/protocol/error-messages.ts'
import { type ErrorCode, GatewayError } from '@llavero/protocol/errors.ts'
import type { FrameChannel, Verdict } from '../gateway/model-call.ts'
import type { ClientRules, Ruling } from './client-rules.ts'
import { type ServerFrame, readServerFrame } from './server-frame.ts'
import type { Turns } from './turns.ts'

export interface RealtimeSessionParts {
  readonly client: FrameChannel
  readonly upstream: FrameChannel
  readonly turns: Turns
  readonly rules: ClientRules
  /** How long the client may be silent, and how long a session may last. */
  readonly idleTimeoutMs: number
  readonly maxDurationMs: number
  /** Runs the callback after the time; the returned function calls it off. */
  readonly after: (durationMs: number, callback: () => void) => () => void
}

/** More than this on its way to one side, and the other side is not read for a while. */
const mostBufferedBytes = 1024 * 1024
/** How long a response that nobody hears any more may take to say what it used. */
const farewellMs = 5_000

/** Codes of RFC 6455, 7.4.1. */
const closing = { normal: 1000, goingAway: 1001, policy: 1008, failure: 1011 } as const

/**
 * One realtime session: frames pass both ways as they are, and every response is paid for. It ends when
 * either side leaves, when the money or the time is used up, or when the server stops.
 */
export class RealtimeSession {
  readonly #parts: RealtimeSessionParts
  readonly #ended = Promise.withResolvers<void>()
  #fromUpstream: Promise<void> = Promise.resolve()
  /** Frames of the provider that wait their turn. */
  #pending = 0
  #stopIdle: () => void = () => {}
  #stopLimit: () => void = () => {}
  #isStopping = false
  #isClientHere = true
  #isUpstreamHere = true

  constructor(parts: RealtimeSessionParts) {
    this.#parts = parts
  }

  /**
   * Takes the frames of both sides until the session has ended and everything is settled. Rejects where a bug
   * of ours ended it.
   */
  run(): Promise<void> {
    const { client, upstream, after, maxDurationMs } = this.#parts
    this.#stopLimit = after(maxDurationMs, () => this.#end(expired(maxDurationMs)))
    this.#expectClient()
    this.#tellCap()
    client.listen({
      frame: (text) => this.#takeFromClient(text),
      closed: () => this.#clientClosed(),
    })
    upstream.listen({
      frame: (text) => this.#takeFromUpstream(text),
      closed: (code) => this.#upstreamClosed(code),
    })
    return this.#ended.promise
  }

  /** The server is stopping: what is being said is said to its end, and nothing after it. */
  stop(): void {
    this.#isStopping = true
    if (!this.#parts.turns.isRunning) this.breakOff()
  }

  /** The server's time is over: what is being said is cut off. */
  breakOff(): void {
    if (this.#isClientHere) this.#tell(stopping)
    if (this.#isClientHere) this.#finish('server_stopped', stopping.code, closing.goingAway)
    else this.#finish('client_gone')
  }

  #expectClient(): void {
    const { after, idleTimeoutMs } = this.#parts
    this.#stopIdle()
    this.#stopIdle = after(idleTimeoutMs, () => this.#end(idle(idleTimeoutMs)))
  }

  #takeFromClient(text: string): void {
    if (!this.#isUpstreamHere) return
    const { turns, client, upstream } = this.#parts
    this.#expectClient()
    const ruling = this.#judge(text)
    if (ruling === null) return
    if (ruling.refusal !== null) {
      client.send(errorFrame(ruling.refusal, ruling.eventId))
      return
    }
    turns.add(ruling.addedTokens)
    pass(ruling.frame, client, upstream)
  }

  /** Null where the client's key is over by now, which ends the session. */
  #judge(text: string): Ruling | null {
    const { rules, turns } = this.#parts
    try {
      return rules.judge(text, turns.outputCapTokens)
    } catch (error) {
      this.#break(error)
      return null
    }
  }

  /** Frames are handled in their order, also where one of them has to wait for its money. */
  #takeFromUpstream(text: string): void {
    const frame = readServerFrame(text)
    if (frame.kind === 'other' || frame.kind === 'output') {
      if (frame.kind === 'output') this.#parts.turns.write(frame.responseId, text.length)
      if (this.#pending === 0) return this.#relay(text)
    }
    this.#pending++
    this.#fromUpstream = this.#fromUpstream
      .then(() => this.#handle(frame, text))
      .catch((error: unknown) => this.#break(error))
      .then(() => {
        this.#pending--
      })
  }

  async #handle(frame: ServerFrame, text: string): Promise<void> {
    const { turns } = this.#parts
    switch (frame.kind) {
      case 'begun': {
        const refusal = await this.#attempt(() => turns.begin(frame.responseId))
        this.#relay(text)
        if (refusal !== null) this.#end(refusal)
        return
      }
      case 'done': {
        turns.finish(frame.responseId, frame.usage, frame.verdict)
        this.#relay(text)
        await this.#reserveNext()
        return
      }
      default:
        this.#relay(text)
    }
  }

  async #reserveNext(): Promise<void> {
    if (!this.#isClientHere) {
      if (!this.#parts.turns.isRunning) this.#finish('client_gone')
      return
    }
    if (this.#isStopping) {
      if (!this.#parts.turns.isRunning) this.breakOff()
      return
    }
    const refusal = await this.#attempt(() => this.#parts.turns.reserve())
    if (refusal === null) this.#tellCap()
    else this.#end(refusal)
  }

  async #attempt(work: () => Promise<GatewayError | null>): Promise<GatewayError | null> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof GatewayError) return error
      throw error
    }
  }

  /** Answers that the voice detection of the provider asks for know only the session's own limit. */
  #tellCap(): void {
    const cap = this.#parts.turns.outputCapTokens
    if (cap === null || !this.#isUpstreamHere) return
    const session = { type: 'realtime', max_output_tokens: cap }
    this.#parts.upstream.send(JSON.stringify({ type: 'session.update', session }))
  }

  #relay(text: string): void {
    const { client, upstream } = this.#parts
    if (this.#isClientHere) pass(text, upstream, client)
  }

  /** A response that is under way is told to stop and asked what it used, for it is paid for all the same. */
  #clientClosed(): void {
    this.#isClientHere = false
    this.#stopIdle()
    const { upstream, turns, after } = this.#parts
    upstream.resume()
    if (!this.#isUpstreamHere) return
    if (!turns.isRunning) {
      this.#finish('client_gone')
      return
    }
    upstream.send(JSON.stringify({ type: 'response.cancel' }))
    this.#stopLimit()
    this.#stopLimit = after(farewellMs, () => this.#finish('client_gone'))
  }

  #upstreamClosed(code: number): void {
    this.#isUpstreamHere = false
    void this.#fromUpstream.then(() => {
      const isClean = code === closing.normal && !this.#parts.turns.isRunning
      if (this.#isClientHere && !isClean) this.#tell(cut)
      if (this.#isClientHere) this.#finish('truncated', cut.code, closing.failure)
      else this.#finish('client_gone')
    })
  }

  /** Tells the client why, and ends the session; a response that runs is cut off by us. */
  #end(reason: GatewayError): void {
    if (this.#isClientHere) this.#tell(reason)
    this.#finish('refused', reason.code, closing.policy)
  }

  /** Ends the session for what was thrown; what is not coded is a bug, for who runs the session to report. */
  #break(error: unknown): void {
    if (!(error instanceof GatewayError)) this.#ended.reject(error)
    this.#end(error instanceof GatewayError ? error : broken)
  }

  #tell(error: GatewayError): void {
    this.#parts.client.send(errorFrame(error, null))
  }

  /** The one place where a session ends: both sides are closed and nothing stays held. */
  #finish(
    verdict: Verdict,
    errorCode: ErrorCode | null = null,
    code: number = closing.normal,
  ): void {
    const { client, upstream, turns } = this.#parts
    this.#stopIdle()
    this.#stopLimit()
    turns.close(verdict, errorCode)
    this.#isClientHere = false
    this.#isUpstreamHere = false
    client.close(code, '')
    upstream.close(closing.normal, '')
    this.#ended.resolve()
  }
}

/** Passes a frame on. A reader that is slow makes the writer wait. */
function pass(frame: string, from: FrameChannel, to: FrameChannel): void {
  to.send(frame, () => {
    if (to.bufferedBytes < mostBufferedBytes) from.resume()
  })
  if (to.bufferedBytes >= mostBufferedBytes) from.pause()
}

function errorFrame(error: GatewayError, eventId: string | null): string {
  const { type, code, message, param } = error.toBody().error
  return JSON.stringify({
    type: 'error',
    event_id: `event_${randomBytes(12).toString('hex')}`,
    error: { type, code, message, param, event_id: eventId },
  })
}

const stopping = new GatewayError('shutting_down', serverStopping)
const broken = new GatewayError('server_error', 'The session cannot go on.')
const cut = new GatewayError('upstream_truncated', 'The provider closed the session.')

function idle(durationMs: number): GatewayError {
  const message = `The session was silent for ${durationMs / 1000} seconds.`
  return new GatewayError('session_idle', message)
}

function expired(durationMs: number): GatewayError {
  const message = `Your session hit the maximum duration of ${durationMs / 60_000} minutes.`
  return new GatewayError('session_expired', message)
}
