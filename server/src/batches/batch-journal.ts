import type { BatchEntries, BatchRow, LineClaim, LineResult } from '../storage/batches.ts'

export interface BatchJournalParts {
  readonly write: (entries: BatchEntries) => Promise<BatchRow>
  /** Resolves when all calls so far are in the log and in the ledger. */
  readonly flushLog: () => Promise<void>
}

interface Group {
  readonly claims: LineClaim[]
  readonly releases: number[]
  readonly results: LineResult[]
  readonly written: PromiseWithResolvers<void>
}

function emptyGroup(): Group {
  return { claims: [], releases: [], results: [], written: Promise.withResolvers() }
}

/**
 * Writes down, for good, which lines are about to be sent and what came of them. What comes in while a
 * group is being written is the next group: one transaction for many lines. A result is written after its
 * row in the request log, so that a line that counts has been paid for.
 */
export class BatchJournal {
  readonly #parts: BatchJournalParts
  #next: Group = emptyGroup()
  #isWanted = false
  #isWriting = false
  #batch: BatchRow

  constructor(batch: BatchRow, parts: BatchJournalParts) {
    this.#batch = batch
    this.#parts = parts
  }

  /** The batch as it stood at the last write. */
  get batch(): BatchRow {
    return this.#batch
  }

  /** Resolves when the line may be sent: from now on it counts as sent. */
  claim(claim: LineClaim): Promise<void> {
    this.#next.claims.push(claim)
    return this.#write()
  }

  /** The line was not sent after all. */
  release(line: number): Promise<void> {
    this.#next.releases.push(line)
    return this.#write()
  }

  record(result: LineResult): Promise<void> {
    this.#next.results.push(result)
    return this.#write()
  }

  /** Learns whether the batch was cancelled, and keeps its lease alive. */
  touch(): Promise<void> {
    return this.#write()
  }

  #write(): Promise<void> {
    const { written } = this.#next
    this.#isWanted = true
    if (!this.#isWriting) void this.#writeAll()
    return written.promise
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true
    while (this.#isWanted) {
      // Whoever adds something in this very moment belongs to the group, too.
      await Promise.resolve()
      this.#isWanted = false
      const group = this.#next
      this.#next = emptyGroup()
      await this.#writeGroup(group)
    }
    this.#isWriting = false
  }

  async #writeGroup(group: Group): Promise<void> {
    try {
      if (group.results.length > 0) await this.#parts.flushLog()
      this.#batch = await this.#parts.write(group)
      group.written.resolve()
    } catch (error) {
      group.written.reject(error)
    }
  }
}
