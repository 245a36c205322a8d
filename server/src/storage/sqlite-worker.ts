/**
 * The thread that owns one SQLite connection, so that an fsync never stalls a stream. It answers
 * requests in the order in which they come.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

export interface SqliteWorkerData {
  readonly path: string
  readonly isReadOnly: boolean
}

/** One statement; or, with `rowWidth`, one for each `rowWidth` values of the JSON array that is its only parameter. */
export interface SqliteStatement {
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly rowWidth: number | null
}

export type SqliteRequest = SqliteStatement | 'close'

export type SqliteReply =
  | { readonly rows: readonly unknown[]; readonly changes: number }
  | { readonly error: unknown }

interface PreparedStatement {
  readonly statement: StatementSync
  readonly returnsRows: boolean
}

/** More than all queries of the server but those that are made for a batch of rows. The oldest go first. */
const maxPreparedStatements = 256

function openDatabase({ path, isReadOnly }: SqliteWorkerData): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: isReadOnly, timeout: 5_000 })
  if (!isReadOnly) {
    // FULL: a commit is on the disk when it is acknowledged, also after a power cut.
    database.exec('pragma journal_mode = wal; pragma synchronous = full')
    database.exec('pragma journal_size_limit = 67108864')
  }
  database.exec('pragma cache_size = -8000')
  return database
}

function prepare(sql: string): PreparedStatement {
  const known = prepared.get(sql)
  if (known) {
    prepared.delete(sql)
    prepared.set(sql, known)
    return known
  }
  const statement = database.prepare(sql)
  const fresh = { statement, returnsRows: statement.columns().length > 0 }
  const [oldest] = prepared.keys()
  if (oldest !== undefined && prepared.size >= maxPreparedStatements) prepared.delete(oldest)
  prepared.set(sql, fresh)
  return fresh
}

function run({ sql, parameters, rowWidth }: SqliteStatement): SqliteReply {
  const { statement, returnsRows } = prepare(sql)
  if (rowWidth !== null) {
    return { rows: [], changes: runEach(statement, String(parameters[0]), rowWidth) }
  }
  const values = parameters as SQLInputValue[]
  if (returnsRows) return { rows: statement.all(...values), changes: 0 }
  return { rows: [], changes: Number(statement.run(...values).changes) }
}

function runEach(statement: StatementSync, json: string, rowWidth: number): number {
  const values = JSON.parse(json) as SQLInputValue[]
  let changes = 0
  for (let at = 0; at < values.length; at += rowWidth) {
    changes += Number(statement.run(...values.slice(at, at + rowWidth)).changes)
  }
  return changes
}

function answer(request: SqliteRequest): void {
  if (request === 'close') {
    database.close()
    port.close()
    return
  }
  try {
    port.postMessage(run(request) satisfies SqliteReply)
  } catch (error) {
    port.postMessage({ error } satisfies SqliteReply)
  }
}

if (!parentPort) throw new Error('sqlite-worker.ts runs as a worker thread')
const port = parentPort
const prepared = new Map<string, PreparedStatement>()
const database = openDatabase(workerData as SqliteWorkerData)
port.on('message', answer)
