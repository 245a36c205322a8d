import { checkBars } from './bars.ts'
import type { PeerName } from './peers/peer.ts'
import { byRound, type Figure, isNumber, type Results } from './results.ts'
import type { ScenarioName } from './scenarios.ts'
import { median, medianRatio } from './statistics.ts'

interface Column {
  readonly title: string
  readonly figure: Figure
}

const MIB = 1024 * 1024

/** CPU time of others, in cores, that leaves the figures alone. */
const QUIET_SHARE = 0.1

const latency: readonly Column[] = [
  { title: 'p50 ms', figure: (run) => thousandth(run.latencyUs?.p50) },
  { title: 'p99 ms', figure: (run) => thousandth(run.latencyUs?.p99) },
]
const streaming: readonly Column[] = [
  { title: 'first event p50 ms', figure: (run) => thousandth(run.firstEventUs?.p50) },
  { title: 'first event p99 ms', figure: (run) => thousandth(run.firstEventUs?.p99) },
  { title: 'event p50 ms', figure: (run) => thousandth(run.eventLatencyUs?.p50) },
  { title: 'event p99 ms', figure: (run) => thousandth(run.eventLatencyUs?.p99) },
]
const rate: Column = { title: 'requests/s', figure: (run) => run.requestsPerSecond }
const eventRate: Column = { title: 'events/s', figure: (run) => run.eventsPerSecond }
const cost: readonly Column[] = [
  { title: 'CPU µs/request', figure: (run) => run.cpuUsPerRequest },
  { title: 'CPU %', figure: (run) => (run.cpuShare === null ? null : run.cpuShare * 100) },
]

/** The figure that a scenario is there for. */
const purpose: Readonly<Record<ScenarioName, Column>> = {
  'chat-600B': rate,
  'chat-200kB': rate,
  'sse-200x150B': eventRate,
  'sse-128-paced-5ms': { title: 'event p99', figure: (run) => run.eventLatencyUs?.p99 ?? null },
  'sse-512-paced-20ms': { title: 'event p99', figure: (run) => run.eventLatencyUs?.p99 ?? null },
  'ttft-1': { title: 'first event p99', figure: (run) => run.firstEventUs?.p99 ?? null },
}

/** The whole report in Markdown: ratios first, then what they come from. */
export function report(results: Results): string {
  const { machine } = results
  const core = machine.pinnedTo ? 'the gateway alone on one' : 'nothing pinned: do not compare'
  const parts = [
    `# Benchmark of ${results.startedAt}`,
    `${machine.cpuModel}, ${machine.cores} cores (${core}), Linux ${machine.kernel}, ` +
      `Node ${machine.nodeVersion}; ${results.rounds} rounds of ${results.secondsPerRun} s, medians.`,
    noise(results),
    ...Object.entries(results.absentPeers).map(([name, why]) => `Absent: ${name}, ${why}.`),
    ratioSection(results),
    barSection(results),
    memorySection(results),
    ...results.scenarios.map((scenario) => scenarioSection(results, scenario)),
    faultSection(results),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** About three digits are all that such figures carry. */
export function format(value: number | null): string {
  if (value === null) return '–'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toFixed(digits)
}

/** Says so when the machine was not ours alone. */
function noise({ runs }: Results): string {
  const shares = runs.map((run) => run.foreignShare)
  const worst = Math.max(0, ...shares)
  if (worst < QUIET_SHARE) return ''
  const percent = (share: number | null) => `${format((share ?? 0) * 100)} %`
  return (
    `**Noisy:** other processes took up to ${percent(worst)} of a core during a run ` +
    `(median ${percent(median(shares))}). Repeat this on a quiet machine before you believe it.`
  )
}

function ratioSection(results: Results): string {
  const pairs = ratioPairs(results.peers.map((peer) => peer.name))
  if (pairs.length === 0) return ''
  const rows = results.scenarios.map((scenario) => {
    const { title, figure } = purpose[scenario]
    const ratios = pairs.map(([left, right]) =>
      medianRatio(
        byRound(results, { scenario, peer: left, figure }),
        byRound(results, { scenario, peer: right, figure }),
      ),
    )
    return [`${scenario}: ${title}`, ...ratios.map(format)]
  })
  const head = [
    'ratio (of rates: more is better; of p99: less is)',
    ...pairs.map((pair) => pair.join(' ÷ ')),
  ]
  return `## Ratios\n\n${table(head, rows)}`
}

/** Llavero against each, and each other peer against the upstream itself. */
function ratioPairs(peers: readonly PeerName[]): (readonly [PeerName, PeerName])[] {
  const others = peers.filter((peer) => peer !== 'llavero')
  const own = peers.includes('llavero') ? others.map((peer) => ['llavero', peer] as const) : []
  const gateways = others.filter((peer) => peer !== 'direct')
  return [
    ...own,
    ...(peers.includes('direct') ? gateways.map((peer) => [peer, 'direct'] as const) : []),
  ]
}

function barSection(results: Results): string {
  const bars = checkBars(results)
  if (bars.length === 0) return ''
  const rows = bars.map((bar) => [
    bar.promise,
    bar.value === null ? '–' : `${format(bar.value)} ${bar.unit}`.trimEnd(),
    bar.holds === null ? 'not measured' : bar.holds ? 'yes' : '**no**',
  ])
  return `## What Llavero must reach\n\n${table(['bar', 'measured', 'holds'], rows)}`
}

function memorySection(results: Results): string {
  const mebibytes = (bytes: number | null) => format(bytes === null ? null : bytes / MIB)
  const rows = results.peers
    .filter((peer) => peer.idleRssBytes !== null)
    .map((peer) => [peer.name, mebibytes(peer.idleRssBytes), mebibytes(peer.loadedRssBytes)])
  if (rows.length === 0) return ''
  return `## Memory\n\n${table(['peer', 'RSS idle MiB', 'RSS after load MiB'], rows)}`
}

function scenarioSection(results: Results, scenario: ScenarioName): string {
  const shape = scenario.startsWith('chat-') ? [rate, ...latency] : [eventRate, ...streaming]
  const columns = [...shape, ...cost]
  const rows = results.peers.map(({ name: peer }) => {
    const rounds = (figure: Figure) => byRound(results, { scenario, peer, figure }).filter(isNumber)
    const errors = rounds((run) => run.errors).reduce((total, count) => total + count, 0)
    return [peer, ...columns.map(({ figure }) => format(median(rounds(figure)))), String(errors)]
  })
  const head = ['peer', ...columns.map(({ title }) => title), 'errors in all rounds']
  return `## ${scenario}\n\n${table(head, rows)}`
}

/** The first fault of every peer and scenario that had one. */
function faultSection(results: Results): string {
  const first = new Map<string, string>()
  for (const run of results.runs) {
    const name = `${run.peer}, ${run.scenario}`
    if (run.errors > 0 && !first.has(name)) first.set(name, run.firstError)
  }
  if (first.size === 0) return ''
  return `## Faults\n\n${table(['run', 'first fault'], [...first])}`
}

function thousandth(value: number | undefined): number | null {
  return value === undefined ? null : value / 1000
}
