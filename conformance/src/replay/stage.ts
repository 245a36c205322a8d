import { TestServer } from '../../../server/test/fakes/server.ts'

/** Which model of the simulator stands for a recorded one. What is not here does not exist. */
const standIns: Readonly<Record<string, string>> = {
  'gpt-4o-mini': 'sim-mini',
  'gpt-4o-mini-2024-07-18': 'sim-mini',
  'gpt-4o-2024-08-06': 'sim-mini',
  'gpt-audio-1.5': 'sim-mini',
  'o3-mini': 'sim-mini',
  'gpt-3.5-turbo': 'sim-mini',
  'gpt-3.5-turbo-instruct': 'sim-mini',
}

/** A server whose models are those of the recordings, and lead to a second server that has the simulator. */
export interface ReplayStage extends AsyncDisposable {
  readonly server: TestServer
  readonly key: string
}

export async function setReplayStage(): Promise<ReplayStage> {
  const disposables = new AsyncDisposableStack()
  const simulator = disposables.use(await TestServer.start())
  const { key: providerKey } = await simulator.createKey()
  const server = disposables.use(await TestServer.start())
  const provider = await server.operate<{ readonly id: string }>('POST', '/api/providers', {
    name: 'simulator',
    base_url: `${simulator.url}/v1`,
    api_key: providerKey,
  })
  for (const [recorded, model] of Object.entries(standIns)) {
    await server.addRoute(recorded, [{ id: provider.id, model }])
  }
  const { key } = await server.createKey()
  return { server, key, [Symbol.asyncDispose]: () => disposables.disposeAsync() }
}
