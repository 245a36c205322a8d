import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { ChildProcess } from 'node:child_process'
import { type ChildProcesses, collect, hasExited } from '../child-processes.ts'

export type PeerName = 'direct' | 'nginx' | 'portkey' | 'llavero'

/** A running gateway, or the upstream itself. */
export interface Peer {
  readonly name: PeerName
  readonly port: number
  /** Header lines that each request needs to be let through. */
  readonly headers: readonly string[]
  /** Null for the upstream itself, whose cost is not the question. */
  readonly processId: number | null
  /** The longest time its event loop was blocked since the last call, where a peer tells. */
  readonly longestBlockMs?: () => Promise<number | null>
}

/** A peer that cannot run here, and why: no error, the others go on. */
export interface AbsentPeer {
  readonly name: PeerName
  readonly absent: string
}

/** What a peer needs to start. */
export interface Ground {
  readonly children: ChildProcesses
  readonly upstreamPort: number
  /** A folder for this peer alone, removed after the run. */
  readonly folder: string
  /** Whether what is missing may be installed from the network. */
  readonly mayInstall: boolean
}

const START_TIMEOUT_MS = 30_000

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1')
  return address.port
}

/** Resolves when the child accepts connections; throws what it wrote when it ends or takes too long. */
export async function waitUntilListening(child: ChildProcess, port: number): Promise<void> {
  child.stdout?.resume()
  const stderr = collect(child, 'stderr')
  const deadline = performance.now() + START_TIMEOUT_MS
  while (!(await accepts(port))) {
    if (hasExited(child) || performance.now() > deadline) {
      throw new Error(`${child.spawnargs.join(' ')} does not listen on ${port}:\n${stderr()}`)
    }
    await delay(50)
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** The id of a child that has surely been started. */
export function processIdOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`${child.spawnfile} did not start`)
  return child.pid
}
