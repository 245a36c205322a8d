import { monitorEventLoopDelay } from 'node:perf_hooks'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import { Durations } from './durations.ts'

/** What the metrics want to know of one call. */
interface ObservedCall {
  readonly endpoint: string
  readonly model_used: string | null
  readonly provider: string | null
  readonly verdict: string
  readonly status: number
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cost_micro_usd: number
  readonly first_byte_ms: number | null
  readonly total_ms: number
  readonly overhead_ms: number
}

export interface MetricSources {
  readonly waitingRows: () => number
  readonly droppedRows: () => number
  readonly droppedCompletions: () => number
  readonly outstandingHolds: () => number
  readonly runningCalls: () => number
}

export interface Metrics {
  observe(calls: readonly ObservedCall[]): void
  /** The text format of Prometheus. */
  text(): Promise<string>
  readonly contentType: string
}

/** Milliseconds. */
const overheadBuckets = [1, 2, 5, 10, 25, 50, 100, 500]
const callBuckets = [
  50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000,
]

/** Model names are the clients' to choose; more than this many are counted together as `other`. */
const maxModels = 500

function boundedNames(limit: number): (name: string) => string {
  const known = new Set<string>()
  return (name) => {
    if (known.size < limit) known.add(name)
    return known.has(name) ? name : 'other'
  }
}

/** Counts calls when their log rows are written, in groups, so that the hot path counts nothing. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'llavero_' })
  registerGauges(registry, sources)
  const calls = counter(registry, 'llavero_calls_total', 'Calls by outcome', [
    'endpoint',
    'provider',
    'model',
    'verdict',
    'status',
  ])
  const tokens = counter(registry, 'llavero_tokens_total', 'Tokens by kind', [
    'provider',
    'model',
    'kind',
  ])
  const cost = counter(registry, 'llavero_cost_micro_usd_total', 'Cost in micro-dollars', [
    'provider',
    'model',
  ])
  const total = new Durations('llavero_call_seconds', 'Whole time of a call', callBuckets)
  const firstByte = new Durations(
    'llavero_first_byte_seconds',
    'Time to the first byte of an answer',
    callBuckets,
  )
  const overhead = new Durations(
    'llavero_overhead_seconds',
    'Time of a call spent in this process',
    overheadBuckets,
  )
  const boundedModel = boundedNames(maxModels)

  return {
    observe(rows) {
      for (const { sample, count, inputTokens, outputTokens, costMicroUsd } of grouped(rows)) {
        const names = {
          provider: sample.provider ?? '',
          model: boundedModel(sample.model_used ?? ''),
        }
        calls.inc(
          { ...names, endpoint: sample.endpoint, verdict: sample.verdict, status: sample.status },
          count,
        )
        tokens.inc({ ...names, kind: 'input' }, inputTokens)
        tokens.inc({ ...names, kind: 'output' }, outputTokens)
        cost.inc(names, costMicroUsd)
      }
      for (const row of rows) {
        total.observe(row.total_ms)
        overhead.observe(row.overhead_ms)
        if (row.first_byte_ms !== null) firstByte.observe(row.first_byte_ms)
      }
    },
    text: async () =>
      [await registry.metrics(), ...[total, firstByte, overhead].map((each) => each.text())].join(
        '\n',
      ),
    contentType: registry.contentType,
  }
}

function registerGauges(registry: Registry, sources: MetricSources): void {
  gauge(registry, 'llavero_log_rows_waiting', 'Log rows not yet written', sources.waitingRows)
  gauge(
    registry,
    'llavero_log_rows_dropped',
    'Log rows dropped because the queue was full',
    sources.droppedRows,
  )
  gauge(
    registry,
    'llavero_completions_dropped',
    'Completions that were not stored because too many waited, or for their size',
    sources.droppedCompletions,
  )
  gauge(
    registry,
    'llavero_holds_outstanding',
    'Holds on limits that are not settled yet',
    sources.outstandingHolds,
  )
  gauge(registry, 'llavero_calls_running', 'Calls that are being answered', sources.runningCalls)
  // A part of what it tells, so that even an idle process has it.
  const intervalMs = 5
  const delay = monitorEventLoopDelay({ resolution: intervalMs })
  delay.enable()
  gauge(
    registry,
    'llavero_event_loop_delay_max_seconds',
    `Longest event-loop block since the last scrape, up to ${intervalMs} ms too long`,
    () => {
      const maxSeconds = delay.max / 1e9
      delay.reset()
      return maxSeconds
    },
  )
}

interface CallGroup {
  readonly sample: ObservedCall
  count: number
  inputTokens: number
  outputTokens: number
  costMicroUsd: number
}

function grouped(rows: readonly ObservedCall[]): Iterable<CallGroup> {
  const groups = new Map<string, CallGroup>()
  let group: CallGroup | undefined
  for (const row of rows) {
    // Calls that are alike come in series.
    if (group === undefined || !isAlike(group.sample, row)) group = groupOf(groups, row)
    group.count++
    group.inputTokens += row.input_tokens
    group.outputTokens += row.output_tokens
    group.costMicroUsd += row.cost_micro_usd
  }
  return groups.values()
}

function groupOf(groups: Map<string, CallGroup>, sample: ObservedCall): CallGroup {
  const { endpoint, provider, model_used: model, verdict, status } = sample
  const key = `${endpoint} ${provider} ${model} ${verdict} ${status}`
  const known = groups.get(key)
  if (known !== undefined) return known
  const group = { sample, count: 0, inputTokens: 0, outputTokens: 0, costMicroUsd: 0 }
  groups.set(key, group)
  return group
}

function isAlike(a: ObservedCall, b: ObservedCall): boolean {
  return (
    a.endpoint === b.endpoint &&
    a.provider === b.provider &&
    a.model_used === b.model_used &&
    a.verdict === b.verdict &&
    a.status === b.status
  )
}

function counter<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: Label[],
): Counter<Label> {
  return new Counter({ name, help, labelNames, registers: [registry] })
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  const readNow = new Gauge({
    name,
    help,
    registers: [],
    collect() {
      this.set(read())
    },
  })
  registry.registerMetric(readNow)
}
