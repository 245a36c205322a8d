import { PostgresDialect, type Dialect } from 'kysely'
import pg from 'pg'

export interface PostgresOptions {
  readonly databaseUrl: string
  readonly maxConnections: number
  /** Null for work that may take long, such as migrations. */
  readonly statementTimeoutMs: number | null
}

/** Type numbers of PostgreSQL's catalogue: all our integers are `bigint`, below 2^53 by their nature. */
const bigintType = 20

const types = {
  getTypeParser(id: number, format?: 'text' | 'binary') {
    return id === bigintType ? Number : pg.types.getTypeParser(id, format)
  },
}

/** Kysely on a pool of PostgreSQL connections, which are opened when they are needed. */
export function postgresDialect(options: PostgresOptions): Dialect {
  const { databaseUrl, maxConnections, statementTimeoutMs } = options
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: maxConnections,
    types,
    application_name: 'llavero',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    // A transaction of a process that hangs must not keep its locks from the others.
    idle_in_transaction_session_timeout: 60_000,
    ...(statementTimeoutMs !== null && { statement_timeout: statementTimeoutMs }),
  })
  // An idle connection that breaks is replaced at the next query, which tells what is wrong.
  pool.on('error', () => {})
  return new PostgresDialect({ pool })
}
