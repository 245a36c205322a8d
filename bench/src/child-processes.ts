import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Cores } from './cores.ts'

const END_GRACE_MS = 5000

export interface ChildOptions {
  readonly core: keyof Cores
  /** The whole environment; nothing is inherited but PATH and HOME. */
  readonly environment?: Readonly<Record<string, string>>
  readonly folder?: string
}

/** What a finished command said. */
export interface Output {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Every process that a run starts, each pinned to a core, so that none outlives the run. */
export class ChildProcesses {
  readonly #cores: Cores | null
  readonly #children = new Set<ChildProcess>()

  constructor(cores: Cores | null) {
    this.#cores = cores
  }

  /** Starts a command; its standard output is a pipe that the caller must read or let flow. */
  start(command: readonly string[], options: ChildOptions): ChildProcess {
    const pin = this.#cores === null ? [] : ['taskset', '-c', String(this.#cores[options.core])]
    const [file = '', ...rest] = [...pin, ...command]
    const child = spawn(file, rest, {
      ...(options.folder === undefined ? {} : { cwd: options.folder }),
      env: { ...inherited(), ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#children.add(child)
    child.once('error', () => this.#children.delete(child))
    child.once('exit', () => this.#children.delete(child))
    return child
  }

  /** Runs a command to its end. */
  async run(command: readonly string[], options: ChildOptions): Promise<Output> {
    const child = this.start(command, options)
    const stdout = collect(child, 'stdout')
    const stderr = collect(child, 'stderr')
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, stdout: stdout(), stderr: stderr() }
  }

  /** Asks every process to end, and makes those that do not. */
  async endAll(): Promise<void> {
    const living = [...this.#children]
    for (const child of living) child.kill('SIGTERM')
    const ended = Promise.all(living.map((child) => once(child, 'exit')))
    await Promise.race([ended, delay(END_GRACE_MS, undefined, { ref: false })])
    this.killAll()
  }

  /** The last resort, for `process.on('exit')`, where nothing can be awaited. */
  killAll(): void {
    for (const child of this.#children) child.kill('SIGKILL')
  }
}

export function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Keeps the end of what a child writes, for the message if it fails. */
export function collect(child: ChildProcess, name: 'stdout' | 'stderr'): () => string {
  const maxLength = 1_000_000
  let text = ''
  child[name]?.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(-maxLength)
  })
  return () => text
}

function inherited(): Record<string, string> {
  const { PATH = '/usr/bin:/bin', HOME = '/' } = process.env
  return { PATH, HOME }
}
