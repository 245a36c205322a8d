import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/** What a process and its children have used so far. */
export interface ProcessUsage {
  readonly cpuMs: number
  /** Resident memory, summed: pages that processes share count for each. */
  readonly rssBytes: number
}

interface ProcessStat {
  readonly parentId: number
  readonly cpuTicks: number
  readonly rssPages: number
}

/** Linux gives times in 1/100 s to user space, whatever its own clock does. */
const MS_PER_TICK = 10
const PAGE_BYTES = 4096

/** Reads one `/proc/<pid>/stat` line (proc(5)); the process's name may hold spaces and parentheses. */
export function parseStat(line: string): ProcessStat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const field = (number: number) => Number(fields[number - 3])
  return {
    parentId: field(4),
    cpuTicks: field(14) + field(15) + field(16) + field(17),
    rssPages: field(24),
  }
}

/** Reads the CPU time of the whole machine, without idling, from `/proc/stat` (proc(5)). */
export function parseBusyMs(text: string): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] = text
    .slice(0, text.indexOf('\n'))
    .split(/ +/)
    .slice(1)
    .map(Number)
  return (user + nice + system + irq + softIrq + steal) * MS_PER_TICK
}

/**
 * CPU time that was spent on this machine so far by anybody else than this process and its children, or
 * that a hypervisor took away. Only differences mean something.
 */
export async function foreignCpuMs(): Promise<number> {
  const busyMs = parseBusyMs(await readFile('/proc/stat', 'utf8'))
  return busyMs - (await processUsage(process.pid)).cpuMs
}

/** Adds up a process and all its living descendants. */
export async function processUsage(rootId: number): Promise<ProcessUsage> {
  const stats = await readAllStats()
  const family = new Set([rootId])
  for (let size = 0; size !== family.size;) {
    size = family.size
    for (const [id, stat] of stats) if (family.has(stat.parentId)) family.add(id)
  }
  let cpuTicks = 0
  let rssPages = 0
  for (const id of family) {
    cpuTicks += stats.get(id)?.cpuTicks ?? 0
    rssPages += stats.get(id)?.rssPages ?? 0
  }
  return { cpuMs: cpuTicks * MS_PER_TICK, rssBytes: rssPages * PAGE_BYTES }
}

/**
 * Waits until a process is idle, at most two seconds, and returns its usage then: work that a gateway puts
 * off until after the reply (log rows, garbage) is part of its price, and must not disturb the next peer.
 */
export async function usageWhenIdle(processId: number): Promise<ProcessUsage> {
  let usage = await processUsage(processId)
  for (let tries = 0; tries < 20; tries++) {
    await delay(100)
    const before = usage
    usage = await processUsage(processId)
    if (usage.cpuMs - before.cpuMs <= MS_PER_TICK) break
  }
  return usage
}

async function readAllStats(): Promise<Map<number, ProcessStat>> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const stats = await Promise.all(ids.map(readStat))
  return new Map(stats.filter((entry) => entry !== null))
}

async function readStat(id: number): Promise<[number, ProcessStat] | null> {
  try {
    return [id, parseStat(await readFile(`/proc/${id}/stat`, 'utf8'))]
  } catch {
    return null // It ended between the two reads.
  }
}
