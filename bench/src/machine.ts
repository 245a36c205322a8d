import { readFile } from 'node:fs/promises'
import os from 'node:os'
import type { Cores } from './cores.ts'

/** What the figures depend on besides the code. */
export interface Machine {
  readonly cpuModel: string
  readonly cores: number
  readonly memoryBytes: number
  readonly kernel: string
  readonly nodeVersion: string
  /** Null when nothing was pinned. */
  readonly pinnedTo: Cores | null
}

export async function describeMachine(pinnedTo: Cores | null): Promise<Machine> {
  const cpuInfo = await readFile('/proc/cpuinfo', 'utf8')
  return {
    cpuModel: /^model name\s*: (.*)$/m.exec(cpuInfo)?.[1] ?? os.arch(),
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    kernel: os.release(),
    nodeVersion: process.version,
    pinnedTo,
  }
}
