import { PostgresDialect, PostgresQueryCompiler, type Dialect, type QueryCompiler } from 'kysely'
import { Pool, types, type CustomTypesConfig } from 'pg'
import { storable } from './storable-text.ts'

export interface PostgresOptions {
  readonly databaseUrl: string
  readonly maxConnections: number
  /** Null for work that may take long, such as migrations. */
  readonly statementTimeoutMs: number | null
}

/** All our integers are `bigint`, and below 2^53 by their nature. */
const integersAsNumbers: CustomTypesConfig = {
  getTypeParser: (id, format) =>
    id === types.builtins.INT8 ? Number : types.getTypeParser(id, format),
}

/** Kysely on a pool of PostgreSQL connections, which are opened when they are needed. */
export function postgresDialect(options: PostgresOptions): Dialect {
  const { databaseUrl, maxConnections, statementTimeoutMs } = options
  const pool = new Pool({
    connectionString: databaseUrl,
    max: maxConnections,
    types: integersAsNumbers,
    application_name: 'llavero',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    // A transaction of a process that hangs must not keep its locks from the others.
    idle_in_transaction_session_timeout: 60_000,
    ...(statementTimeoutMs !== null && { statement_timeout: statementTimeoutMs }),
  })
  // An idle connection that breaks is replaced at the next query, which tells what is wrong.
  pool.on('error', () => {})
  return new StorableDialect({ pool })
}

/** Texts are the clients' to choose, and PostgreSQL refuses some that every other layer takes. */
class StorableDialect extends PostgresDialect {
  override createQueryCompiler(): QueryCompiler {
    return new StorableCompiler()
  }
}

class StorableCompiler extends PostgresQueryCompiler {
  protected override addParameter(parameter: unknown): void {
    super.addParameter(storable(parameter))
  }
}
