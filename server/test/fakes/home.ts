import assert from 'node:assert/strict'
import { Ledger } from '../../src/quota/ledger.ts'
import type { Storage } from '../../src/storage/open.ts'
import { createTemporaryFolder, type Engine } from './engines.ts'
import { ServerProcess, type Variables } from './process.ts'
import { FakeUpstream } from './upstream.ts'

/** What each test's key may spend in total. */
export const budgetUsd = 1_000
/** How often a process of a home writes its log. */
export const flushIntervalMs = 20

/** One home for processes that come and go: data folder, database, a provider, and the owner's session. */
export class Home implements AsyncDisposable {
  readonly upstream: FakeUpstream
  readonly variables: Variables
  readonly #disposables: AsyncDisposableStack
  readonly #open: () => Promise<Storage>
  #headers: Record<string, string> = {}

  private constructor(
    upstream: FakeUpstream,
    variables: Variables,
    rest: { disposables: AsyncDisposableStack; open: () => Promise<Storage> },
  ) {
    this.upstream = upstream
    this.variables = variables
    this.#disposables = rest.disposables
    this.#open = rest.open
  }

  static async make(engine: Engine, variables: Variables = {}): Promise<Home> {
    const disposables = new AsyncDisposableStack()
    const upstream = disposables.use(await FakeUpstream.start())
    const folder = disposables.use(await createTemporaryFolder())
    const database = disposables.use(await engine.create())
    // The embedded database lies in the data folder; for the other engine the folder holds the rest.
    const dataFolder = engine.isShared ? folder.path : database.options.dataFolder
    return new Home(
      upstream,
      {
        LLAVERO_DATA_DIR: dataFolder,
        LLAVERO_DATABASE_URL: database.options.databaseUrl ?? '',
        LLAVERO_FLUSH_INTERVAL_MS: String(flushIntervalMs),
        OPENAI_BASE_URL: upstream.baseUrl,
        OPENAI_API_KEY: 'sk-of-the-provider',
        ...variables,
      },
      { disposables, open: () => database.open() },
    )
  }

  start(): Promise<ServerProcess> {
    return ServerProcess.start(this.variables)
  }

  async becomeOwner(server: ServerProcess): Promise<void> {
    const response = await fetch(`${server.url}/api/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        code: server.ownerCode,
        email: 'a@b.c',
        name: 'Ana',
        password: 'x'.repeat(12),
      }),
    })
    const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const { csrf_token } = (await response.json()) as { csrf_token: string }
    this.#headers = { cookie, 'x-csrf-token': csrf_token, 'content-type': 'application/json' }
  }

  /** Asks the admin API; throws when the process dies meanwhile. */
  async ask<Body>(
    server: ServerProcess,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Body> {
    const text = body === undefined ? null : JSON.stringify(body)
    const response = await fetch(server.url + path, { method, headers: this.#headers, body: text })
    assert.ok(response.ok, `${method} ${path}: ${response.status}`)
    return (await response.json()) as Body
  }

  /** The database without any process; opened as a starting one would. */
  openStorage(): Promise<Storage> {
    return this.#open()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#disposables.disposeAsync()
  }
}

/** The ledger agrees with the log, nothing is leased, and all that was not spent can be held at once. */
export async function assertWholeRemainderIsFree(
  storage: Storage,
  keyId: string,
  spentMicroUsd: number,
): Promise<void> {
  const owner = `key:${keyId}`
  const [account] = await storage.quota.listByOwner(owner)
  assert.equal(account?.settled, spentMicroUsd, 'the ledger and the log')
  const leases = await storage.quota.listLeases()
  assert.equal(
    leases.reduce((sum, { amount }) => sum + Math.abs(amount), 0),
    0,
    'leases left over',
  )
  const limit = { owner, unit: 'micro-usd', window: 'total', limit: budgetUsd * 1_000_000 } as const
  const ledger = new Ledger({ store: storage.quota, replica: 'test' })
  const rest = await ledger.hold([{ limit, amount: limit.limit - spentMicroUsd }])
  assert.equal(rest.allowed, true, 'the rest of the budget is free')
}
