import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import type { RunningCalls } from './edge/running-calls.ts'

const intervalMs = 5_000
/** Without a call for this long, the server is idle. */
const idleTicks = 6
/** Less than this is not worth the time. */
const worthwhileBytes = 48 * 1024 * 1024

export interface CollectorParts {
  readonly running: Pick<RunningCalls, 'count' | 'begun'>
  /** What the heap takes of the machine's memory. */
  readonly heapBytes: () => number
  readonly collect: () => void
}

/**
 * Gives memory back after a busy time, in one go and when nobody has called for half a minute. V8's own reducer of
 * memory (switched off by `--no-memory-reducer`) begins after eight idle seconds and ends whenever it ends: a
 * load that came meanwhile stood still for up to 35 ms.
 */
export class IdleCollector {
  readonly #parts: CollectorParts
  #begun = 0
  #ticksWithoutCall = 0
  #leastBytes: number

  constructor(parts: CollectorParts) {
    this.#parts = parts
    this.#leastBytes = parts.heapBytes()
  }

  /** To be called in even intervals. */
  tick(): void {
    const { running, heapBytes, collect } = this.#parts
    const isQuiet = running.count === 0 && running.begun === this.#begun
    this.#begun = running.begun
    this.#ticksWithoutCall = isQuiet ? this.#ticksWithoutCall + 1 : 0
    if (this.#ticksWithoutCall < idleTicks) return
    const bytes = heapBytes()
    if (bytes < this.#leastBytes + worthwhileBytes) {
      this.#leastBytes = Math.min(bytes, this.#leastBytes)
      return
    }
    collect()
    this.#leastBytes = heapBytes()
  }
}

/**
 * `npm start` gives this thread a young generation that suits a load. As a flag it would go for all threads that are
 * started later, over limits of their own; this thread keeps it. To be called before any of them.
 */
export function keepYoungGenerationFromThreads(): void {
  setFlagsFromString('--max-semi-space-size=0')
}

/**
 * What starting leaves behind (sources, schemas, a young generation that grew with them) is 30 MiB that an idle
 * server would hold for good. To be called before anybody can call, as it takes some 0.15 s; only where the
 * collector may be asked (`--expose-gc`).
 */
export function collectNow(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

/** From now on, where the collector may be asked. The returned function ends it. */
export function collectWhenIdle(running: RunningCalls): () => void {
  const heapBytes = () => getHeapStatistics().total_heap_size
  const collector = new IdleCollector({ running, heapBytes, collect: collectNow })
  const timer = setInterval(() => collector.tick(), intervalMs).unref()
  return () => clearInterval(timer)
}
