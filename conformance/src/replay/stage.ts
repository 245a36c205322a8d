import { TestServer } from '../../../server/test/fakes/server.ts'
import { FakeUpstream } from '../../../server/test/fakes/upstream.ts'

/** Which model of the simulator stands for a recorded one. What is not here does not exist. */
const standIns: Readonly<Record<string, string>> = {
  'gpt-4o-mini': 'sim-mini',
  'gpt-4o-mini-2024-07-18': 'sim-mini',
  'gpt-4o-2024-08-06': 'sim-mini',
  'gpt-audio-1.5': 'sim-mini',
  'o3-mini': 'sim-mini',
  'gpt-3.5-turbo': 'sim-mini',
  'gpt-3.5-turbo-instruct': 'sim-mini',
  'gpt-realtime': 'sim-mini',
  'text-embedding-3-small': 'sim-embed',
  'text-embedding-ada-002': 'sim-embed',
  'omni-moderation-latest': 'sim-moderation',
  'gpt-image-1': 'sim-image',
  'gpt-image-1.5': 'sim-image',
  'dall-e-2': 'sim-image',
  'dall-e-3': 'sim-image',
  'gpt-4o-mini-tts': 'sim-speech',
  'tts-1': 'sim-speech',
  'whisper-1': 'sim-transcribe',
  'gpt-4o-mini-transcribe': 'sim-transcribe',
  'gpt-4o-transcribe-diarize': 'sim-transcribe',
}

/** Before the name of a recorded model: leads to the provider that answers as recorded. */
export const asRecordedPrefix = 'recorded/'

/** A server whose models are those of the recordings, and lead to a second server that has the simulator. */
export interface ReplayStage extends AsyncDisposable {
  readonly server: TestServer
  readonly key: string
  /** Answers as it is told to, where the simulator cannot. */
  readonly recorded: FakeUpstream
}

export async function setReplayStage(): Promise<ReplayStage> {
  const disposables = new AsyncDisposableStack()
  const simulator = disposables.use(await TestServer.start())
  const { key: providerKey } = await simulator.createKey()
  const server = disposables.use(await TestServer.start())
  const recorded = disposables.use(await FakeUpstream.start())
  const provider = await server.operate<{ readonly id: string }>('POST', '/api/providers', {
    name: 'simulator',
    base_url: `${simulator.url}/v1`,
    api_key: providerKey,
  })
  const { id: recordedId } = await server.addProvider('recorded', recorded)
  for (const [name, model] of Object.entries(standIns)) {
    await server.addRoute(name, [{ id: provider.id, model }])
    await server.addRoute(asRecordedPrefix + name, [{ id: recordedId, model: name }])
  }
  const { key } = await server.createKey()
  return { server, key, recorded, [Symbol.asyncDispose]: () => disposables.disposeAsync() }
}
