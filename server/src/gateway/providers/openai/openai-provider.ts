import type { Dispatcher } from 'undici'
import {
  type ModelCall,
  type Provider,
  type ProviderReply,
  type Target,
  UpstreamFailure,
} from '../../model-call.ts'
import { Exchange } from './exchange.ts'

export interface OpenAiProviderSettings {
  readonly pool: Dispatcher
  /** What stands before `/chat/completions`, e.g. `/v1`. */
  readonly pathPrefix: string
  readonly apiKey: string | null
  /** Current models of OpenAI refuse `max_tokens`; most servers of its dialect know nothing else. */
  readonly outputCapParameter: 'max_completion_tokens' | 'max_tokens'
  readonly firstByteTimeoutMs: number
  readonly idleTimeoutMs: number
}

const retryableStatuses = new Set([408, 409, 425, 429])

/** Speaks to OpenAI and to every server of its dialect: bytes through. */
export class OpenAiProvider implements Provider {
  readonly #settings: OpenAiProviderSettings
  readonly #headers: readonly string[]

  constructor(settings: OpenAiProviderSettings) {
    this.#settings = settings
    const authorization =
      settings.apiKey === null ? [] : ['authorization', `Bearer ${settings.apiKey}`]
    this.#headers = ['content-type', 'application/json', 'user-agent', 'llavero', ...authorization]
  }

  async send(target: Target, call: ModelCall): Promise<ProviderReply> {
    const { apiKey: secret, firstByteTimeoutMs } = this.#settings
    const exchange = new Exchange({ secret, firstByteTimeoutMs })
    this.#settings.pool.dispatch(
      {
        method: 'POST',
        path: `${this.#settings.pathPrefix}/chat/completions`,
        headers: this.#headers as string[],
        body: outgoingBody(target, call, this.#settings.outputCapParameter),
        // The exchange has a deadline of its own.
        headersTimeout: 0,
        bodyTimeout: this.#settings.idleTimeoutMs,
      },
      exchange,
    )
    const reply = await exchange.reply
    return reply.status < 400 ? answerOf(reply, call) : refusalOf(reply)
  }
}

/**
 * The client's own bytes wherever nothing has to change. The usage of a stream is always asked for;
 * `meter` keeps the extra chunk from a client that did not ask.
 */
function outgoingBody(
  target: Target,
  call: ModelCall,
  outputCapParameter: OpenAiProviderSettings['outputCapParameter'],
): Uint8Array | string {
  const asksUsage = call.stream && call.body.stream_options?.include_usage !== true
  const isUnchanged = target.model === call.model && !asksUsage && call.outputCapTokens === null
  if (isUnchanged && !mayRepeatKeys(call)) return call.bytes
  return JSON.stringify({
    ...call.body,
    model: target.model,
    ...(asksUsage && { stream_options: { ...call.body.stream_options, include_usage: true } }),
    ...(call.outputCapTokens !== null && { [outputCapParameter]: call.outputCapTokens }),
  })
}

/** What scope, price, hold and the form of the answer depend on. */
const decisiveKeys = ['model', 'max_tokens', 'max_completion_tokens', 'n', 'stream'] as const
const decisiveKeyTexts = decisiveKeys.map((key) => [key, Buffer.from(`"${key}"`)] as const)
const escape = Buffer.from('\\u00')
/** A letter or an underscore of ASCII that is written as an escape. */
const escapedLetter = /\\u00[4-7]/

/**
 * Whether a key that was checked may stand twice in the client's bytes: we read the last one, the
 * provider might read the first. Such a body is written anew, with what was checked.
 */
function mayRepeatKeys({ body, bytes }: ModelCall): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.includes(escape) && escapedLetter.test(buffer.toString('latin1'))) return true
  return decisiveKeyTexts.some(
    ([key, text]) =>
      body[key] !== undefined && buffer.includes(text, buffer.indexOf(text) + text.length),
  )
}

/** A redirect, and a body of the other form than was asked for, are no answer. An error in place of a stream is one. */
function answerOf(reply: ProviderReply, call: ModelCall): ProviderReply {
  const { status, body } = reply
  if (status >= 300) throw noAnswer(status, `a redirect (${status})`)
  if (body instanceof Uint8Array) {
    if (call.stream && !isErrorObject(body)) throw noAnswer(status, 'no stream of events')
  } else if (!call.stream) {
    void body[Symbol.asyncIterator]().return?.()
    throw noAnswer(status, 'a stream of events that nobody asked for')
  }
  return reply
}

function noAnswer(status: number, what: string): UpstreamFailure {
  return new UpstreamFailure('upstream_invalid', `The provider answered with ${what}.`, { status })
}

function isErrorObject(body: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    return typeof value === 'object' && value !== null && 'error' in value && value.error !== null
  } catch {
    return false
  }
}

/** A refusal that another try or another target may mend becomes a failure; any other is the client's answer. */
function refusalOf(reply: ProviderReply): ProviderReply {
  const { status } = reply
  if (status === 401 || status === 403) {
    throw new UpstreamFailure(
      'upstream_unauthorized',
      "The provider refused the gateway's own credentials.",
      { status },
    )
  }
  const isRetryable = retryableStatuses.has(status) || status >= 500
  if (!isRetryable) return reply
  const retryAfterMs = parseRetryAfterMs(reply.headers)
  throw new UpstreamFailure('upstream_error', `The provider answered with status ${status}.`, {
    status,
    isRetryable,
    retryAfterMs,
    reply,
  })
}

/** `retry-after-ms`, or `retry-after` in seconds or as an HTTP date (RFC 9110, 10.2.3). */
function parseRetryAfterMs(
  headers: Readonly<Record<string, string>>,
  nowMs = Date.now(),
): number | null {
  const exact = Number(headers['retry-after-ms'] ?? Number.NaN)
  if (exact >= 0) return exact
  const text = headers['retry-after']
  if (text === undefined) return null
  const seconds = Number(text)
  if (seconds >= 0) return seconds * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs)
}
