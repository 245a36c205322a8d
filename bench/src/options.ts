import { parseArgs } from 'node:util'
import type { PeerName } from './peers/peer.ts'
import { type ScenarioName, scenarios } from './scenarios.ts'

/** What a run was asked to do. */
export interface Options {
  /** A short run that shows that everything works; its figures mean little. */
  readonly isSmoke: boolean
  readonly rounds: number
  readonly seconds: number
  readonly warmUpSeconds: number
  readonly peers: readonly PeerName[]
  readonly scenarios: readonly ScenarioName[]
}

const peerNames: readonly PeerName[] = ['direct', 'nginx', 'portkey', 'llavero']

/** Reads the command line; throws on what it does not know. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      smoke: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      peers: { type: 'string' },
      scenarios: { type: 'string' },
    },
  })
  const scenarioNames = scenarios(values.smoke).map(({ name }) => name)
  return {
    isSmoke: values.smoke,
    rounds: positive('--rounds', values.rounds ?? (values.smoke ? '1' : '3')),
    seconds: positive('--seconds', values.seconds ?? (values.smoke ? '0.5' : '5')),
    warmUpSeconds: values.smoke ? 0.2 : 2,
    peers: chosen('--peers', values.peers, peerNames),
    scenarios: chosen('--scenarios', values.scenarios, scenarioNames),
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`${name} must be a number above 0, not ${text}`)
  return value
}

/** The names in a list with commas, in our own order; all when there is no list. */
function chosen<Name extends string>(
  option: string,
  list: string | undefined,
  known: readonly Name[],
): readonly Name[] {
  if (list === undefined) return known
  const names = list.split(',')
  const unknown = names.find((name) => !known.some((candidate) => candidate === name))
  if (unknown !== undefined) {
    throw new Error(`${option}: ${unknown} is none of ${known.join(', ')}`)
  }
  return known.filter((name) => names.includes(name))
}
