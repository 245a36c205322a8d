import { GatewayError } from '@llavero/protocol/errors.ts'
import type { RealtimeSession as SessionObject } from '@llavero/protocol/openai/realtime.ts'
import type { Caller, CallOf, FrameChannel, ModelReply } from '../gateway/model-call.ts'
import type { Stages } from '../gateway/pipeline.ts'
import { ClientRules, transcriberOf } from './client-rules.ts'
import { RealtimeSession } from './realtime-session.ts'
import { Turns } from './turns.ts'

export interface OpenSessionParts {
  readonly stages: Pick<Stages, 'admit' | 'plan' | 'connect' | 'refuse' | 'fail' | 'close'>
  /** What keeps a caller from using a model for this endpoint; null when nothing does. */
  readonly scopeError: (caller: Caller, model: string) => GatewayError | null
  readonly newRequestId: (nowMs: number) => string
  readonly idleTimeoutMs: number
  readonly maxDurationMs: number
}

/** What a client asks for. */
export interface SessionRequest {
  /** The caller as it is now; throws GatewayError once its key was revoked or has expired. */
  readonly caller: () => Caller
  /** The model as the client names it. */
  readonly model: string
  /** What a client secret was minted with; null for a session that is opened with a key. */
  readonly session: SessionObject | null
  readonly feature: string | null
  readonly simulation: string | null
  readonly betaHeader: string | null
}

/** A session whose provider is connected; the client is not yet. */
export interface OpenedSession {
  begin(client: FrameChannel): RealtimeSession
  /** The client has left before its session began. */
  abandon(): void
}

/**
 * Opens a realtime session up to the point where only the client is missing: the money for the first
 * response is held, and the provider is connected. Throws GatewayError.
 */
export async function openSession(
  parts: OpenSessionParts,
  request: SessionRequest,
): Promise<OpenedSession> {
  const { stages } = parts
  const transcriber = request.session === null ? undefined : transcriberOf(request.session)
  if (transcriber !== undefined) {
    const forbidden = judgeTranscription(parts, request, transcriber)
    if (forbidden !== null) throw forbidden
  }
  const callFor = (inputTokensBound: number) => callOf(parts, request, inputTokensBound)
  const turns = new Turns({ stages, caller: request.caller, callFor })
  const refusal = await turns.reserve()
  if (refusal !== null) throw refusal
  const upstream = await connect(parts, turns)
  return {
    begin: (client) => begin(parts, request, { client, upstream, turns }),
    abandon() {
      turns.close('client_gone')
      upstream.close(1000, '')
    },
  }
}

async function connect({ stages }: OpenSessionParts, turns: Turns): Promise<FrameChannel> {
  const ticket = turns.takeReserved()
  try {
    // Only calls of this endpoint are admitted here.
    const call = ticket.call as CallOf<'realtime'>
    const { target, channel } = await stages.connect(stages.plan(call), call)
    turns.lead(target, ticket)
    return channel
  } catch (error) {
    const answer = stages.fail(ticket, error)
    throw passedOn(answer)
  }
}

/** The provider's own refusal, as far as it can be told in the answer to a handshake. */
function passedOn({ status, body }: ModelReply): GatewayError {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : '{}'
  const { error } = JSON.parse(text) as { readonly error?: { readonly message?: unknown } }
  const reason = typeof error?.message === 'string' ? `: ${error.message}` : '.'
  const message = `The provider refused the session with status ${status}${reason}`
  return new GatewayError('upstream_error', message)
}

function begin(
  parts: OpenSessionParts,
  request: SessionRequest,
  ends: { readonly client: FrameChannel; readonly upstream: FrameChannel; readonly turns: Turns },
): RealtimeSession {
  const { model, session } = request
  const targetModel = ends.turns.target?.model ?? model
  if (session !== null) ends.upstream.send(firstUpdate(session, targetModel))
  return new RealtimeSession({
    ...ends,
    rules: new ClientRules({
      model,
      targetModel,
      judgeTranscription: (transcriber) => judgeTranscription(parts, request, transcriber),
    }),
    idleTimeoutMs: parts.idleTimeoutMs,
    maxDurationMs: parts.maxDurationMs,
    after(durationMs, callback) {
      const timer = setTimeout(callback, durationMs)
      return () => clearTimeout(timer)
    },
  })
}

/** A session that a client secret was minted for begins as it was asked for then. */
function firstUpdate(session: SessionObject, model: string): string {
  return JSON.stringify({
    type: 'session.update',
    session: { type: 'realtime', ...session, model },
  })
}

/** What is written down of the client's speech is billed beside the responses, where no hold covers it. */
function judgeTranscription(
  parts: OpenSessionParts,
  request: SessionRequest,
  model: string | null,
): GatewayError | null {
  const caller = request.caller()
  const hasBudget = caller.limits.some(({ unit }) => unit === 'micro-usd')
  if (!hasBudget) return transcriberError(parts, caller, model)
  const message =
    'A key with a budget may not have speech transcribed in a session: it is billed beside the responses.'
  return new GatewayError('unsupported_parameter', message, {
    param: 'session.audio.input.transcription',
  })
}

/** Which model the provider takes where none is named is the provider's to choose: a key that may not call all must name one. */
function transcriberError(
  { scopeError }: OpenSessionParts,
  caller: Caller,
  model: string | null,
): GatewayError | null {
  if (model !== null) return scopeError(caller, model)
  if (caller.models === null) return null
  const param = 'session.audio.input.transcription.model'
  const message = `Missing required parameter: '${param}'. This key may not call every model.`
  return new GatewayError('missing_required_parameter', message, { param })
}

function callOf(
  { newRequestId }: OpenSessionParts,
  request: SessionRequest,
  inputTokensBound: number,
): CallOf<'realtime'> {
  const startedAtMs = Date.now()
  return {
    requestId: newRequestId(startedAtMs),
    endpoint: 'realtime',
    model: request.model,
    stream: true,
    body: { model: request.model, inputTokensBound, betaHeader: request.betaHeader },
    payload: new Uint8Array(0),
    feature: request.feature,
    simulation: request.simulation,
    startedAtMs,
    arrivedAt: performance.now(),
    outputCapTokens: null,
    hasLeft: () => false,
  }
}
