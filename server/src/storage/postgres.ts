import { PostgresDialect, PostgresQueryCompiler, type Dialect, type QueryCompiler } from 'kysely'
import { Pool, types, type CustomTypesConfig } from 'pg'

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

/**
 * NUL, and in JSON its escape and those of half a surrogate pair, become U+FFFD: one such text in a row
 * would hold up all that are written with it, and one in an id is a row that nobody has.
 * See https://www.postgresql.org/docs/current/datatype-json.html.
 */
function storable(parameter: unknown): unknown {
  if (Array.isArray(parameter)) return parameter.map(storable)
  if (typeof parameter !== 'string') return parameter
  const text = parameter.includes('\0') ? parameter.replaceAll('\0', '\ufffd') : parameter
  return text.includes('\\u') ? text.replaceAll(unstorableEscape, String.raw`\ufffd`) : text
}

/** The backslash is one that escapes, not one that is escaped. */
const unstorableEscape =
  /(?<=(?<!\\)(?:\\\\)*)(?:\\u0000|\\ud[89ab][\da-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][\da-f]{2})\\ud[c-f][\da-f]{2})/gi
