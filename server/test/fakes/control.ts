import { lookup } from 'node:dns/promises'
import { AttemptThrottle, LOGIN_LIMITS, SETUP_LIMITS } from '../../src/auth/attempt-throttle.ts'
import { SetupCode } from '../../src/auth/setup-code.ts'
import { createControl, type Control, type ControlReply } from '../../src/control/control.ts'
import type { LocalServer } from '../../src/control/local-servers.ts'
import { matchRoute } from '../../src/control/match-route.ts'
import type { ControlParts, WorkspaceView } from '../../src/control/parts.ts'
import { Egress } from '../../src/egress/egress.ts'
import type { Storage } from '../../src/storage/open.ts'
import type { BuiltInPrice } from '../../src/gateway/accounting/prices.ts'
import { generateMasterKeyText, parseMasterKey } from '../../src/vault/master-key.ts'
import { Vault } from '../../src/vault/vault.ts'
import type { Engine } from './engines.ts'

/** Who asks, and how: without anything, somebody from the network. */
export interface Asking {
  readonly body?: unknown
  readonly query?: unknown
  readonly cookie?: string
  readonly csrfToken?: string
  readonly isOperator?: boolean
  readonly isSecure?: boolean
  readonly requestId?: string
}

const builtInPrice: BuiltInPrice = {
  model: 'gpt-4o-mini',
  input: 150_000,
  cached_input: 75_000,
  output: 600_000,
  source: 'https://openai.com/api/pricing',
  as_of: '2026-11-01',
  media: null,
}

/** A data plane without providers. */
const emptyWorkspace: WorkspaceView = {
  version: '0.0.0',
  models: () => [],
  findModel: () => null,
  modelAt: ({ id, name, vendor }, model) => ({
    providerId: id,
    providerName: name,
    vendor,
    isSimulated: false,
    isLocal: false,
    model,
    price: null,
  }),
  modelOfTier: () => 'sim-code',
  choices: () => ({
    chosen: { small: null, balanced: null, large: null },
    storesContent: false,
    isStoresContentChosen: false,
  }),
  circuits: () => [],
  nextToken: () => Promise.reject(new Error('There is no simulator here.')),
}

/** The admin plane on a database of its own, without HTTP; its clock stands still unless it is moved. */
export class TestControl implements AsyncDisposable {
  readonly control: Control
  readonly storage: Storage
  readonly parts: ControlParts
  readonly clock = { nowMs: Date.UTC(2026, 10, 20, 12) }
  /** How often the server was told to reload its memory. */
  changes = 0
  readonly #disposables: AsyncDisposableStack

  private constructor(storage: Storage, disposables: AsyncDisposableStack) {
    const now = () => this.clock.nowMs
    const masterKey = parseMasterKey(generateMasterKeyText(), 'a test')
    const nextKey = parseMasterKey(generateMasterKeyText(), 'a test')
    this.storage = storage
    this.#disposables = disposables
    this.parts = {
      storage,
      vault: new Vault(masterKey),
      keySource: {
        current: masterKey,
        former: [],
        prepareNext: async () => nextKey,
        promoteNext: async () => {},
      },
      egress: new Egress((hostname) => lookup(hostname, { all: true })),
      setupCode: new SetupCode(),
      setupThrottle: new AttemptThrottle({ ...SETUP_LIMITS, now }),
      loginThrottle: new AttemptThrottle({ ...LOGIN_LIMITS, now }),
      builtInPrices: [builtInPrice],
      localServers: this.localServers,
      workspace: emptyWorkspace,
      now,
      onChange: async () => {
        this.changes += 1
      },
    }
    this.control = createControl(this.parts, [])
    disposables.defer(() => this.parts.egress.close())
  }

  readonly localServers: LocalServer[] = []

  static async start(engine: Engine): Promise<TestControl> {
    const disposables = new AsyncDisposableStack()
    const database = disposables.use(await engine.create())
    return new TestControl(await database.open(), disposables)
  }

  async ask(method: string, path: string, asking: Asking = {}): Promise<ControlReply> {
    const match = matchRoute(this.control.routes, method, path)
    if (!match) throw new Error(`No route for ${method} ${path}`)
    return this.control.answer(match.route, {
      params: match.params,
      query: asking.query,
      body: asking.body,
      isOperator: asking.isOperator ?? false,
      isSecure: asking.isSecure ?? false,
      requestId: asking.requestId ?? '',
      cookie: asking.cookie,
      csrfToken: asking.csrfToken,
    })
  }

  /** Asks as the local operator and gives the body. */
  async operate<Body>(method: string, path: string, asking: Asking = {}): Promise<Body> {
    const reply = await this.ask(method, path, { ...asking, isOperator: true })
    return reply.body as Body
  }

  /** Makes the first owner, who is signed in then. */
  async setUp(): Promise<Required<Pick<Asking, 'cookie' | 'csrfToken'>>> {
    const code = this.parts.setupCode.text
    const reply = await this.ask('POST', '/api/setup', { body: { ...owner, code } })
    return signedInBy(reply)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#disposables.disposeAsync()
  }
}

export const owner = { email: 'Ana@Example.com', name: 'Ana', password: 'canary-password' }

/** What the browser sends from then on. */
export function signedInBy(reply: ControlReply) {
  const { csrf_token } = reply.body as { readonly csrf_token: string }
  return { cookie: (reply.setCookie ?? '').split(';')[0] ?? '', csrfToken: csrf_token }
}
