import type { ChildProcesses } from './child-processes.ts'
import { loadTool } from './load-tools.ts'
import type { Peer } from './peers/peer.ts'
import { foreignCpuMs, processUsage, usageWhenIdle } from './process-usage.ts'
import type { Scenario } from './scenarios.ts'

interface Percentiles {
  readonly count: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

/** What the generator prints. Rates count what ended in time, latencies everything that was started. */
interface LoadReport {
  readonly requests: number
  readonly requestsPerSecond: number
  readonly eventsPerSecond: number
  readonly errors: number
  readonly firstError: string
  readonly reconnects: number
  readonly latencyUs: Percentiles | null
  /** From sending the request to the first event. */
  readonly firstEventUs: Percentiles | null
  /** From the upstream's write of an event to its arrival. */
  readonly eventLatencyUs: Percentiles | null
}

/** One scenario against one peer. The gateway's own cost is null for the upstream itself. */
export interface Measurement extends LoadReport {
  readonly cpuUsPerRequest: number | null
  /** CPU time over the time of the load, 1 for a whole core; work put off until after it counts, too. */
  readonly cpuShare: number | null
  readonly longestBlockMs: number | null
  /** CPU time that others took while the load ran, 1 for a whole core: the noise of this figure. */
  readonly foreignShare: number
}

export async function measure(
  children: ChildProcesses,
  peer: Peer,
  scenario: Scenario,
  seconds: number,
): Promise<Measurement> {
  await peer.longestBlockMs?.() // Starts a new span.
  const before = peer.processId === null ? null : await processUsage(peer.processId)
  const foreignBefore = await foreignCpuMs()
  const startedAt = performance.now()
  const report = await runLoad(children, peer, scenario, seconds)
  const elapsedMs = performance.now() - startedAt
  const foreignMs = (await foreignCpuMs()) - foreignBefore
  const after = peer.processId === null ? null : await usageWhenIdle(peer.processId)
  const cpuMs = before === null || after === null ? null : after.cpuMs - before.cpuMs
  return {
    ...report,
    cpuUsPerRequest:
      cpuMs === null || report.requests === 0 ? null : (cpuMs * 1000) / report.requests,
    cpuShare: cpuMs === null ? null : cpuMs / elapsedMs,
    longestBlockMs: (await peer.longestBlockMs?.()) ?? null,
    foreignShare: Math.max(0, foreignMs / elapsedMs),
  }
}

async function runLoad(
  children: ChildProcesses,
  peer: Peer,
  scenario: Scenario,
  seconds: number,
): Promise<LoadReport> {
  const { expect } = scenario
  const command = [
    loadTool,
    `--port=${peer.port}`,
    `--connections=${scenario.connections}`,
    `--seconds=${seconds}`,
    `--ramp-ms=${Math.min(scenario.rampMs, seconds * 500)}`,
    `--message=${scenario.text}`,
    'bytes' in expect ? `--expect-bytes=${expect.bytes}` : `--expect-events=${expect.events}`,
    ...peer.headers.map((line) => `--header=${line}`),
  ]
  const { code, stdout, stderr } = await children.run(command, { core: 'load' })
  if (code !== 0) throw new Error(`The load generator failed (${code}): ${stderr}`)
  return JSON.parse(stdout) as LoadReport
}
