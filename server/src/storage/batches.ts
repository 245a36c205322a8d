import type { Kysely, Transaction } from 'kysely'
import type { BlobReference } from './blobs.ts'
import type { Capabilities } from './capabilities.ts'
import { type FileRow, insertFile } from './files.ts'
import { addJob, type JobLease, type NewJob, renewLease } from './jobs.ts'
import { appendNamed, type NamedLogBatch } from './request-log.ts'
import type { Tables } from './tables.ts'
import type { BatchLineTable, BatchTable } from './work-tables.ts'

export type BatchRow = Readonly<BatchTable>
type BatchLineRow = Readonly<BatchLineTable>
type BatchStatus = BatchRow['status']

export interface BatchKey {
  readonly projectId: string
  readonly id: string
}

export interface BatchPage {
  /** Absent: of all projects, for the operator. */
  readonly projectId?: string | undefined
  readonly limit: number
  readonly after?: Pick<BatchRow, 'id' | 'created_at'> | undefined
}

/** A line that is about to be sent. */
export type LineClaim = Pick<BatchLineRow, 'line' | 'custom_id' | 'request_id'>

/** What came of a line, to be written down for good. */
export interface LineResult extends LineClaim {
  readonly isError: boolean
  readonly result: string
  readonly tokens: LineTokens
}

interface LineTokens {
  readonly input: number
  readonly cachedInput: number
  readonly output: number
  readonly reasoning: number
}

/** What one transaction writes of a batch. */
export interface BatchEntries {
  readonly claims: readonly LineClaim[]
  /** Lines whose claim is taken back, because they were not sent after all. */
  readonly releases: readonly number[]
  readonly results: readonly LineResult[]
  /** The log rows of results whose calls were not ours; absent where each call has written its own. */
  readonly log?: NamedLogBatch
}

const cancellable = ['validating', 'in_progress'] as const

/** Batches and their lines. Whatever a job writes, it writes only while it has its lease. */
export class Batches {
  readonly #db: Kysely<Tables>
  readonly #capabilities: Capabilities

  constructor(db: Kysely<Tables>, capabilities: Capabilities) {
    this.#db = db
    this.#capabilities = capabilities
  }

  /** Makes a batch and the job that does it. */
  async insert(batch: BatchRow, job: NewJob): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await transaction.insertInto('batch').values(batch).execute()
      await addJob(transaction, this.#capabilities, job)
    })
  }

  async get({ projectId, id }: BatchKey): Promise<BatchRow | null> {
    const query = this.#db.selectFrom('batch').selectAll().where('id', '=', id)
    return (await query.where('project_id', '=', projectId).executeTakeFirst()) ?? null
  }

  /** For its job, which knows it by its id alone. */
  async find(id: string): Promise<BatchRow | null> {
    const query = this.#db.selectFrom('batch').selectAll().where('id', '=', id)
    return (await query.executeTakeFirst()) ?? null
  }

  /** Newest first. */
  list({ projectId, limit, after }: BatchPage): Promise<BatchRow[]> {
    let query = this.#db.selectFrom('batch').selectAll()
    if (projectId !== undefined) query = query.where('project_id', '=', projectId)
    if (after) {
      query = query.where((on) =>
        on(on.refTuple('created_at', 'id'), '<', on.tuple(after.created_at, after.id)),
      )
    }
    return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  }

  /**
   * Asks for the end of a batch that is still at work, and that its job hears of it; one that nobody has begun ends
   * at once. Null when it has ended already, or is about to.
   */
  cancel({ projectId, id }: BatchKey, job: NewJob): Promise<BatchRow | null> {
    return this.#db.transaction().execute(async (transaction) => {
      const known = await transaction
        .selectFrom('batch')
        .select('id')
        .where('id', '=', id)
        .where('project_id', '=', projectId)
        .where('status', 'in', cancellable)
        .executeTakeFirst()
      if (!known) return null
      // Whoever works on it locks the job first, too: the other way round they would wait for each other.
      await addJob(transaction, this.#capabilities, job)
      await givePrecedence(transaction, job)
      const hasEnded = !(await hasBegun(transaction, id)) && (await dropIdleJob(transaction, job))
      const to = hasEnded
        ? ({ status: 'cancelled', cancelled_at: job.run_at } as const)
        : ({ status: 'cancelling' } as const)
      const query = transaction
        .updateTable('batch')
        .set({ ...to, cancelling_at: job.run_at })
        .where('id', '=', id)
        .where('status', 'in', cancellable)
      return (await query.returningAll().executeTakeFirst()) ?? null
    })
  }

  /** From one status to the next, unless somebody has changed it meanwhile. Throws LeaseLost. */
  advance(id: string, lease: JobLease, change: BatchChange): Promise<BatchRow> {
    return this.#db.transaction().execute(async (transaction) => {
      await renewLease(transaction, lease)
      return advance(transaction, id, change)
    })
  }

  /**
   * Writes claims and results, and counts the results, all or none. Returns the batch as it stands then:
   * it may have been cancelled. Throws LeaseLost.
   */
  write(id: string, lease: JobLease, entries: BatchEntries): Promise<BatchRow> {
    const { claims, releases, results } = entries
    return this.#db.transaction().execute(async (transaction) => {
      await renewLease(transaction, lease)
      await this.#insertLines(transaction, id, claims)
      if (releases.length > 0) await releaseLines(transaction, id, releases)
      for (const line of results) await writeResult(transaction, id, line)
      if (entries.log) await appendNamed(transaction, this.#capabilities, entries.log)
      const sum = (amount: (line: LineResult) => number) =>
        results.reduce((total, line) => total + amount(line), 0)
      return transaction
        .updateTable('batch')
        .set((on) => ({
          completed_lines: on(
            'completed_lines',
            '+',
            sum(({ isError }) => (isError ? 0 : 1)),
          ),
          failed_lines: on(
            'failed_lines',
            '+',
            sum(({ isError }) => (isError ? 1 : 0)),
          ),
          input_tokens: on(
            'input_tokens',
            '+',
            sum(({ tokens }) => tokens.input),
          ),
          cached_input_tokens: on(
            'cached_input_tokens',
            '+',
            sum(({ tokens }) => tokens.cachedInput),
          ),
          output_tokens: on(
            'output_tokens',
            '+',
            sum(({ tokens }) => tokens.output),
          ),
          reasoning_tokens: on(
            'reasoning_tokens',
            '+',
            sum(({ tokens }) => tokens.reasoning),
          ),
        }))
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow()
    })
  }

  /** The numbers of all lines that were begun. */
  async begunLines(id: string): Promise<number[]> {
    const query = this.#db.selectFrom('batch_line').select('line').where('batch_id', '=', id)
    return (await query.execute()).map(({ line }) => line)
  }

  /** Lines that were begun and of which no result is known. */
  claimedLines(id: string): Promise<LineClaim[]> {
    return this.#db
      .selectFrom('batch_line')
      .select(['line', 'custom_id', 'request_id'])
      .where('batch_id', '=', id)
      .where('result', 'is', null)
      .orderBy('line')
      .execute()
  }

  /** Results of one kind in the order of their lines, after one line. */
  async results(page: ResultPage): Promise<{ readonly line: number; readonly result: string }[]> {
    const rows = await this.#db
      .selectFrom('batch_line')
      .select(['line', 'result'])
      .where('batch_id', '=', page.id)
      .where('line', '>', page.afterLine)
      .where('is_error', '=', page.isError ? 1 : 0)
      .orderBy('line')
      .limit(page.limit)
      .execute()
    return rows.map(({ line, result }) => ({ line, result: result ?? '' }))
  }

  /** Makes a file of results and names it in the batch. Throws LeaseLost and BlobGone. */
  async addFile(id: string, lease: JobLease, { file, blob, column }: ResultFile): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await renewLease(transaction, lease)
      await insertFile(transaction, file, [blob])
      await transaction
        .updateTable('batch')
        .set({ [column]: file.id })
        .where('id', '=', id)
        .execute()
    })
  }

  /** Gives a batch its last status; its lines are in its files now. Throws LeaseLost. */
  end(id: string, lease: JobLease, change: BatchChange): Promise<BatchRow> {
    return this.#db.transaction().execute(async (transaction) => {
      await renewLease(transaction, lease)
      await transaction.deleteFrom('batch_line').where('batch_id', '=', id).execute()
      return advance(transaction, id, change)
    })
  }

  async #insertLines(
    transaction: Transaction<Tables>,
    id: string,
    claims: readonly LineClaim[],
  ): Promise<void> {
    await this.#capabilities.insertMany(transaction, {
      table: 'batch_line',
      rows: claims.map(({ line, custom_id, request_id }) => ({
        batch_id: id,
        line,
        custom_id,
        request_id,
        is_error: null,
        result: null,
      })),
    })
  }
}

export interface BatchChange {
  /** Only from one of these: a cancelled batch, for instance, is not set to work again. */
  readonly from: readonly BatchStatus[]
  readonly to: Partial<Omit<BatchRow, 'id'>>
}

export interface ResultPage {
  readonly id: string
  readonly isError: boolean
  readonly afterLine: number
  readonly limit: number
}

export interface ResultFile {
  readonly file: FileRow
  readonly blob: BlobReference
  readonly column: 'output_file_id' | 'error_file_id'
}

async function advance(
  transaction: Transaction<Tables>,
  id: string,
  { from, to }: BatchChange,
): Promise<BatchRow> {
  await transaction
    .updateTable('batch')
    .set(to)
    .where('id', '=', id)
    .where('status', 'in', from)
    .execute()
  return transaction.selectFrom('batch').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

async function releaseLines(
  transaction: Transaction<Tables>,
  id: string,
  lines: readonly number[],
): Promise<void> {
  const removal = transaction.deleteFrom('batch_line').where('batch_id', '=', id)
  await removal.where('line', 'in', lines).where('result', 'is', null).execute()
}

/** A line that was never sent, because it is wrong in itself, has its row only now. */
async function writeResult(
  transaction: Transaction<Tables>,
  id: string,
  { line, custom_id, request_id, isError, result }: LineResult,
): Promise<void> {
  const end = { is_error: isError ? 1 : 0, result }
  await transaction
    .insertInto('batch_line')
    .values({ batch_id: id, line, custom_id, request_id, ...end })
    .onConflict((conflict) => conflict.columns(['batch_id', 'line']).doUpdateSet(end))
    .execute()
}

/** What is only to be ended does not wait for the turn of who has asked for it: it is nobody's share. */
async function givePrecedence(transaction: Transaction<Tables>, { id }: NewJob): Promise<void> {
  await transaction.updateTable('job').set({ asked_by: null }).where('id', '=', id).execute()
}

/** Lines of it, or the provider that does it as a whole, are written down. */
async function hasBegun(transaction: Transaction<Tables>, id: string): Promise<boolean> {
  const lines = transaction
    .selectFrom('batch_line')
    .select('batch_id as id')
    .where('batch_id', '=', id)
  const passed = transaction.selectFrom('batch').select('id').where('id', '=', id)
  const found = lines.union(passed.where('provider_id', 'is not', null)).limit(1)
  return (await found.executeTakeFirst()) !== undefined
}

/** False where somebody works on it. */
async function dropIdleJob(
  transaction: Transaction<Tables>,
  { id, run_at: nowMs }: NewJob,
): Promise<boolean> {
  const query = transaction.deleteFrom('job').where('id', '=', id)
  return (await query.where('lease_until', '<=', nowMs).executeTakeFirst()).numDeletedRows === 1n
}
