import type { Kysely, Transaction } from 'kysely'
import type { BlobReference } from './blobs.ts'
import type { Capabilities } from './capabilities.ts'
import { type FileRow, insertFile, removeFile } from './files.ts'
import { addJob, type JobLease, type NewJob, renewLease } from './jobs.ts'
import { appendNamed, type NamedLogBatch } from './request-log.ts'
import { changeConfiguration } from './settings.ts'
import type { Tables } from './tables.ts'
import type {
  FineTunedModelTable,
  FineTuningEventTable,
  FineTuningJobTable,
} from './work-tables.ts'

export type FineTuningJobRow = Readonly<FineTuningJobTable>
export type FineTuningEventRow = Readonly<FineTuningEventTable>
export type FineTunedModelRow = Readonly<FineTunedModelTable>
type FineTuningStatus = FineTuningJobRow['status']

/** An event that gets its place in the job when it is written. */
export type NewEvent = Omit<FineTuningEventRow, 'job_id' | 'position'>

export interface FineTuningKey {
  readonly projectId: string
  readonly id: string
}

export interface FineTuningPage {
  readonly projectId: string
  readonly limit: number
  readonly after?: Pick<FineTuningJobRow, 'id' | 'created_at'> | undefined
}

export interface FineTuningChange {
  /** Only from one of these. */
  readonly from: readonly FineTuningStatus[]
  readonly to: Partial<Omit<FineTuningJobRow, 'id'>>
  readonly events: readonly NewEvent[]
  /** Work that goes on from here. */
  readonly job?: NewJob
}

/** What a job has made: all of it appears at once. */
export interface FineTuningResult extends FineTuningChange {
  readonly models: readonly FineTunedModelRow[]
  readonly files: readonly { readonly file: FileRow; readonly blob: BlobReference }[]
  /** What it cost at a provider; absent where it cost nothing, or that is written down already. */
  readonly log?: NamedLogBatch
}

export type ListedTunedModel = Pick<
  FineTunedModelRow,
  'name' | 'project_id' | 'created_at' | 'provider_id'
>

/** Fine-tuning jobs, what happened in them, and the models that they made. */
export class FineTuning {
  readonly #db: Kysely<Tables>
  readonly #capabilities: Capabilities

  constructor(db: Kysely<Tables>, capabilities: Capabilities) {
    this.#db = db
    this.#capabilities = capabilities
  }

  async insert(row: FineTuningJobRow, events: readonly NewEvent[], job: NewJob): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await transaction.insertInto('fine_tuning_job').values(row).execute()
      await insertEvents(transaction, row.id, events)
      await addJob(transaction, this.#capabilities, job)
    })
  }

  async get({ projectId, id }: FineTuningKey): Promise<FineTuningJobRow | null> {
    const query = this.#db.selectFrom('fine_tuning_job').selectAll().where('id', '=', id)
    return (await query.where('project_id', '=', projectId).executeTakeFirst()) ?? null
  }

  /** For its job, which knows it by its id alone. */
  async find(id: string): Promise<FineTuningJobRow | null> {
    const query = this.#db.selectFrom('fine_tuning_job').selectAll().where('id', '=', id)
    return (await query.executeTakeFirst()) ?? null
  }

  /** Newest first. */
  list({ projectId, limit, after }: FineTuningPage): Promise<FineTuningJobRow[]> {
    let query = this.#db
      .selectFrom('fine_tuning_job')
      .selectAll()
      .where('project_id', '=', projectId)
    if (after) {
      query = query.where((on) =>
        on(on.refTuple('created_at', 'id'), '<', on.tuple(after.created_at, after.id)),
      )
    }
    return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  }

  /** A client's wish. Null when the job is in none of the statuses that it can be wished in. */
  change(id: string, change: FineTuningChange): Promise<FineTuningJobRow | null> {
    return this.#db
      .transaction()
      .execute((transaction) => applyChange(transaction, this.#capabilities, id, change))
  }

  /** A step of the work. Null when somebody has changed the status meanwhile. Throws LeaseLost. */
  advance(id: string, lease: JobLease, change: FineTuningChange): Promise<FineTuningJobRow | null> {
    return this.#db.transaction().execute(async (transaction) => {
      await renewLease(transaction, lease)
      return applyChange(transaction, this.#capabilities, id, change)
    })
  }

  /** What the work has made. Nothing, where `advance` would give null. Throws LeaseLost and BlobGone. */
  async addModels(id: string, lease: JobLease, result: FineTuningResult): Promise<void> {
    await changeConfiguration(this.#db, async (transaction) => {
      await renewLease(transaction, lease)
      const row = await applyChange(transaction, this.#capabilities, id, result)
      if (row === null) return
      for (const { file, blob } of result.files) await insertFile(transaction, file, [blob])
      if (result.log) await appendNamed(transaction, this.#capabilities, result.log)
      if (result.models.length === 0) return
      await transaction.insertInto('fine_tuned_model').values(result.models).execute()
    })
  }

  /** Newest first, before one position. */
  events(jobId: string, limit: number, before: number | null): Promise<FineTuningEventRow[]> {
    let query = this.#db.selectFrom('fine_tuning_event').selectAll().where('job_id', '=', jobId)
    if (before !== null) query = query.where('position', '<', before)
    return query.orderBy('position', 'desc').limit(limit).execute()
  }

  /** Which of these events the job has. */
  async knownEvents(jobId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const query = this.#db.selectFrom('fine_tuning_event').select('id').where('job_id', '=', jobId)
    const rows = ids.length === 0 ? [] : await query.where('id', 'in', ids).execute()
    return new Set(rows.map(({ id }) => id))
  }

  /** Undefined where the job has no such event. */
  async positionOf(jobId: string, eventId: string): Promise<number | undefined> {
    const query = this.#db.selectFrom('fine_tuning_event').select('position')
    const event = await query
      .where('job_id', '=', jobId)
      .where('id', '=', eventId)
      .executeTakeFirst()
    return event?.position
  }

  /** All steps that were reported, in their order. */
  metrics(jobId: string): Promise<FineTuningEventRow[]> {
    return this.#db
      .selectFrom('fine_tuning_event')
      .selectAll()
      .where('job_id', '=', jobId)
      .where('type', '=', 'metrics')
      .orderBy('position')
      .execute()
  }

  /** Of one job, the last step first. */
  modelsOf(jobId: string): Promise<FineTunedModelRow[]> {
    const query = this.#db.selectFrom('fine_tuned_model').selectAll().where('job_id', '=', jobId)
    return query.orderBy('step', 'desc').orderBy('name').execute()
  }

  /** All models, for the memory of the data plane. */
  listModels(): Promise<ListedTunedModel[]> {
    const query = this.#db
      .selectFrom('fine_tuned_model')
      .select(['name', 'project_id', 'created_at', 'provider_id'])
    return query.orderBy('created_at').orderBy('name').execute()
  }

  async findModel(name: string): Promise<FineTunedModelRow | null> {
    const query = this.#db.selectFrom('fine_tuned_model').selectAll().where('name', '=', name)
    return (await query.executeTakeFirst()) ?? null
  }

  /** False when the project has no such model. The last model of a job takes its weights along. */
  removeModel({ projectId, id: name }: FineTuningKey): Promise<boolean> {
    return changeConfiguration(this.#db, async (transaction) => {
      const removal = transaction.deleteFrom('fine_tuned_model').where('name', '=', name)
      const row = await removal
        .where('project_id', '=', projectId)
        .returningAll()
        .executeTakeFirst()
      if (!row) return false
      if (row.weights_file === '') return true
      const others = transaction.selectFrom('fine_tuned_model').select('name')
      const other = await others.where('weights_file', '=', row.weights_file).executeTakeFirst()
      if (!other) await removeFile(transaction, row.weights_file)
      return true
    })
  }
}

async function applyChange(
  transaction: Transaction<Tables>,
  capabilities: Capabilities,
  id: string,
  { from, to, events, job }: FineTuningChange,
): Promise<FineTuningJobRow | null> {
  // Whoever works on it locks the job first, too: the other way round they would wait for each other.
  if (job !== undefined) await addJob(transaction, capabilities, job)
  const row = await transaction
    .updateTable('fine_tuning_job')
    .set({ id, ...to })
    .where('id', '=', id)
    .where('status', 'in', from)
    .returningAll()
    .executeTakeFirst()
  if (!row) return null
  await insertEvents(transaction, id, events)
  return row
}

const eventsPerInsert = 500

async function insertEvents(
  transaction: Transaction<Tables>,
  jobId: string,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return
  const { last } = await transaction
    .selectFrom('fine_tuning_event')
    .select((on) => on.fn.max<number | null>('position').as('last'))
    .where('job_id', '=', jobId)
    .executeTakeFirstOrThrow()
  const rows = events.map((event, index) => ({
    ...event,
    job_id: jobId,
    position: (last ?? 0) + index + 1,
  }))
  // Far below the number of parameters that an engine takes.
  for (let at = 0; at < rows.length; at += eventsPerInsert) {
    const some = rows.slice(at, at + eventsPerInsert)
    await transaction.insertInto('fine_tuning_event').values(some).execute()
  }
}
