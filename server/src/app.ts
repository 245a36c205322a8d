import { AttemptThrottle, LOGIN_LIMITS, SETUP_LIMITS } from './auth/attempt-throttle.ts'
import { SetupCode } from './auth/setup-code.ts'
import { seedBuiltInActions } from './chat/built-in-actions.ts'
import { chatRoutes } from './chat/chat.ts'
import type { ChatParts } from './chat/parts.ts'
import type { Settings } from './config/settings.ts'
import { type Control, createControl } from './control/control.ts'
import { LOCAL_SERVERS } from './control/local-servers.ts'
import type { ControlParts } from './control/parts.ts'
import { seedProvider } from './control/seed-provider.ts'
import { RunningCalls } from './edge/running-calls.ts'
import { Egress } from './egress/egress.ts'
import { type FileParts, sweepFiles } from './files/files.ts'
import { openFiles } from './files/open-files.ts'
import { OpenStreams } from './gateway/accounting/open-streams.ts'
import { builtInPriceRows } from './gateway/accounting/prices.ts'
import { RequestLogQueue } from './gateway/accounting/request-log-queue.ts'
import type { Limit } from './gateway/model-call.ts'
import type { Stages } from './gateway/pipeline.ts'
import { GenerationWorker } from './gateway/providers/sim/generation-worker.ts'
import { createSimProvider } from './gateway/providers/sim/sim-provider.ts'
import { CircuitBreaker } from './gateway/routing/circuit-breaker.ts'
import { LiveConfiguration } from './live-configuration.ts'
import { Ledger } from './quota/ledger.ts'
import { shared, sole } from './quota/lease-policy.ts'
import { type DataFolderLock, lockDataFolder } from './storage/data-folder.ts'
import { openStorage, type Storage } from './storage/open.ts'
import { CompletionRecorder } from './stored-completions/recorder.ts'
import { sweepCompletions } from './stored-completions/sweep.ts'
import { createLog, type Log } from './telemetry/log.ts'
import { readTuning } from './tuning/tuned-models.ts'
import { createMetrics, type Metrics } from './telemetry/metrics.ts'
import { openKeySource } from './vault/key-source.ts'
import { Vault } from './vault/vault.ts'
import { type StageParts, wireStages } from './wire-stages.ts'
import { wireChat, wireWorkspace } from './wire-workspace.ts'
import { type Work, wireWork } from './wire-work.ts'

/** Every part, built and wired; nothing listens yet. */
export interface App {
  readonly settings: Settings
  readonly log: Log
  readonly storage: Storage
  readonly control: Control
  readonly live: LiveConfiguration
  readonly stages: Stages
  readonly files: FileParts
  /** What goes on without a request; it begins when it is started. */
  readonly work: Work
  readonly metrics: Metrics
  /** Keeps the answers of calls that ask for it. */
  readonly recorder: CompletionRecorder
  /** Calls that are being answered. */
  readonly running: RunningCalls
  readonly setupCode: SetupCode
  /** The provider that this start made from the environment; its models are not known yet. */
  readonly seededProviderId: string | null
  /** Ends what outlasts the grace time: clients that are still here are told, what was used is settled. */
  breakOff(): Promise<void>
  /** Cuts what still runs, writes what waits, gives leases back and closes the database. */
  close(): Promise<void>
}

/** Log rows that may wait for the database: some 40 MB. */
const maxWaitingRows = 100_000
const ledgerTickMs = 5_000
const fileSweepMs = 60_000
const completionSweepMs = 600_000
const dayMs = 86_400_000
const revisionPollMs = 1_000
const longestPreparationMs = 1_000

/**
 * The wiring diagram: builds every part once, by hand. Takes the lock of the data folder. Where one part cannot be
 * built, those before it are closed again: a thread left behind would keep a process alive that serves nobody.
 */
export async function openApp(settings: Settings): Promise<App> {
  await using opened = new AsyncDisposableStack()
  const lock = lockDataFolder(settings.dataFolder)
  opened.defer(() => lock.release())
  const app = await build(settings, lock, opened)
  const closing = opened.move()
  return { ...app, close: () => closing.disposeAsync() }
}

/** Everything is closed in the reverse of the order in which it is put into `opened`. */
async function build(
  settings: Settings,
  lock: DataFolderLock,
  opened: AsyncDisposableStack,
): Promise<Omit<App, 'close'>> {
  const log = createLog(settings.logLevel)
  const foundations = await openFoundations(settings, lock, log, opened)
  const { egress, storage, files, ledger } = foundations
  const { queue, recorder, running, metrics } = openBooks({ storage, ledger, log })
  opened.defer(() => recorder.flush())
  opened.defer(() => queue.flush())
  const worker = new GenerationWorker((model) => readTuning({ storage, files }, model))
  const live = new LiveConfiguration({
    ...foundations,
    settings,
    simulator: createSimProvider({ worker, nowMs: Date.now, ...settings }),
    prepareLimits: (limits) => prepareBudgets(ledger, limits),
  })
  opened.defer(() => live.writeFormerUses())
  opened.defer(() => worker.close())
  // Cuts what still runs, whose rows are flushed afterwards.
  opened.defer(() => egress.close())
  const openStreams = new OpenStreams()
  const { stages, controlParts, chatParts } = wirePlanes(
    { settings, live, ledger, queue, recorder, worker, running, openStreams },
    foundations,
  )
  const seededProviderId = await seedProvider(controlParts, {
    apiKey: settings.openaiApiKey,
    baseUrl: settings.openaiBaseUrl,
  })
  await seedBuiltInActions(storage.codeActions, Date.now())
  await live.reload()
  const books = { queue, running, ledger, metrics }
  const gateway = { settings, storage, live, stages, files, log, worker, ...books }
  const work = await wireWork({ ...gateway, replica: lock.replica })
  opened.defer(() => work.stop())
  opened.defer(startTimers({ settings, log, queue, recorder, ledger, live, files, storage }))
  return {
    settings,
    log,
    storage,
    control: createControl(controlParts, chatRoutes(chatParts)),
    live,
    files,
    stages,
    work,
    recorder,
    metrics,
    running,
    setupCode: controlParts.setupCode,
    seededProviderId,
    async breakOff() {
      openStreams.stop()
      await egress.close()
    },
  }
}

/** What all else stands on. */
async function openFoundations(
  settings: Settings,
  lock: DataFolderLock,
  log: Log,
  opened: AsyncDisposableStack,
) {
  const egress = new Egress()
  opened.defer(() => egress.close())
  const storage = await openStorage({ ...settings, onDeath: endProcess(log) })
  opened.defer(() => storage.close())
  const keySource = await openKeySource(settings, () => storage.secrets.count())
  const vault = new Vault(keySource.current, keySource.former)
  const files = await openFiles({ settings, storage, egress, replica: lock.replica })
  const ledger = await openLedger(settings, storage, lock.replica)
  opened.defer(() => ledger.close().catch(warn(log, 'leases could not be given back')))
  return { keySource, vault, egress, storage, files, ledger }
}

/** What is written down and counted of every call. */
function openBooks(parts: {
  readonly storage: Storage
  readonly ledger: Ledger
  readonly log: Log
}): Pick<App, 'running' | 'metrics' | 'recorder'> & { readonly queue: RequestLogQueue } {
  const { storage, ledger, log } = parts
  const queue: RequestLogQueue = new RequestLogQueue({
    append: (batch) => storage.requestLog.append(batch),
    ledger,
    observe: (rows) => metrics.observe(rows),
    reportFailure: (error) => log.error({ error }, 'log rows could not be written; they wait'),
    maxRows: maxWaitingRows,
  })
  const recorder = new CompletionRecorder({
    storage: storage.storedCompletions,
    now: Date.now,
    reportFailure: (error) => log.error({ error }, 'completions could not be stored; they wait'),
  })
  const running = new RunningCalls()
  const metrics = createMetrics({
    waitingRows: () => queue.waiting,
    droppedRows: () => queue.dropped,
    droppedCompletions: () => recorder.dropped,
    outstandingHolds: () => ledger.outstanding(),
    runningCalls: () => running.count,
  })
  return { queue, recorder, running, metrics }
}

/** The data plane, and the two that look at it: the admin plane and the workspace. */
function wirePlanes(
  data: Omit<StageParts, 'breaker'> & {
    readonly worker: GenerationWorker
    readonly running: RunningCalls
  },
  parts: Pick<ControlParts, 'storage' | 'vault' | 'keySource' | 'egress'>,
): {
  readonly stages: Stages
  readonly controlParts: ControlParts
  readonly chatParts: ChatParts
} {
  const { live, worker } = data
  const breaker = new CircuitBreaker()
  const stages = wireStages({ ...data, breaker })
  const workspace = wireWorkspace({ live, breaker, worker })
  return {
    stages,
    controlParts: wireControl({ ...parts, workspace }, () => live.reload()),
    chatParts: wireChat({ ...data, ...parts, stages }, workspace),
  }
}

/** Without its database a process can answer nobody: whoever watches over it starts it anew. */
function endProcess(log: Log): (reason: Error) => void {
  return (reason) => {
    log.fatal({ error: reason }, 'the database has died')
    process.exit(1)
  }
}

/** Alone with its database, a process that starts knows that all former ones are dead. */
async function openLedger(settings: Settings, storage: Storage, replica: string): Promise<Ledger> {
  const isAlone = settings.databaseUrl === null
  await storage.quota.recover(isAlone ? null : replica)
  return new Ledger({ store: storage.quota, replica, policy: isAlone ? sole : shared })
}

function wireControl(
  parts: Pick<ControlParts, 'storage' | 'vault' | 'keySource' | 'egress' | 'workspace'>,
  onChange: () => Promise<void>,
): ControlParts {
  return {
    ...parts,
    setupCode: new SetupCode(),
    setupThrottle: new AttemptThrottle({ ...SETUP_LIMITS, now: Date.now }),
    loginThrottle: new AttemptThrottle({ ...LOGIN_LIMITS, now: Date.now }),
    builtInPrices: builtInPriceRows(),
    localServers: LOCAL_SERVERS,
    now: Date.now,
    onChange,
  }
}

/** What happens by itself. The returned function ends it. */
function startTimers(parts: {
  readonly settings: Settings
  readonly log: Log
  readonly queue: RequestLogQueue
  readonly recorder: CompletionRecorder
  readonly ledger: Ledger
  readonly live: LiveConfiguration
  readonly files: FileParts
  readonly storage: Storage
}): () => void {
  const { settings, log, queue, recorder, ledger, live, files, storage } = parts
  const keptMs = settings.storedCompletionDays * dayMs
  const completions = { storage: storage.storedCompletions, keptMs, now: Date.now }
  const every = (intervalMs: number, work: () => Promise<void>, complaint: string) =>
    setInterval(() => void work().catch(warn(log, complaint)), intervalMs)
  const timers = [
    every(settings.flushIntervalMs, () => queue.flush(), 'log rows could not be written'),
    every(settings.flushIntervalMs, () => recorder.flush(), 'completions could not be stored'),
    every(
      settings.flushIntervalMs,
      () => live.writeFormerUses(),
      'uses of former secrets could not be written',
    ),
    every(ledgerTickMs, () => ledger.tick(), 'leases could not be renewed'),
    every(fileSweepMs, () => sweepFiles(files), 'expired files could not be removed'),
    every(
      completionSweepMs,
      () => sweepCompletions(completions),
      'old completions could not be removed',
    ),
  ]
  // Other processes may change what this one has in memory.
  if (settings.databaseUrl !== null) {
    timers.push(every(revisionPollMs, () => live.refresh(), 'changes could not be read'))
  }
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}

function warn(log: Log, complaint: string): (error: unknown) => void {
  return (error) => log.warn({ error }, complaint)
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
