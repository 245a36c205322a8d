import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ChildProcesses } from './child-processes.ts'
import { chooseCores } from './cores.ts'
import { compileLoadTools, startUpstream } from './load-tools.ts'
import { describeMachine, type Machine } from './machine.ts'
import { measure, type Measurement } from './measure.ts'
import { type Options, readOptions } from './options.ts'
import { startLlavero } from './peers/llavero.ts'
import { startNginx } from './peers/nginx.ts'
import type { AbsentPeer, Ground, Peer, PeerName } from './peers/peer.ts'
import { startPortkey } from './peers/portkey.ts'
import { usageWhenIdle } from './process-usage.ts'
import { report } from './report.ts'
import type { PeerFacts, Results, Run } from './results.ts'
import { type Scenario, scenarios } from './scenarios.ts'

const starters: Record<PeerName, (ground: Ground) => Promise<Peer | AbsentPeer>> = {
  direct: ({ upstreamPort }) =>
    Promise.resolve({ name: 'direct', port: upstreamPort, headers: [], processId: null }),
  nginx: startNginx,
  portkey: startPortkey,
  llavero: startLlavero,
}

const resultsFolder = path.resolve(import.meta.dirname, '..', 'results')

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  const cores = chooseCores()
  const children = new ChildProcesses(cores)
  const folder = await mkdtemp(path.join(tmpdir(), 'llavero-bench-'))
  process.once('exit', () => children.killAll())
  try {
    const ground = { children, folder, machine: await describeMachine(cores) }
    const results = await Promise.race([bench(options, ground), interruption()])
    const file = await save(results)
    console.log(report(results))
    console.log(`All figures: ${path.relative(process.cwd(), file)}`)
    if (results.runs.some((run) => run.errors > 0 && run.peer !== 'portkey')) process.exitCode = 1
  } finally {
    await children.endAll()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Rejects when the run is told to end. */
function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => reject(new Error(`Ended by ${signal}`)))
    }
  })
}

interface BenchGround {
  readonly children: ChildProcesses
  readonly folder: string
  readonly machine: Machine
}

async function bench(options: Options, ground: BenchGround): Promise<Results> {
  const { children, folder, machine } = ground
  const startedAt = new Date().toISOString()
  await compileLoadTools(children)
  const upstreamPort = await startUpstream(children)
  const { peers, absentPeers } = await startPeers(options, { children, upstreamPort, folder })
  const chosen = scenarios(options.isSmoke).filter(({ name }) => options.scenarios.includes(name))
  const idle = await residentBytes(peers)
  await warmUp({ children, peers, scenarios: chosen, options })
  const runs = await runRounds({ children, peers, scenarios: chosen, options })
  const loaded = await residentBytes(peers)
  return {
    startedAt,
    machine,
    rounds: options.rounds,
    secondsPerRun: options.seconds,
    scenarios: chosen.map(({ name }) => name),
    peers: peers.map(({ name }): PeerFacts => ({
      name,
      idleRssBytes: idle.get(name) ?? null,
      loadedRssBytes: loaded.get(name) ?? null,
    })),
    absentPeers,
    runs,
  }
}

async function startPeers(
  options: Options,
  { children, upstreamPort, folder }: Pick<Ground, 'children' | 'upstreamPort' | 'folder'>,
): Promise<{ peers: Peer[]; absentPeers: Partial<Record<PeerName, string>> }> {
  const peers: Peer[] = []
  const absentPeers: Partial<Record<PeerName, string>> = {}
  for (const name of options.peers) {
    say(`starting ${name}`)
    const ownFolder = path.join(folder, name)
    await mkdir(ownFolder)
    const ground = { children, upstreamPort, folder: ownFolder, mayInstall: !options.isSmoke }
    const peer = await starters[name](ground)
    if ('absent' in peer) {
      say(`${name} is absent: ${peer.absent}`)
      absentPeers[name] = peer.absent
    } else {
      peers.push(peer)
    }
  }
  return { peers, absentPeers }
}

interface Plan {
  readonly children: ChildProcesses
  readonly peers: readonly Peer[]
  readonly scenarios: readonly Scenario[]
  readonly options: Options
}

/** What a just-in-time compiler has not seen yet is slow: every peer sees every scenario once before. */
async function warmUp({ children, peers, scenarios, options }: Plan): Promise<void> {
  for (const scenario of scenarios) {
    for (const peer of peers) {
      say(`warming up: ${scenario.name} ${peer.name}`)
      await measure(children, peer, scenario, options.warmUpSeconds)
    }
  }
}

/** The peers take turns within each scenario of each round, so that drift of the machine hits all alike. */
async function runRounds({ children, peers, scenarios, options }: Plan): Promise<Run[]> {
  const runs: Run[] = []
  for (let round = 0; round < options.rounds; round++) {
    for (const scenario of scenarios) {
      for (const peer of peers) {
        const measurement = await measure(children, peer, scenario, options.seconds)
        runs.push({ round, peer: peer.name, scenario: scenario.name, ...measurement })
        say(
          `round ${round + 1}/${options.rounds}: ${scenario.name} ${peer.name} ${brief(measurement)}`,
        )
      }
    }
  }
  return runs
}

function brief(measured: Measurement): string {
  const fault = measured.errors === 0 ? '' : `, ${measured.errors} errors: ${measured.firstError}`
  return measured.eventLatencyUs === null
    ? `${measured.requestsPerSecond.toFixed(0)} requests/s${fault}`
    : `${measured.eventsPerSecond.toFixed(0)} events/s${fault}`
}

async function residentBytes(peers: readonly Peer[]): Promise<Map<PeerName, number>> {
  const bytes = new Map<PeerName, number>()
  for (const { name, processId } of peers) {
    if (processId !== null) bytes.set(name, (await usageWhenIdle(processId)).rssBytes)
  }
  return bytes
}

async function save(results: Results): Promise<string> {
  await mkdir(resultsFolder, { recursive: true })
  const file = path.join(resultsFolder, `${results.startedAt.replaceAll(':', '-')}.json`)
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`)
  return file
}

function say(line: string): void {
  console.error(line)
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
