import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedCall {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
  readonly body: Record<string, unknown>
}

/** Answers one call; the response is the test's to script: status, pieces, silence, a cut. */
export type Script = (response: ServerResponse, call: ReceivedCall) => void | Promise<void>

/** A provider of OpenAI's dialect on 127.0.0.1 that does what the test says. */
export class FakeUpstream implements AsyncDisposable {
  readonly calls: ReceivedCall[] = []
  readonly #server: Server
  readonly #scripts: Script[] = []
  #fallback: Script = (response, call) =>
    call.body['stream'] === true
      ? streamWords(['Hello', '.'])(response, call)
      : answer(response, 'Hello.')

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response))
  }

  static async start(): Promise<FakeUpstream> {
    const upstream = new FakeUpstream()
    upstream.#server.listen(0, '127.0.0.1')
    await once(upstream.#server, 'listening')
    return upstream
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
  }

  /** The next calls are answered by these, in order; then by the standing answer again. */
  script(...scripts: Script[]): void {
    this.#scripts.push(...scripts)
  }

  always(script: Script): void {
    this.#fallback = script
  }

  /** The only call so far; for tests that make one. */
  get call(): ReceivedCall {
    const [call] = this.calls
    assert.ok(call && this.calls.length === 1, `${this.calls.length} calls came, not one`)
    return call
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const isJson = request.headers['content-type'] === 'application/json'
    const text = bytes.toString('utf8')
    const call = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      bytes,
      text,
      body: text === '' || !isJson ? {} : (JSON.parse(text) as Record<string, unknown>),
    }
    if (call.path.endsWith('/models')) {
      sendJson(response, 200, {
        object: 'list',
        data: [{ id: 'gpt-4o-mini', object: 'model', created: 1, owned_by: 'fake' }],
      })
      return
    }
    this.calls.push(call)
    await (this.#scripts.shift() ?? this.#fallback)(response, call)
  }
}

export const someUsage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }

/** A whole chat completion. */
export function answer(
  response: ServerResponse,
  content: string,
  usage: object | null = someUsage,
): void {
  sendJson(response, 200, {
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-4o-mini-2024-07-18',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    ...(usage !== null && { usage }),
  })
}

export function refuse(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  message = 'No.',
): void {
  sendJson(
    response,
    status,
    { error: { message, type: 'server_error', param: null, code: null } },
    headers,
  )
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

export function beginStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  response.flushHeaders()
}

export function chunkText(
  delta: object,
  finishReason: string | null = null,
  extra: object = {},
): string {
  return `data: ${JSON.stringify({
    id: 'chatcmpl-fake',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'gpt-4o-mini-2024-07-18',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
    ...extra,
  })}\n\n`
}

export function usageChunkText(usage: object = someUsage): string {
  return `data: ${JSON.stringify({ id: 'chatcmpl-fake', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-mini-2024-07-18', choices: [], usage })}\n\n`
}

export const doneText = 'data: [DONE]\n\n'

/** Writes one piece and resolves when it has left this process; or when nobody is there to take it. */
export async function say(response: ServerResponse, piece: string | Buffer): Promise<void> {
  const said = Promise.withResolvers<void>()
  response.write(piece, () => said.resolve())
  await said.promise
}

/** Breaks the connection in mid-answer: no terminal event, no end of the body. */
export async function cut(response: ServerResponse): Promise<void> {
  response.destroy()
  await once(response, 'close')
}

/** A stream of `words`, whole, with usage and end. */
export function streamWords(words: readonly string[]): Script {
  return (response) => {
    beginStream(response)
    response.write(chunkText({ role: 'assistant', content: '' }))
    for (const word of words) response.write(chunkText({ content: word }))
    response.write(chunkText({}, 'stop'))
    response.write(usageChunkText())
    response.end(doneText)
  }
}
