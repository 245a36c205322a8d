import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely'
import { type DeathHandler, SqliteClient } from './sqlite-client.ts'
import type { SqliteWorkerData } from './sqlite-worker.ts'

/** Its one parameter is a JSON array: the query runs once for each `rowWidth` of its values, in one message to the thread. */
export interface BulkQuery extends CompiledQuery {
  readonly rowWidth: number
}

/** Kysely on `node:sqlite` in a worker thread, which starts with the first query. */
export function sqliteDialect(options: SqliteWorkerData, onDeath?: DeathHandler): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(options, onDeath),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** How SQLite says that there is nothing to roll back (https://sqlite.org/lang_transaction.html). */
const noTransaction = 'no transaction is active'

/** There is one connection: whoever acquires it, for a query or a transaction, has it alone. */
class SqliteDriver implements Driver {
  readonly #options: SqliteWorkerData
  readonly #onDeath: DeathHandler | undefined
  #client: SqliteClient | null = null
  #lastRelease: Promise<void> = Promise.resolve()

  constructor(options: SqliteWorkerData, onDeath?: DeathHandler) {
    this.#options = options
    this.#onDeath = onDeath
  }

  async init(): Promise<void> {
    this.#client = new SqliteClient(this.#options, this.#onDeath)
  }

  async acquireConnection(): Promise<SqliteConnection> {
    const client = this.#client
    if (!client) throw new Error('the database is closed')
    const previous = this.#lastRelease
    const turn = Promise.withResolvers<void>()
    this.#lastRelease = turn.promise
    await previous
    return new SqliteConnection(client, turn.resolve)
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    if (connection instanceof SqliteConnection) connection.release()
  }

  // A deferred transaction that reads first can fail when it comes to write; this one cannot.
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw('rollback'))
    } catch (error) {
      // SQLite has done it by itself, on a full disk for instance: what it failed of is the error to be told.
      if (!(error instanceof Error && error.message.includes(noTransaction))) throw error
    }
  }

  async destroy(): Promise<void> {
    const client = this.#client
    this.#client = null
    await this.#lastRelease
    await client?.close()
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #client: SqliteClient
  readonly release: () => void

  constructor(client: SqliteClient, release: () => void) {
    this.#client = client
    this.release = release
  }

  async executeQuery<R>(query: CompiledQuery | BulkQuery): Promise<QueryResult<R>> {
    const { rows, changes } = await this.#client.run({
      sql: query.sql,
      parameters: query.parameters,
      rowWidth: 'rowWidth' in query ? query.rowWidth : null,
    })
    return { rows: rows as R[], numAffectedRows: BigInt(changes) }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming queries are not supported on SQLite: read pages')
  }
}
