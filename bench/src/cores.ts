import { readFileSync } from 'node:fs'
import { findExecutable } from './find-executable.ts'

/** Reads a kernel list of cores such as `0-2,5`. */
export function parseCoreList(list: string): number[] {
  return list
    .trim()
    .split(',')
    .flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number)
      return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    })
}

/** Which core each side gets. */
export interface Cores {
  /** Generator and upstream share this one. */
  readonly load: number
  /** The gateway under test has this one for itself. */
  readonly gateway: number
}

/** Null where there is only one core, or no `taskset`: then the figures only show that everything works. */
export function chooseCores(): Cores | null {
  const allowed = /^Cpus_allowed_list:(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  const [load, gateway] = parseCoreList(allowed ?? '0')
  if (load === undefined || gateway === undefined) return null
  return findExecutable('taskset') === null ? null : { load, gateway }
}
