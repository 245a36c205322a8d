import type { Machine } from './machine.ts'
import type { Measurement } from './measure.ts'
import type { PeerName } from './peers/peer.ts'
import type { ScenarioName } from './scenarios.ts'

/** All that a run found out: the JSON file, and what the report is made of. */
export interface Results {
  readonly startedAt: string
  readonly machine: Machine
  readonly rounds: number
  readonly secondsPerRun: number
  readonly scenarios: readonly ScenarioName[]
  readonly peers: readonly PeerFacts[]
  readonly absentPeers: Readonly<Partial<Record<PeerName, string>>>
  readonly runs: readonly Run[]
}

/** Memory of a peer, before the first load and after the last; null for the upstream itself. */
export interface PeerFacts {
  readonly name: PeerName
  readonly idleRssBytes: number | null
  readonly loadedRssBytes: number | null
}

export interface Run extends Measurement {
  /** Counted from 0. */
  readonly round: number
  readonly peer: PeerName
  readonly scenario: ScenarioName
}

export type Figure = (run: Run) => number | null

/** One figure of one peer in one scenario, by round; null where a round has none. */
export function byRound(
  results: Results,
  { scenario, peer, figure }: { scenario: ScenarioName; peer: PeerName; figure: Figure },
): (number | null)[] {
  return Array.from({ length: results.rounds }, (_, round) => {
    const run = results.runs.find(
      (run) => run.round === round && run.peer === peer && run.scenario === scenario,
    )
    return run === undefined ? null : figure(run)
  })
}

export function isNumber(value: number | null): value is number {
  return value !== null
}
