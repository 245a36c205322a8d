import { serverStopping } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { bufferOf } from '../buffer-of.ts'
import type { Answer } from '../endpoints/endpoint-row.ts'
import { rowOf } from '../endpoints/endpoints.ts'
import { parseObject } from '../endpoints/event-data.ts'
import { noUsage } from '../endpoints/usage.ts'
import { fieldsOf, listOf } from '../header-list.ts'
import {
  type ByteStream,
  type Caller,
  type EventStream,
  type ModelCall,
  type ModelReply,
  type ProviderReply,
  type Refusal,
  type RoutedReply,
  type Ticket,
  UpstreamFailure,
  type UpstreamFault,
  type Usage,
  type Verdict,
} from '../model-call.ts'
import { type AccountParts, closeAccount, type Outcome } from './call-account.ts'
import { ByteReading } from './byte-reading.ts'
import { MeteredStream, type StreamParts } from './metered-stream.ts'
import { overheadOf, replyHeaders } from './reply-headers.ts'
import { parseUsageAtEnd } from './usage-at-end.ts'

/** Passes the reply on and sees to it that its hold is settled and its row written, once, however it ends. */
export function meter(parts: StreamParts, ticket: Ticket, reply: RoutedReply): ModelReply {
  if (reply.body instanceof Uint8Array) return meterWhole(parts, ticket, reply, reply.body)
  const headers = replyHeaders(ticket, reply, { overheadMs: overheadOf(ticket, reply), cost: null })
  return { status: reply.status, headers, body: meterStream(parts, ticket, reply, reply.body) }
}

function meterStream(
  parts: StreamParts,
  ticket: Ticket,
  reply: RoutedReply,
  body: EventStream | ByteStream,
): AsyncIterable<Uint8Array> {
  if ('pieces' in body) {
    const reading = new ByteReading(ticket.call)
    return new MeteredStream(parts, ticket, { reply, batches: body.pieces, reading })
  }
  const row = rowOf(ticket.call.endpoint)
  const reading = row.readStream(ticket.call)
  if (reading === null) throw noAnswer(reply, 'upstream_invalid', 'a stream of events')
  return new MeteredStream(parts, ticket, { reply, batches: body, reading })
}

function meterWhole(
  parts: AccountParts,
  ticket: Ticket,
  reply: RoutedReply,
  body: Uint8Array,
): ModelReply {
  const isError = reply.status >= 400
  const bytes = bufferOf(body)
  const usage = isError ? noUsage : usageOf(ticket.call, reply, bytes)
  const overheadMs = overheadOf(ticket, reply)
  const cost = closeAccount(parts, ticket, {
    verdict: isError ? 'provider_error' : 'complete',
    status: reply.status,
    errorCode: isError ? 'upstream_error' : null,
    target: reply.target,
    attempts: reply.attempts,
    failedTries: reply.failedTries,
    usage,
    firstByteMs: reply.firstByteAt - ticket.call.arrivedAt,
    overheadMs,
    responseText: parts.storesContent ? bytes.toString('utf8') : null,
  })
  const { status, release = null } = reply
  return { status, headers: replyHeaders(ticket, reply, { overheadMs, cost }), body, release }
}

/** Throws where a 200 holds no answer: a page of some proxy, or an error in an answer's clothes. */
function usageOf(call: ModelCall, reply: RoutedReply, bytes: Buffer): Usage {
  const row = rowOf(call.endpoint)
  const answer = parseAnswer(bytes)
  if (answer === null && row.answersJson(call.body)) {
    throw noAnswer(reply, 'upstream_invalid', 'something that is no JSON object')
  }
  if (isObject(answer?.error)) throw noAnswer(reply, 'upstream_error', 'an error of its own')
  const usage = answer === null ? null : row.readUsage(answer, call)
  return usage ?? row.estimateUsage(call, { pieces: 0, bytes: bytes.length })
}

function parseAnswer(bytes: Buffer): Answer | null {
  const end = bytes[0] === openingBrace ? parseUsageAtEnd(bytes) : null
  return end ?? parseObject(bytes.toString('utf8'))
}

function noAnswer(reply: RoutedReply, fault: UpstreamFault, what: string): UpstreamFailure {
  const failure = new UpstreamFailure(fault, `The provider answered with ${what}.`, {
    reply: { ...reply, status: 502 },
  })
  failure.target = reply.target
  failure.attempts = reply.attempts
  failure.failedTries = reply.failedTries
  return failure
}

const openingBrace = 0x7b

/** Logs a call that was not admitted; it used nothing. Returns what the client is told. */
export function refuse(
  parts: AccountParts,
  caller: Caller,
  call: ModelCall,
  refusal: Refusal,
): GatewayError {
  closeAccount(parts, { caller, call, hold: null }, unanswered(call, 'refused', refusal.error))
  return refusal.error
}

/**
 * Settles and logs a call that a stage threw out of. Answers with the upstream's own error where it gave
 * one, else throws what the client is told. What is neither coded nor an upstream's is a bug: it is thrown on.
 */
export function fail(parts: StreamParts, ticket: Ticket, error: unknown): ModelReply {
  if (error instanceof UpstreamFailure) return failUpstream(parts, ticket, error)
  const coded = error instanceof GatewayError ? error : new GatewayError('server_error', '')
  closeAccount(parts, ticket, unanswered(ticket.call, 'refused', coded))
  throw error
}

/** Answers that broke: the provider had begun to work, and bills at least for what it read. */
const brokenAnswers: ReadonlySet<UpstreamFault> = new Set([
  'upstream_truncated',
  'upstream_idle_timeout',
  'upstream_invalid',
])

function wasWorkedOn({ fault, status }: UpstreamFailure): boolean {
  return brokenAnswers.has(fault) && (status === null || status < 300)
}

function leastUsage(call: ModelCall): Usage {
  const row = rowOf(call.endpoint)
  return row.estimateUsage(call, { pieces: 0, bytes: 0 })
}

function failUpstream(parts: StreamParts, ticket: Ticket, failure: UpstreamFailure): ModelReply {
  const { call } = ticket
  const told = toldOf(failure, ticket, parts.open.isStopped)
  const ownAnswer = failure.reply !== null && isErrorAnswer(failure.reply) ? failure.reply : null
  closeAccount(parts, ticket, {
    ...unanswered(call, verdictOf(told), told),
    status: ownAnswer?.status ?? told.status,
    target: failure.target,
    attempts: failure.attempts,
    failedTries: failure.failedTries,
    usage: wasWorkedOn(failure) ? leastUsage(call) : noUsage,
  })
  if (ownAnswer === null) throw told
  return {
    status: ownAnswer.status,
    body: ownAnswer.body,
    headers: [...ticket.headers, ...listOf(ownAnswer.headers)],
  }
}

/** What we broke off ourselves because our own time was over is no fault of the provider. */
function toldOf(failure: UpstreamFailure, ticket: Ticket, isStopped: boolean): GatewayError {
  const headers = fieldsOf(ticket.headers)
  if (isStopped && failure.reply === null) {
    return new GatewayError('shutting_down', serverStopping, { cause: failure, headers })
  }
  const { retryAfterMs } = failure
  return new GatewayError(failure.fault, failure.message, { retryAfterMs, cause: failure, headers })
}

function verdictOf({ code }: GatewayError): Verdict {
  if (code === 'shutting_down') return 'server_stopped'
  return code === 'upstream_truncated' ? 'truncated' : 'provider_error'
}

function isErrorAnswer(reply: ProviderReply): reply is ProviderReply & { body: Uint8Array } {
  if (!(reply.body instanceof Uint8Array)) return false
  const answer: Answer | null = parseObject(Buffer.from(reply.body).toString('utf8'))
  return isObject(answer?.error)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function unanswered(call: ModelCall, verdict: Verdict, error: GatewayError): Outcome {
  return {
    verdict,
    status: error.status,
    errorCode: error.code,
    target: null,
    attempts: 0,
    usage: noUsage,
    firstByteMs: null,
    overheadMs: performance.now() - call.arrivedAt,
    responseText: null,
  }
}
