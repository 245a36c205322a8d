import { AttemptThrottle, LOGIN_LIMITS, SETUP_LIMITS } from './auth/attempt-throttle.ts'
import { SetupCode } from './auth/setup-code.ts'
import type { Settings } from './config/settings.ts'
import { type Control, createControl } from './control/control.ts'
import { LOCAL_SERVERS } from './control/local-servers.ts'
import type { ControlParts } from './control/parts.ts'
import { seedProvider } from './control/seed-provider.ts'
import { Egress } from './egress/egress.ts'
import { type HoldEstimate, holdEstimate } from './gateway/accounting/estimate.ts'
import { fail, meter, refuse } from './gateway/accounting/meter.ts'
import { builtInPriceRows } from './gateway/accounting/prices.ts'
import { RequestLogQueue } from './gateway/accounting/request-log-queue.ts'
import type { Limit, ModelCall, Target } from './gateway/model-call.ts'
import type { Stages } from './gateway/pipeline.ts'
import { admit, type Estimate } from './gateway/policy/admit.ts'
import { GenerationWorker } from './gateway/providers/sim/generation-worker.ts'
import { createSimProvider } from './gateway/providers/sim/sim-provider.ts'
import { CircuitBreaker } from './gateway/routing/circuit-breaker.ts'
import { send } from './gateway/routing/send.ts'
import { LiveConfiguration } from './live-configuration.ts'
import { Ledger } from './quota/ledger.ts'
import { shared, sole } from './quota/lease-policy.ts'
import { lockDataFolder } from './storage/data-folder.ts'
import { openStorage, type Storage } from './storage/open.ts'
import { createLog, type Log } from './telemetry/log.ts'
import { createMetrics, type Metrics } from './telemetry/metrics.ts'
import { openKeySource } from './vault/key-source.ts'
import { Vault } from './vault/vault.ts'

/** Every part, built and wired; nothing listens yet. */
export interface App {
  readonly settings: Settings
  readonly log: Log
  readonly storage: Storage
  readonly control: Control
  readonly live: LiveConfiguration
  readonly stages: Stages
  readonly metrics: Metrics
  readonly setupCode: SetupCode
  /** The provider that this start made from the environment; its models are not known yet. */
  readonly seededProviderId: string | null
  /** Cuts what still runs, writes what waits, gives leases back and closes the database. */
  close(): Promise<void>
}

/** Log rows that may wait for the database: some 40 MB. */
const maxWaitingRows = 100_000
const ledgerTickMs = 5_000
const revisionPollMs = 1_000
const longestPreparationMs = 1_000

/** The wiring diagram: builds every part once, by hand. Takes the lock of the data folder. */
export async function openApp(settings: Settings): Promise<App> {
  const lock = lockDataFolder(settings.dataFolder)
  try {
    return await build(settings, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

async function build(settings: Settings, lock: ReturnType<typeof lockDataFolder>): Promise<App> {
  const log = createLog(settings.logLevel)
  const isAlone = settings.databaseUrl === null
  const keySource = await openKeySource(settings)
  const vault = new Vault(keySource.current, keySource.former)
  const egress = new Egress()
  const storage = await openStorage(settings)
  const worker = new GenerationWorker()

  // Alone with its database, a process that starts knows that all former ones are dead.
  await storage.quota.recover(isAlone ? null : lock.replica)
  const ledger = new Ledger({
    store: storage.quota,
    replica: lock.replica,
    policy: isAlone ? sole : shared,
  })
  const simulator = createSimProvider({ worker, nowMs: Date.now, ...settings })
  const live = new LiveConfiguration({
    storage,
    vault,
    egress,
    settings,
    simulator,
    prepareLimits: (limits) => prepareBudgets(ledger, limits),
  })

  const queue: RequestLogQueue = new RequestLogQueue({
    append: (batch) => storage.requestLog.append(batch),
    ledger,
    observe: (rows) => metrics.observe(rows),
    reportFailure: (error) => log.error({ error }, 'log rows could not be written; they wait'),
    maxRows: maxWaitingRows,
  })
  const metrics = createMetrics({
    waitingRows: () => queue.waiting,
    droppedRows: () => queue.dropped,
    outstandingHolds: () => ledger.outstanding(),
  })
  const setupCode = new SetupCode()
  const controlParts: ControlParts = {
    storage,
    vault,
    keySource,
    egress,
    setupCode,
    setupThrottle: new AttemptThrottle({ ...SETUP_LIMITS, now: Date.now }),
    loginThrottle: new AttemptThrottle({ ...LOGIN_LIMITS, now: Date.now }),
    builtInPrices: builtInPriceRows(),
    localServers: LOCAL_SERVERS,
    now: Date.now,
    onChange: () => live.reload(),
  }
  const control = createControl(controlParts)
  const seededId = await seedProvider(controlParts, {
    apiKey: settings.openaiApiKey,
    baseUrl: settings.openaiBaseUrl,
  })
  await live.reload()
  const timers = [
    setInterval(() => void queue.flush(), settings.flushIntervalMs),
    setInterval(
      () =>
        void ledger
          .tick()
          .catch((error: unknown) => log.warn({ error }, 'leases could not be renewed')),
      ledgerTickMs,
    ),
    ...(isAlone
      ? []
      : [
          setInterval(
            () =>
              void live
                .refresh()
                .catch((error: unknown) => log.warn({ error }, 'changes could not be read')),
            revisionPollMs,
          ),
        ]),
  ]
  return {
    settings,
    log,
    storage,
    control,
    live,
    stages: wireStages({ settings, live, ledger, queue }),
    metrics,
    setupCode,
    seededProviderId: seededId,
    async close() {
      for (const timer of timers) clearInterval(timer)
      await egress.close()
      await worker.close()
      await queue.flush()
      await ledger
        .close()
        .catch((error: unknown) => log.warn({ error }, 'leases could not be given back'))
      await storage.close()
      lock.release()
    },
  }
}

/**
 * Lets the ledger ask what is left of every budget, so that the first call after a start knows it. Waits
 * a moment only: a call whose budget is not known by then asks for itself.
 */
async function prepareBudgets(ledger: Ledger, limits: readonly Limit[]): Promise<void> {
  const budgets = limits.filter(({ window }) => window !== 'minute')
  const overdue = new Promise<void>((resolve) => setTimeout(resolve, longestPreparationMs).unref())
  await Promise.race([ledger.prepare(budgets), overdue])
}

function wireStages(parts: {
  readonly settings: Settings
  readonly live: LiveConfiguration
  readonly ledger: Ledger
  readonly queue: RequestLogQueue
}): Stages {
  const { settings, live, ledger, queue } = parts
  const admitParts = { ledger, estimate: (call: ModelCall) => estimateFor(live, call) }
  const sendParts = {
    providers: { get: (id: string) => live.provider(id) },
    breaker: new CircuitBreaker(),
    maxTries: settings.maxTries,
    sleep: (durationMs: number) => new Promise<void>((resolve) => setTimeout(resolve, durationMs)),
    random: Math.random,
  }
  const accountParts = {
    ledger,
    priceOf: (target: Parameters<typeof live.prices.find>[0]) => live.prices.find(target),
    log: queue,
    storesContent: settings.storesContent,
    after: (durationMs: number, callback: () => void) => {
      const timer = setTimeout(callback, durationMs).unref()
      return () => clearTimeout(timer)
    },
  }
  return {
    admit: (caller, call) => admit(admitParts, caller, call),
    plan: (call) => live.router.plan(call),
    send: (plan, call) => send(sendParts, plan, call),
    meter: (ticket, reply) => meter(accountParts, ticket, reply),
    refuse: (caller, call, refusal) => refuse(accountParts, caller, call, refusal),
    fail: (ticket, error) => fail(accountParts, ticket, error),
  }
}

/** The dearest of the places that the call may be sent to. A model that nobody knows costs nothing: it is refused later. */
function estimateFor(live: LiveConfiguration, call: ModelCall): Estimate {
  const targets = live.router.find(call.model)?.targets ?? []
  const [first = unknownEstimate(call), ...others] = targets.map((target) =>
    estimateAt(live, target, call),
  )
  return others.reduce(dearer, first)
}

function estimateAt(live: LiveConfiguration, target: Target, call: ModelCall): Estimate {
  const price = live.prices.find(target)
  return toEstimate(call, holdEstimate(call, price), price !== null)
}

function unknownEstimate(call: ModelCall): Estimate {
  return toEstimate(call, holdEstimate(call, null), true)
}

function toEstimate(call: ModelCall, bounds: HoldEstimate, isPriced: boolean): Estimate {
  return {
    isPriced,
    inputMicroUsd: bounds.inputMicroUsd,
    outputMicroUsd: bounds.outputMicroUsd,
    outputTokens: bounds.outputTokensBound,
    answers: call.body.n ?? 1,
    isOutputBounded: bounds.isOutputBounded,
    tokens: bounds.tokensForRateLimit,
  }
}

function dearer(a: Estimate, b: Estimate): Estimate {
  const isPriced = a.isPriced && b.isPriced
  const most = b.inputMicroUsd + b.outputMicroUsd > a.inputMicroUsd + a.outputMicroUsd ? b : a
  return { ...most, isPriced }
}
