import type { Ledger } from '../../quota/ledger.ts'
import type {
  RequestContentRow,
  RequestLogBatch,
  RequestLogRow,
} from '../../storage/request-log.ts'
import type { StoredContent } from './call-account.ts'

export interface RequestLogQueueParts {
  readonly append: (batch: RequestLogBatch) => Promise<void>
  readonly ledger: Pick<Ledger, 'takeSettlements'>
  /** Sees every row once, when it leaves the queue; for metrics. */
  readonly observe: (rows: readonly RequestLogRow[]) => void
  readonly reportFailure: (error: unknown) => void
  /** Rows that wait at most; further ones are counted and dropped, so that memory stays bounded. */
  readonly maxRows: number
}

/** Above this many rows the next write does not wait for the interval. */
const rowsPerBatch = 5_000

/**
 * Gathers log rows and writes them in batches, together with the settled amounts of their calls, in one
 * transaction. While the database does not answer, rows wait, up to a bound.
 */
export class RequestLogQueue {
  readonly #parts: RequestLogQueueParts
  #rows: RequestLogRow[] = []
  #contents: RequestContentRow[] = []
  /**
   * A batch on its way. After a failure it is tried again as it is: it may have been written all the
   * same, and only as the same batch is it known again and not counted twice.
   */
  #batch: RequestLogBatch | null = null
  #writing: Promise<void> | null = null
  #dropped = 0
  #isBlocked = false

  constructor(parts: RequestLogQueueParts) {
    this.#parts = parts
  }

  /** Rows that were dropped because the queue was full. */
  get dropped(): number {
    return this.#dropped
  }

  /** Whether the last write failed: what waits is not on disk. */
  get isBlocked(): boolean {
    return this.#isBlocked
  }

  get waiting(): number {
    return this.#rows.length + (this.#batch?.rows.length ?? 0)
  }

  push(row: RequestLogRow, content: StoredContent | null): void {
    if (this.waiting >= this.#parts.maxRows) {
      this.#dropped++
      return
    }
    this.#rows.push(row)
    if (content !== null) this.#contents.push({ id: row.id, ...content })
    if (this.#rows.length === rowsPerBatch) void this.flush()
  }

  /** Writes what waits. Resolves when it is on disk or a write has failed; never rejects. */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing
    this.#writing = this.#write().finally(() => {
      this.#writing = null
    })
    await this.#writing
  }

  async #write(): Promise<void> {
    if (this.#batch !== null && !(await this.#append(this.#batch))) return
    const batch = this.#takeBatch()
    if (batch !== null) await this.#append(batch)
  }

  async #append(batch: RequestLogBatch): Promise<boolean> {
    this.#batch = batch
    try {
      await this.#parts.append(batch)
    } catch (error) {
      this.#isBlocked = true
      this.#parts.reportFailure(error)
      return false
    }
    this.#isBlocked = false
    this.#batch = null
    this.#parts.observe(batch.rows)
    return true
  }

  #takeBatch(): RequestLogBatch | null {
    const settlements = this.#parts.ledger.takeSettlements()
    if (this.#rows.length === 0 && settlements.length === 0) return null
    const batch = { rows: this.#rows, contents: this.#contents, settlements }
    this.#rows = []
    this.#contents = []
    return batch
  }
}
