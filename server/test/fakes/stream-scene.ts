import assert from 'node:assert/strict'
import { FakeUpstream } from './upstream.ts'
import { TestServer } from './server.ts'

/** A server, a provider that a test scripts, and a key of somebody who streams. */
export interface StreamScene extends AsyncDisposable {
  readonly server: TestServer
  readonly upstream: FakeUpstream
  readonly key: string
  /** Streams a chat completion. */
  stream(body?: Record<string, unknown>, signal?: AbortSignal): Promise<Response>
}

export async function setScene(settings: Record<string, string> = {}): Promise<StreamScene> {
  const disposables = new AsyncDisposableStack()
  const upstream = disposables.use(await FakeUpstream.start())
  const server = disposables.use(await TestServer.start({ upstream, settings }))
  const { key } = await server.createKey({ budget_usd: 100 })
  return {
    server,
    upstream,
    key,
    stream: (body = {}, signal) =>
      server.chat({ stream: true, ...body }, { key, ...(signal && { signal }) }),
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  }
}

export async function assertNothingIsHeld(server: TestServer): Promise<void> {
  assert.equal(await server.metric('llavero_holds_outstanding'), 0)
}
