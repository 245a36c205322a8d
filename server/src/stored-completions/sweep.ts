import type { StoredCompletions } from '../storage/stored-completions.ts'

export interface CompletionSweepParts {
  readonly storage: Pick<StoredCompletions, 'removeCreatedBefore'>
  /** How long a stored completion is kept. */
  readonly keptMs: number
  /** Unix milliseconds. */
  readonly now: () => number
}

/** One transaction removes so many: it must not hold up what is being stored. */
const mostPerTransaction = 200

/** Removes stored completions that have been kept for long enough. Any number of processes may do it at once. */
export async function sweepCompletions({
  storage,
  keptMs,
  now,
}: CompletionSweepParts): Promise<void> {
  const beforeMs = now() - keptMs
  while ((await storage.removeCreatedBefore(beforeMs, mostPerTransaction)) === mostPerTransaction);
}
