import type { HttpClient, HttpRequest } from '../../../egress/http/exchange.ts'
import {
  type CallOf,
  type FrameChannel,
  type ModelCall,
  type Provider,
  type ProviderReply,
  type Target,
  UpstreamFailure,
} from '../../model-call.ts'
import { rowOf } from '../../endpoints/endpoints.ts'
import { Exchange } from './exchange.ts'
import { type FetchImage, inlineImages } from './inline-images.ts'
import { type OutputCapParameter, outgoingJson } from './outgoing-body.ts'
import { outgoingForm } from './outgoing-form.ts'
import { connectRealtime, type OpenSocket } from './realtime-connection.ts'
import { parseRetryAfterMs, retryableStatuses } from './retry-after.ts'

export interface OpenAiProviderSettings {
  readonly client: HttpClient
  /** What stands before `/chat/completions`, e.g. `/v1`. */
  readonly pathPrefix: string
  readonly apiKey: string | null
  readonly outputCapParameter: OutputCapParameter
  readonly openSocket: OpenSocket
  /** For a provider that fetches no pictures itself; null where the address is passed. */
  readonly fetchImage: FetchImage | null
  readonly firstByteTimeoutMs: number
  readonly idleTimeoutMs: number
}

/** Speaks to OpenAI and to every server of its dialect: bytes through. */
export class OpenAiProvider implements Provider {
  readonly #settings: OpenAiProviderSettings
  readonly #headers: readonly string[]
  readonly #jsonHeaders: readonly string[]

  constructor(settings: OpenAiProviderSettings) {
    this.#settings = settings
    const authorization =
      settings.apiKey === null ? [] : ['authorization', `Bearer ${settings.apiKey}`]
    this.#headers = ['user-agent', 'llavero', ...authorization]
    this.#jsonHeaders = ['content-type', 'application/json', ...this.#headers]
  }

  send(target: Target, call: ModelCall): Promise<ProviderReply> {
    const { fetchImage } = this.#settings
    if (fetchImage === null || call.endpoint !== 'chat') return this.#exchange(target, call)
    return inlineImages(call, fetchImage).then((inlined) => this.#exchange(target, inlined))
  }

  #exchange(target: Target, call: ModelCall): Promise<ProviderReply> {
    const { apiKey: secret, firstByteTimeoutMs, idleTimeoutMs } = this.#settings
    const exchange = new Exchange(secret, (reply) =>
      reply.status < 400 ? answerOf(reply, call) : refusalOf(reply),
    )
    this.#settings.client.dispatch(
      {
        method: 'POST',
        path: this.#settings.pathPrefix + rowOf(call.endpoint).path,
        ...this.#outgoing(target, call),
        firstByteTimeoutMs,
        idleTimeoutMs,
      },
      exchange,
    )
    return exchange.reply
  }

  connect(target: Target, call: CallOf<'realtime'>): Promise<FrameChannel> {
    const { pathPrefix, apiKey, openSocket } = this.#settings
    const { betaHeader } = call.body
    return connectRealtime(openSocket, {
      path: `${pathPrefix}/realtime?model=${encodeURIComponent(target.model)}`,
      headers: {
        'user-agent': 'llavero',
        ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
        ...(betaHeader !== null && { 'openai-beta': betaHeader }),
      },
      secret: apiKey,
    })
  }

  #outgoing(target: Target, call: ModelCall): Pick<HttpRequest, 'headers' | 'body'> {
    const { payload } = call
    if (payload instanceof Uint8Array) {
      const { outputCapParameter } = this.#settings
      const body = outgoingJson(target, call, payload, outputCapParameter)
      return { headers: this.#jsonHeaders, body }
    }
    const { contentType, ...body } = outgoingForm(payload, target.model)
    return { headers: ['content-type', contentType, ...this.#headers], body }
  }
}

/** A redirect, and a body of the other form than was asked for, are no answer. An error in place of a stream is one. */
function answerOf(reply: ProviderReply, call: ModelCall): ProviderReply {
  const { status, body } = reply
  if (status >= 300) throw noAnswer(status, `a redirect (${status})`)
  if (body instanceof Uint8Array) {
    if (call.stream && !isErrorObject(body)) throw noAnswer(status, 'no stream of events')
    if (isPage(reply)) throw noAnswer(status, 'a page of HTML')
  } else if ('pieces' in body) {
    const fault = byteFault(reply, call)
    if (fault !== null) throw abandon(body.pieces, noAnswer(status, fault))
  } else if (!call.stream) {
    throw abandon(body, noAnswer(status, 'a stream of events that nobody asked for'))
  }
  return reply
}

function byteFault(reply: ProviderReply, call: ModelCall): string | null {
  if (call.stream) return 'no stream of events'
  if (isPage(reply)) return 'a page of HTML'
  const { headers } = reply
  const row = rowOf(call.endpoint)
  return row.answersJson(call.body) &&
    !(headers['content-type'] ?? '').startsWith('application/json')
    ? 'something that is no JSON object'
    : null
}

/** No endpoint answers with a page: it comes from some door on the way. */
function isPage({ headers }: ProviderReply): boolean {
  return (headers['content-type'] ?? '').startsWith('text/html')
}

function abandon(stream: AsyncIterable<unknown>, failure: UpstreamFailure): UpstreamFailure {
  void stream[Symbol.asyncIterator]().return?.()
  return failure
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
