import { type Kysely, sql, type Transaction } from 'kysely'
import type { Capabilities } from './capabilities.ts'
import type { Tables } from './tables.ts'
import type { JobTable } from './work-tables.ts'

export type JobRow = Readonly<JobTable>

/** Work to be done. What is asked for again while it is being done is done once more. */
export type NewJob = Pick<JobRow, 'id' | 'kind' | 'subject' | 'asked_by' | 'run_at'>

/** Who works on a job, and until when. */
export interface JobLease {
  readonly id: string
  readonly owner: string
  readonly untilMs: number
}

/** What a process would work on, and until when. */
export interface JobTaking extends Pick<JobLease, 'owner' | 'untilMs'> {
  /** What it knows how to do: another version may know more. */
  readonly kinds: readonly string[]
  readonly nowMs: number
}

/** How many jobs are being worked on, in all processes, for each who has asked for some. */
type Shares = ReadonlyMap<string | null, number>

/** What would be taken next. */
export interface WaitingJob {
  readonly askedBy: string | null
  readonly shares: Shares
}

/** The lease has ended, and somebody else may work on the job: what was to be written was not. */
export class LeaseLost extends Error {
  constructor(id: string) {
    super(`the lease of job ${id} is lost`)
    this.name = 'LeaseLost'
  }
}

/** Work without a request, taken by one process at a time. */
export class Jobs {
  readonly #db: Kysely<Tables>
  readonly #capabilities: Capabilities

  constructor(db: Kysely<Tables>, capabilities: Capabilities) {
    this.#db = db
    this.#capabilities = capabilities
  }

  async add(job: NewJob): Promise<void> {
    await this.#db
      .transaction()
      .execute((transaction) => addJob(transaction, this.#capabilities, job))
  }

  /**
   * Takes what is due and nobody works on: of whoever has the fewest jobs worked on, what has been due for longest.
   * Null when there is nothing.
   */
  take({ kinds, owner, nowMs, untilMs }: JobTaking): Promise<JobRow | null> {
    return this.#db.transaction().execute(async (transaction) => {
      const due = nextDue(transaction, { kinds, nowMs }, await sharesAt(transaction, nowMs))
      const job = await this.#capabilities.takeRows(due).executeTakeFirst()
      if (!job) return null
      return transaction
        .updateTable('job')
        .set((on) => ({
          lease_owner: owner,
          lease_until: untilMs,
          attempts: on('attempts', '+', 1),
        }))
        .where('id', '=', job.id)
        .returningAll()
        .executeTakeFirstOrThrow()
    })
  }

  /** Looks at what `take` would take, and leaves it there. */
  async peek(when: Pick<JobTaking, 'kinds' | 'nowMs'>): Promise<WaitingJob | null> {
    const shares = await sharesAt(this.#db, when.nowMs)
    const job = await nextDue(this.#db, when, shares).executeTakeFirst()
    return job ? { askedBy: job.asked_by, shares } : null
  }

  /** Throws LeaseLost. */
  async renew(lease: JobLease): Promise<void> {
    await renewLease(this.#db, lease)
  }

  /** The work is done, unless it was asked for again meanwhile: then it is to be taken once more. */
  async finish(job: JobRow): Promise<void> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('job')
      .where('id', '=', job.id)
      .where('lease_owner', '=', job.lease_owner)
      .where('run_at', '=', job.run_at)
      .executeTakeFirst()
    if (numDeletedRows === 1n || job.lease_owner === null) return
    await this.postpone({ id: job.id, owner: job.lease_owner }, 0)
  }

  /** The work goes on later, or at once where it was asked for again meanwhile. */
  async pause(job: JobRow, runAtMs: number): Promise<void> {
    const { numUpdatedRows } = await this.#db
      .updateTable('job')
      .set({ run_at: runAtMs, lease_owner: null, lease_until: 0 })
      .where('id', '=', job.id)
      .where('lease_owner', '=', job.lease_owner)
      .where('run_at', '=', job.run_at)
      .executeTakeFirst()
    if (numUpdatedRows === 1n || job.lease_owner === null) return
    await this.postpone({ id: job.id, owner: job.lease_owner }, 0)
  }

  /** Lets go of a job that is to be gone on with, by whomever, from then on. */
  async postpone({ id, owner }: Pick<JobLease, 'id' | 'owner'>, runAtMs: number): Promise<void> {
    await this.#db
      .updateTable('job')
      .set({ run_at: runAtMs, lease_owner: null, lease_until: 0 })
      .where('id', '=', id)
      .where('lease_owner', '=', owner)
      .execute()
  }

  /** Ends the leases of processes that are known to be dead: of all, or of former ones of this name. */
  async recover(replica: string | null): Promise<void> {
    let query = this.#db.updateTable('job').set({ lease_owner: null, lease_until: 0 })
    if (replica !== null) query = query.where('lease_owner', 'like', `${replica}/%`)
    await query.execute()
  }
}

async function sharesAt(db: Kysely<Tables>, nowMs: number): Promise<Shares> {
  const rows = await db
    .selectFrom('job')
    .select((on) => ['asked_by', on.fn.countAll<number>().as('jobs')])
    .where('lease_until', '>', nowMs)
    .groupBy('asked_by')
    .execute()
  return new Map(rows.map(({ asked_by, jobs }) => [asked_by, jobs]))
}

function nextDue(
  db: Kysely<Tables>,
  { kinds, nowMs }: Pick<JobTaking, 'kinds' | 'nowMs'>,
  shares: Shares,
) {
  let due = db
    .selectFrom('job')
    .select(['id', 'asked_by'])
    .where('kind', 'in', kinds)
    .where('run_at', '<=', nowMs)
    .where('lease_until', '<=', nowMs)
  if (shares.size > 0) {
    const cases = [...shares].map(([who, jobs]) => sql`when ${who} then ${sql.lit(jobs)}`)
    due = due.orderBy(sql`case asked_by ${sql.join(cases, sql` `)} else 0 end`)
  }
  return due.orderBy('run_at').orderBy('id').limit(1)
}

/** For whoever asks for work together with something else. */
export async function addJob(
  transaction: Transaction<Tables>,
  capabilities: Capabilities,
  job: NewJob,
): Promise<void> {
  await transaction
    .insertInto('job')
    .values({ ...job, attempts: 0, lease_owner: null, lease_until: 0 })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ run_at: job.run_at }))
    .execute()
  await capabilities.announceWork(transaction)
}

/** For whoever writes what only the lease's owner may write. Throws LeaseLost. */
export async function renewLease(
  db: Kysely<Tables>,
  { id, owner, untilMs }: JobLease,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('job')
    .set({ lease_until: untilMs })
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new LeaseLost(id)
}
