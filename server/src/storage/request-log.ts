import type { Kysely } from 'kysely'
import type { Capabilities } from './capabilities.ts'
import { settleAccounts, settleNamed, type Settlement } from './quota-accounts.ts'
import { matchesRequest, type RequestFilters } from './request-filters.ts'
import type { RequestContentTable, RequestLogTable, Tables } from './tables.ts'

export type RequestLogRow = Readonly<RequestLogTable>
export type RequestContentRow = Readonly<RequestContentTable>

export interface RequestLogBatch {
  readonly rows: readonly RequestLogRow[]
  readonly contents: readonly RequestContentRow[]
  /** What the calls of these rows used. */
  readonly settlements: readonly Settlement[]
}

export interface RequestLogPage {
  readonly filters: RequestFilters
  readonly limit: number
  /** The id of the last row of the page before. */
  readonly before?: string
}

export interface RequestLogOptions {
  readonly db: Kysely<Tables>
  /** For reads that may be long; the same as `db` where the engine has many connections. */
  readonly reader: Kysely<Tables>
  readonly capabilities: Capabilities
}

/** Rows of work that is settled by its name, in a transaction of its own. */
export interface NamedLogBatch {
  readonly rows: readonly RequestLogRow[]
  /** Under which name its hold was set aside. */
  readonly name: string
}

/** For whoever writes rows together with what they are about: all of it once, or none. */
export async function appendNamed(
  transaction: Kysely<Tables>,
  { insertMany }: Pick<Capabilities, 'insertMany'>,
  { rows, name }: NamedLogBatch,
): Promise<void> {
  await insertMany(transaction, { table: 'request_log', rows })
  const used = { requests: rows.length, tokens: 0, 'micro-usd': 0 }
  for (const row of rows) {
    used.tokens += row.input_tokens + row.output_tokens
    used['micro-usd'] += row.cost_micro_usd
  }
  await settleNamed(transaction, name, used)
}

export class RequestLog {
  readonly #db: Kysely<Tables>
  readonly #reader: Kysely<Tables>
  readonly #capabilities: Capabilities

  constructor({ db, reader, capabilities }: RequestLogOptions) {
    this.#db = db
    this.#reader = reader
    this.#capabilities = capabilities
  }

  /**
   * All in one transaction: a crash cannot part the ledger from the log. After a failure the same
   * batch, unchanged, may be tried again: if it was written all the same (the connection broke during
   * the commit), nothing of it counts twice.
   */
  async append({ rows, contents, settlements }: RequestLogBatch): Promise<void> {
    const { insertMany } = this.#capabilities
    await this.#db.transaction().execute(async (transaction) => {
      const log = { table: 'request_log', rows, onConflict: '(id) do nothing' } as const
      const written = await insertMany(transaction, log)
      if (written === 0 && rows.length > 0) return
      await insertMany(transaction, { table: 'request_content', rows: contents })
      await settleAccounts(transaction, insertMany, settlements)
    })
  }

  /** Newest first. */
  page({ filters, before, limit }: RequestLogPage): Promise<RequestLogRow[]> {
    let query = this.#reader
      .selectFrom('request_log')
      .selectAll()
      .where((on) => matchesRequest(on, filters))
    if (before !== undefined) query = query.where('id', '<', before)
    return query.orderBy('id', 'desc').limit(limit).execute()
  }

  async get(id: string): Promise<RequestLogRow | null> {
    const query = this.#reader.selectFrom('request_log').selectAll().where('id', '=', id)
    return (await query.executeTakeFirst()) ?? null
  }

  /** Null when content was not stored for this call. */
  async content(id: string): Promise<RequestContentRow | null> {
    const query = this.#reader.selectFrom('request_content').selectAll().where('id', '=', id)
    return (await query.executeTakeFirst()) ?? null
  }
}
