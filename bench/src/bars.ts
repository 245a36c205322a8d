import { byRound, type Figure, isNumber, type Results } from './results.ts'
import type { PeerName } from './peers/peer.ts'
import type { ScenarioName } from './scenarios.ts'
import { median, medianRatio } from './statistics.ts'

/** A promise about speed, and what this run says about it. */
export interface Bar {
  readonly promise: string
  /** Null where the run does not tell. */
  readonly value: number | null
  readonly unit: string
  readonly holds: boolean | null
}

const MIB = 1024 * 1024

const eventP99: Figure = (run) => milliseconds(run.eventLatencyUs?.p99)
const firstEventP99: Figure = (run) => milliseconds(run.firstEventUs?.p99)

/** What Llavero must reach; empty when it did not run. */
export function checkBars(results: Results): readonly Bar[] {
  const facts = results.peers.find((peer) => peer.name === 'llavero')
  if (facts === undefined) return []
  const of = (scenario: ScenarioName, figure: Figure, peer: PeerName = 'llavero') =>
    byRound(results, { scenario, peer, figure })
  const rate = (peer: PeerName) => of('chat-600B', (run) => run.requestsPerSecond, peer)
  const addedMs = (scenario: ScenarioName, figure: Figure) => {
    const at = (peer: PeerName) => median(of(scenario, figure, peer).filter(isNumber))
    return minus(at('llavero'), at('direct'))
  }
  const blocks = of('chat-200kB', (run) => run.longestBlockMs).filter(isNumber)
  const paced = ['sse-128-paced-5ms', 'sse-512-paced-20ms'] as const

  return [
    atLeast('chat-600B: requests/s ÷ Portkey', medianRatio(rate('llavero'), rate('portkey')), 10),
    atLeast('chat-600B: requests/s ÷ nginx', medianRatio(rate('llavero'), rate('nginx')), 0.4),
    ...paced.flatMap((scenario) => [
      atMost(`${scenario}: streams at fault`, sum(of(scenario, (run) => run.errors)), 0, ''),
      atMost(`${scenario}: added p99 of an event`, addedMs(scenario, eventP99), 5, 'ms'),
    ]),
    atMost('ttft-1: added p99', addedMs('ttft-1', firstEventP99), 1, 'ms'),
    atMost('chat-200kB: longest block', blocks.length === 0 ? null : Math.max(...blocks), 20, 'ms'),
    atMost('resident memory when idle', divided(facts.idleRssBytes, MIB), 150, 'MiB'),
  ]
}

function atLeast(what: string, value: number | null, limit: number): Bar {
  const holds = value === null ? null : value >= limit
  return { promise: `${what} ≥ ${limit}`, value, unit: '×', holds }
}

function atMost(what: string, value: number | null, limit: number, unit: string): Bar {
  const holds = value === null ? null : value <= limit
  return { promise: `${what} ≤ ${limit} ${unit}`.trimEnd(), value, unit, holds }
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter(isNumber)
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
}

function minus(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left - right
}

function divided(value: number | null, by: number): number | null {
  return value === null ? null : value / by
}

function milliseconds(microseconds: number | undefined): number | null {
  return microseconds === undefined ? null : microseconds / 1000
}
