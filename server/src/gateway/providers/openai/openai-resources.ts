import { Readable } from 'node:stream'
import type { Egress, HttpReply } from '../../../egress/egress.ts'
import { EgressFailure } from '../../../egress/fetch-json.ts'
import type { HttpRequest } from '../../../egress/http-request.ts'
import { EgressRefusal } from '../../../egress/policy.ts'
import type { OutgoingFile, Upstream } from '../../../resource/upstream.ts'
import { parseRetryAfterMs, retryableStatuses } from './retry-after.ts'
import { UpstreamFailure } from '../../model-call.ts'
import { masked } from './exchange.ts'
import { writeForm } from './outgoing-form.ts'

export interface OpenAiResourcesSettings {
  readonly egress: Pick<Egress, 'request'>
  /** Up to and with `/v1`. */
  readonly baseUrl: string
  readonly apiKey: string | null
  readonly connectTimeoutMs: number
  /** How long either side may fall silent. */
  readonly idleTimeoutMs: number
}

/** Lists have a hundred objects at most; nothing else is long. */
const maxAnswerBytes = 8 * 1024 * 1024

type Sending = Pick<HttpRequest, 'method'> &
  Partial<Pick<HttpRequest, 'body' | 'headers' | 'signal'>>

/** What OpenAI and servers of its dialect keep. */
export class OpenAiResources implements Upstream {
  readonly #settings: OpenAiResourcesSettings

  constructor(settings: OpenAiResourcesSettings) {
    this.#settings = settings
  }

  async ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const text = body === undefined ? null : JSON.stringify(body)
    const reply = await this.#send(path, { method, headers, body: text })
    return parse(await this.#read(reply), reply.status)
  }

  async upload(file: OutgoingFile, signal: AbortSignal): Promise<string> {
    const { contentType, byteLength, stream } = writeForm([
      { name: 'purpose', value: file.purpose },
      { ...file, name: 'file', contentType: 'application/jsonl', open: () => file.open() },
    ])
    const headers = { 'content-type': contentType, 'content-length': String(byteLength) }
    const reply = await this.#send('/files', { method: 'POST', headers, body: stream, signal })
    const answer = parse(await this.#read(reply), reply.status) as { readonly id?: unknown }
    if (typeof answer.id === 'string') return answer.id
    throw noAnswer(reply.status, 'a file without an id')
  }

  async download(fileId: string, signal: AbortSignal): Promise<Readable> {
    const path = `/files/${encodeURIComponent(fileId)}/content`
    const { body } = await this.#send(path, { method: 'GET', signal })
    return Readable.from(named(body), { objectMode: false })
  }

  /** Resolves to an answer that is none of an error. */
  async #send(path: string, sending: Sending): Promise<HttpReply> {
    const { egress, baseUrl, apiKey, ...timeouts } = this.#settings
    const authorization = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }
    const headers = { 'user-agent': 'llavero', ...authorization, ...sending.headers }
    const url = new URL(baseUrl.replace(/\/+$/, '') + path)
    const request = { policy: 'configured', body: null, ...sending, headers, ...timeouts } as const
    const reply = await egress.request(url, request).catch((error: unknown) => {
      throw failureOf(error)
    })
    if (reply.status < 300) return reply
    if (reply.status >= 400) throw this.#refusal(reply, await this.#read(reply))
    await reply.body.dump()
    throw noAnswer(reply.status, `a redirect (${reply.status})`)
  }

  async #read({ body }: HttpReply): Promise<Buffer> {
    const pieces: Buffer[] = []
    let bytes = 0
    for await (const piece of named(body)) {
      bytes += piece.length
      // Leaving the loop closes the connection.
      if (bytes > maxAnswerBytes) throw noAnswer(null, 'more than it may')
      pieces.push(piece)
    }
    return Buffer.from(masked(Buffer.concat(pieces), this.#settings.apiKey))
  }

  #refusal({ status, headers }: HttpReply, body: Buffer): UpstreamFailure {
    const plain = { 'content-type': 'application/json', ...stringsOf(headers) }
    if (status === 401 || status === 403) {
      const message = "The provider refused the gateway's own credentials."
      return new UpstreamFailure('upstream_unauthorized', message, { status })
    }
    const message = messageOf(body) ?? `The provider answered with status ${status}.`
    return new UpstreamFailure('upstream_error', message, {
      status,
      isRetryable: retryableStatuses.has(status) || status >= 500,
      retryAfterMs: parseRetryAfterMs(plain),
      reply: { status, headers: plain, body },
    })
  }
}

/** The bytes of an answer, whose end, where it is none, is told in our words. */
async function* named(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>
  } catch (error) {
    const message = 'The provider closed the connection before the answer was whole.'
    const detail = { isRetryable: true, cause: error }
    throw new UpstreamFailure('upstream_truncated', message, detail)
  }
}

function failureOf(error: unknown): unknown {
  if (error instanceof EgressFailure) {
    const message = 'The provider could not be reached.'
    return new UpstreamFailure('upstream_unreachable', message, { isRetryable: true, cause: error })
  }
  if (!(error instanceof EgressRefusal)) return error
  return new UpstreamFailure('upstream_unreachable', error.message, { cause: error })
}

function noAnswer(status: number | null, what: string): UpstreamFailure {
  const detail = status === null ? {} : { status }
  return new UpstreamFailure('upstream_invalid', `The provider answered with ${what}.`, detail)
}

function parse(bytes: Buffer, status: number): object {
  const value = parseOrNull(bytes)
  if (typeof value === 'object' && value !== null) return value
  throw noAnswer(status, 'something that is no JSON object')
}

function parseOrNull(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

function messageOf(body: Buffer): string | null {
  const value = parseOrNull(body) as { readonly error?: { readonly message?: unknown } } | null
  const message = value?.error?.message
  return typeof message === 'string' && message !== '' ? message : null
}

function stringsOf(headers: HttpReply['headers']): Record<string, string> {
  const names = ['retry-after', 'retry-after-ms']
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}
