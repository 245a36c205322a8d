import { randomUUID } from 'node:crypto'
import { setTimeout as elapsed } from 'node:timers/promises'
import { BatchSlots } from './batches/batch-slots.ts'
import type { BatchParts } from './batches/batches.ts'
import type { PassingParts } from './batches/passing.ts'
import { batchHandler } from './batches/run-batch.ts'
import { isSimulatorOpen, type Settings } from './config/settings.ts'
import { parseJsonBody } from './edge/body.ts'
import { callerOf } from './edge/identify.ts'
import { createRequestId } from './edge/request-id.ts'
import type { RunningCalls } from './edge/running-calls.ts'
import type { FileParts } from './files/files.ts'
import { logRowOf } from './gateway/accounting/call-account.ts'
import { batchEstimate } from './gateway/accounting/estimate.ts'
import { trainingRow } from './gateway/accounting/training-row.ts'
import type { RequestLogQueue } from './gateway/accounting/request-log-queue.ts'
import type { Target } from './gateway/model-call.ts'
import { checkTraining, mostOf, setAside } from './gateway/policy/admit-work.ts'
import { serve, type Stages } from './gateway/pipeline.ts'
import type { GenerationWorker } from './gateway/providers/sim/generation-worker.ts'
import { JobRunner } from './jobs/job-runner.ts'
import type { LiveConfiguration } from './live-configuration.ts'
import type { Ledger } from './quota/ledger.ts'
import type { Storage } from './storage/open.ts'
import type { Log } from './telemetry/log.ts'
import type { Metrics } from './telemetry/metrics.ts'
import type { TuningPassing } from './tuning/passing.ts'
import { tuningHandler } from './tuning/run-tuning.ts'
import type { TuningParts } from './tuning/tuning.ts'

export interface WorkParts {
  readonly settings: Settings
  readonly storage: Storage
  readonly live: LiveConfiguration
  readonly stages: Stages
  readonly queue: RequestLogQueue
  readonly ledger: Ledger
  readonly metrics: Metrics
  readonly running: RunningCalls
  readonly files: FileParts
  readonly worker: GenerationWorker
  readonly log: Log
  /** Names the data folder's process: former ones of this name are dead. */
  readonly replica: string
}

/** What goes on without a request. */
export interface Work {
  readonly batches: BatchParts
  readonly tuning: TuningParts
  start(): void
  /** Takes nothing more; resolves when what is under way has come to a point where another can go on. */
  stop(): Promise<void>
}

/** More jobs of one process would only wait for one another. */
const maxJobs = 16
const retryMs = 1_000

/** Wires the features that work on by themselves to the pipeline, as if each of their calls were a client's. */
export async function wireWork(parts: WorkParts): Promise<Work> {
  const { settings, storage, log, replica } = parts
  const isAlone = settings.databaseUrl === null
  await storage.jobs.recover(isAlone ? null : replica)
  const stopping = new AbortController()
  const batches = batchParts(parts, () => runner.wake(), stopping.signal)
  const tuning = tuningParts(parts, () => runner.wake())
  const runner: JobRunner = new JobRunner({
    jobs: storage.jobs,
    handlers: { batch: batchHandler(batches), tuning: tuningHandler(tuning) },
    owner: `${replica}/${randomUUID()}`,
    now: Date.now,
    reportFailure: (error, { id }) =>
      log.error({ error, job: id }, 'a job failed; it is tried again'),
    maxJobs,
  })
  const stopListening = await storage.listenForWork(() => runner.wake())
  return {
    batches,
    tuning,
    start: () => runner.start(),
    async stop() {
      stopping.abort()
      await stopListening()
      await runner.stop()
    },
  }
}

function batchParts(parts: WorkParts, wakeJobs: () => void, stopping: AbortSignal): BatchParts {
  const { settings, storage, live, stages, queue, running, files } = parts
  const identity = { keyRing: live.keyRing, isSimulatorOpen: isSimulatorOpen(settings) }
  return {
    storage,
    files,
    serve: (caller, call) => serve(stages, caller, call),
    callerOf: (owner) => callerOf(identity, owner),
    flushLog: () => flushLog(queue, stopping),
    slots: new BatchSlots({
      maxLines: settings.batchConcurrency,
      interactiveCalls: () => running.count,
    }),
    passing: passingParts(parts),
    createRequestId,
    parseJson: parseJsonBody,
    maxLineBytes: settings.maxBodyBytes,
    wakeJobs,
    now: Date.now,
    sleep,
  }
}

function passingParts({ live, ledger, metrics }: WorkParts): PassingParts {
  const priceOf = (target: Target) => live.prices.find(target)
  const admitting: Parameters<typeof mostOf>[0] = {
    ledger,
    estimate: (call, target) => batchEstimate(call, priceOf(target)),
  }
  return {
    targetOf: (model) => live.batchTarget(model),
    takerOf: (batch) => placeOf(live, batch),
    mostOf: (caller, call, target) => mostOf(admitting, caller, call, target),
    setAside: (caller, work) => setAside(admitting, caller, work),
    release: (name) => ledger.release(name),
    logRowOf({ batch, call, target, status, usage }) {
      const { key_id: keyId, person_id: personId, project_id: projectId } = batch
      const isError = status >= 400
      return logRowOf(
        { priceOf },
        { caller: { keyId, personId, projectId }, call },
        {
          verdict: isError ? 'provider_error' : 'complete',
          status,
          errorCode: isError ? 'upstream_error' : null,
          target,
          attempts: 1,
          usage: isError ? usage : { ...usage, serviceTier: 'batch' },
          firstByteMs: null,
          overheadMs: 0,
          responseText: null,
        },
      )
    },
    observe: (rows) => metrics.observe(rows),
  }
}

function tuningParts(parts: WorkParts, wakeJobs: () => void): TuningParts {
  const { storage, live, files, worker } = parts
  return {
    storage,
    files,
    train: (tuning, doneSteps) => worker.tune(tuning, doneSteps),
    models: ['sim-mini'],
    passing: tuningPassing(parts),
    parseJson: parseJsonBody,
    onModelsChanged: () => live.reload(),
    wakeJobs,
    now: Date.now,
  }
}

function tuningPassing({ settings, live, ledger, metrics }: WorkParts): TuningPassing {
  const identity = { keyRing: live.keyRing, isSimulatorOpen: isSimulatorOpen(settings) }
  return {
    targetOf: (caller, model) => live.trainingTarget(caller, model),
    trainerOf: (place) => placeOf(live, place),
    check: (caller, model, target) =>
      checkTraining(caller, {
        model,
        isPriced: target === null || live.prices.trainingCost(target, 1) !== null,
      }),
    async setAside({ id: name, key_id: keyId, person_id: personId }, target, mostTokens) {
      const microUsd = live.prices.trainingCost(target, mostTokens) ?? 0
      const work = { name, microUsd, advice: 'Choose fewer epochs.' }
      await setAside({ ledger }, callerOf(identity, { keyId, personId }), work)
    },
    release: (name) => ledger.release(name),
    logRowOf(row, target, tokens) {
      const { key_id: keyId, person_id: personId, project_id: projectId } = row
      return trainingRow({
        requestId: createRequestId(row.created_at),
        startedAtMs: row.created_at,
        caller: { keyId, personId, projectId },
        model: row.model,
        target,
        verdict: row.status === 'succeeded' ? 'complete' : 'provider_error',
        tokens,
        costMicroUsd: live.prices.trainingCost(target, tokens),
      })
    },
    observe: (rows) => metrics.observe(rows),
  }
}

/** Null where the provider is gone, or switched off. */
function placeOf(
  live: LiveConfiguration,
  { provider_id, provider_model }: Parameters<TuningPassing['trainerOf']>[0],
): ReturnType<TuningPassing['trainerOf']> {
  const upstream = live.upstream(provider_id ?? '')
  const target = live.targetAt(provider_id ?? '', provider_model ?? '')
  return upstream === undefined || target === null ? null : { target, upstream }
}

/** Until what waits is on disk: without the log no result may count. Gives up when the process stops. */
async function flushLog(queue: RequestLogQueue, stopping: AbortSignal): Promise<void> {
  await queue.flush()
  while (queue.isBlocked) {
    stopping.throwIfAborted()
    await sleep(retryMs, stopping)
    await queue.flush()
  }
}

async function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  await elapsed(durationMs, undefined, { signal }).catch(() => {})
}
