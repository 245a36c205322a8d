import assert from 'node:assert/strict'
import type { CreatedKeyObject } from '@llavero/protocol/control/keys.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import { inProcessApi } from '../../src/cli/in-process-api.ts'
import { readSettings } from '../../src/config/settings.ts'
import { type RunningServer, startServer } from '../../src/serve.ts'
import { createTemporaryFolder, type Engine } from './engines.ts'
import type { FakeUpstream } from './upstream.ts'
import { until } from './until.ts'

export interface TestServerOptions {
  /** Becomes the default provider. */
  readonly upstream?: Pick<FakeUpstream, 'baseUrl'>
  readonly providerKey?: string
  /** Where the data is; SQLite in a folder of its own without it. */
  readonly engine?: Engine
  /** Variables of the environment beyond the test's own. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A whole server on a free port of 127.0.0.1, in this process, with a database of its own. */
export class TestServer implements AsyncDisposable {
  readonly #disposables: AsyncDisposableStack
  readonly #environment: Readonly<Record<string, string>>
  #running: RunningServer

  private constructor(
    running: RunningServer,
    environment: Readonly<Record<string, string>>,
    disposables: AsyncDisposableStack,
  ) {
    this.#running = running
    this.#environment = environment
    this.#disposables = disposables
  }

  static async start(options: TestServerOptions = {}): Promise<TestServer> {
    const disposables = new AsyncDisposableStack()
    const folder = disposables.use(await createTemporaryFolder())
    const database = options.engine && disposables.use(await options.engine.create())
    const environment: Record<string, string> = {
      LLAVERO_PORT: '0',
      LLAVERO_DATA_DIR: folder.path,
      LLAVERO_DATABASE_URL: database?.options.databaseUrl ?? '',
      LLAVERO_LOG_LEVEL: 'silent',
      LLAVERO_FLUSH_INTERVAL_MS: '10',
      LLAVERO_SHUTDOWN_GRACE_MS: '2000',
      ...(options.upstream && {
        OPENAI_BASE_URL: options.upstream.baseUrl,
        OPENAI_API_KEY: options.providerKey ?? 'sk-of-the-provider',
      }),
      ...options.settings,
    }
    try {
      return new TestServer(await startServer(readSettings(environment)), environment, disposables)
    } catch (error) {
      await disposables.disposeAsync()
      throw error
    }
  }

  get url(): string {
    return this.#running.url
  }

  get ownerCode(): string {
    assert.ok(this.#running.ownerCode)
    return this.#running.ownerCode
  }

  get dataFolder(): string {
    return this.#running.app.settings.dataFolder
  }

  get control() {
    return this.#running.app.control
  }

  get storage() {
    return this.#running.app.storage
  }

  /** Stops in peace and starts anew on the same data, on another port; something may happen in between. */
  async restart(inBetween: () => void = () => {}): Promise<void> {
    await this.#running.stop()
    inBetween()
    this.#running = await startServer(readSettings(this.#environment))
  }

  async stop(): Promise<void> {
    await this.#running.stop()
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(new URL(path, this.url), init)
  }

  /** Posts JSON, with a key where one is given. */
  post(path: string, body: object, key?: string): Promise<Response> {
    return this.fetch(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(body),
    })
  }

  /** Posts a chat completion; one short user message where the test does not care. */
  chat(
    body: Readonly<Record<string, unknown>> = {},
    {
      key,
      headers,
      signal,
    }: { key?: string; headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Response> {
    return this.fetch('/v1/chat/completions', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...headers,
      },
      body: JSON.stringify({ ...shortChat, ...body }),
      ...(signal && { signal }),
    })
  }

  /** Asks the admin API as the operator of the machine. */
  async operate<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const reply = await inProcessApi(this.#running.app.control).request(method, path, body)
    assert.ok(reply.status < 400, JSON.stringify(reply.body))
    return reply.body as Body
  }

  createKey(body: Readonly<Record<string, unknown>> = {}): Promise<CreatedKeyObject> {
    return this.operate('POST', '/api/keys', { name: 'test', ...body })
  }

  addProvider(name: string, { baseUrl }: Pick<FakeUpstream, 'baseUrl'>): Promise<ProviderObject> {
    return this.operate('POST', '/api/providers', {
      name,
      base_url: baseUrl,
      api_key: `sk-of-${name}`,
    })
  }

  /** Lets a model name of ours lead to these providers, in order. */
  async addRoute(
    model: string,
    targets: readonly { readonly id: string; readonly model: string }[],
  ): Promise<void> {
    await this.operate('POST', '/api/routes', {
      model,
      targets: targets.map((target) => ({ provider_id: target.id, model: target.model })),
    })
  }

  /** The rows of the request log, newest first, as soon as there are so many. */
  async rows(count: number): Promise<readonly RequestObject[]> {
    return until(`${count} rows in the request log`, async () => {
      const { data } = await this.operate<Page<RequestObject>>('GET', '/api/requests?limit=200')
      assert.ok(data.length <= count, `${data.length} rows for ${count} calls`)
      return data.length === count && data
    })
  }

  /** The only row of the request log. */
  async row(): Promise<RequestObject> {
    const [row] = await this.rows(1)
    assert.ok(row)
    return row
  }

  /** A number of `GET /metrics`, by the whole name of its line. */
  async metric(name: string): Promise<number> {
    const text = await (await this.fetch('/metrics')).text()
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `))
    assert.ok(line, `${name} is no metric`)
    return Number(line.slice(name.length))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running.stop()
    await this.#disposables.disposeAsync()
  }
}

const shortChat = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say hello.' }] }

/** The error of an answer, whose four keys must all be there. */
export async function errorOf(response: Response): Promise<{
  readonly status: number
  readonly code: string | null
  readonly type: string
  readonly param: string | null
  readonly message: string
}> {
  const text = await response.text()
  const body = JSON.parse(text) as { error?: Record<string, unknown> }
  assert.deepEqual(Object.keys(body), ['error'], text)
  const { message, type, param, code, ...rest } = body.error ?? {}
  assert.deepEqual(rest, {}, text)
  assert.ok(typeof message === 'string' && message !== '', text)
  assert.ok(typeof type === 'string' && type !== '', text)
  assert.ok(param === null || typeof param === 'string', text)
  assert.ok(code === null || typeof code === 'string', text)
  return { status: response.status, message, type, param, code }
}
