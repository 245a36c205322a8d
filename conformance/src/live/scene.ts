import assert from 'node:assert/strict'
import { APIError, OpenAI } from 'openai'
import { TestServer } from '../../../server/test/fakes/server.ts'
import { CalledMethods } from './called-methods.ts'
import { ObservedFetch } from './observed-fetch.ts'

/** What a case has at hand: the official package, pointed at a server of ours that has only the simulator. */
interface Scene {
  readonly client: OpenAI
  /** The same server, called with a key that does not exist. */
  readonly stranger: OpenAI
}

export interface Stage extends AsyncDisposable {
  readonly scene: Scene
  readonly observed: ObservedFetch
  readonly called: CalledMethods
}

/** One case: a method of the package with one set of parameters. */
export interface Case {
  readonly resource: string
  /** What is asked, as a reader of the report understands it. */
  readonly name: string
  run(scene: Scene): Promise<void>
}

export async function setStage(): Promise<Stage> {
  const disposables = new AsyncDisposableStack()
  const server = disposables.use(await TestServer.start())
  const { key } = await server.createKey({ budget_usd: 1000 })
  const observed = new ObservedFetch()
  const called = new CalledMethods()
  const clientWith = (apiKey: string) =>
    new OpenAI({
      apiKey,
      baseURL: `${server.url}/v1`,
      maxRetries: 0,
      timeout: 60_000,
      fetch: observed.fetch,
    })
  return {
    scene: {
      client: called.watch(clientWith(key)),
      stranger: clientWith(`${key.slice(0, -6)}abcdef`),
    },
    observed,
    called,
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  }
}

export interface ExpectedError {
  readonly status: number
  readonly code?: string | null
  readonly param?: string | null
  readonly type?: string
  readonly message?: RegExp
}

/** The call is refused, and the package tells it as its error of that kind. */
export async function refused(call: PromiseLike<unknown>, expected: ExpectedError): Promise<void> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof APIError, `not refused: ${JSON.stringify(expected)}`)
  assert.ok(error.requestID, 'the error has no request id')
  const { message, ...rest } = expected
  for (const [name, value] of Object.entries(rest)) {
    assert.equal(Reflect.get(error, name), value, `${name} of: ${error.message}`)
  }
  if (message) assert.match(error.message, message)
}
