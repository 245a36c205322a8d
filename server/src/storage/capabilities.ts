import {
  CompiledQuery,
  sql,
  type CreateTableBuilder,
  type Kysely,
  type QueryExecutorProvider,
  type SchemaModule,
  type SelectQueryBuilder,
} from 'kysely'
import type { BulkQuery } from './sqlite.ts'
import type { Tables } from './tables.ts'
import { storable } from './storable-text.ts'

/** Where PostgreSQL tells that there is work to do. */
export const workChannel = 'llavero_work'

/** No tables are known to a migration: it must mean the same when `Tables` has moved on. */
export interface SchemaEditor extends QueryExecutorProvider {
  readonly schema: SchemaModule
}

/** Many rows for one table. All rows have the same keys, in the same order, and values that JSON has. */
interface BulkInsert<Table extends keyof Tables> {
  readonly table: Table
  readonly rows: readonly Tables[Table][]
  /** What follows `on conflict`; `excluded` is the new row. No two of `rows` may conflict. */
  readonly onConflict?: string
}

/** Where the two engines differ. Queries ask for a capability, never for the engine. */
export interface Capabilities {
  /** Inserts many rows, in their order, and tells how many it wrote. Call it in a transaction. */
  readonly insertMany: <Table extends keyof Tables>(
    db: Kysely<Tables>,
    insert: BulkInsert<Table>,
  ) => Promise<number>
  /** Keeps every other process from migrating until the transaction ends. */
  lockMigrations(db: SchemaEditor): Promise<void>
  /** Takes rows for this transaction alone, and passes over those that others have taken. */
  takeRows<Output>(query: SelectQueryBuilder<Tables, 'job', Output>): typeof query
  /** In a transaction: tells other processes, when it is committed, that there is work to do. */
  announceWork(db: Kysely<Tables>): Promise<void>
  /** Stores a table in the order of its primary key, where the engine can. */
  clusteredByKey<Table extends string, Column extends string>(
    table: CreateTableBuilder<Table, Column>,
  ): CreateTableBuilder<Table, Column>
}

export const sqliteCapabilities: Capabilities = {
  async insertMany(db, insert) {
    const columns = columnsOf(insert)
    if (columns.length === 0) return 0
    const rows = insert.rows as readonly object[] as readonly Row[]
    // Not the first one: a row without a value of its own would be no row.
    const constants = columns.map((column, at) => (at === 0 ? null : constantIn(rows, column)))
    const places = constants.map((constant) => constant ?? '?').join(', ')
    const varying = columns.filter((_column, at) => constants[at] === null)
    // As text, as for PostgreSQL: a third of the CPU time of a copy that knows every type (1.0 and 3.3 µs a row).
    const parameters = [JSON.stringify(flatten(rows, varying))]
    const text = `${insertInto(insert, columns)} values (${places})${conflictClause(insert)}`
    const query: BulkQuery = {
      ...CompiledQuery.raw(text, parameters),
      rowWidth: varying.length,
    }
    return Number((await db.executeQuery(query)).numAffectedRows)
  },

  // The data folder's lock has done it.
  async lockMigrations() {},

  // One transaction at a time, in one process: there are no others.
  takeRows: (query) => query,
  async announceWork() {},

  clusteredByKey: (table) => table.modifyEnd(sql`without rowid`),
}

export const postgresCapabilities: Capabilities = {
  // One parameter whatever the number of rows, and PostgreSQL knows the columns' types by itself.
  async insertMany(db, insert) {
    const columns = columnsOf(insert)
    if (columns.length === 0) return 0
    const text =
      `${insertInto(insert, columns)} select ${columns.map(quote).join(', ')}` +
      ` from json_populate_recordset(null::${quote(insert.table)}, $1::json)`
    const parameters = [storable(JSON.stringify(insert.rows))]
    const query = CompiledQuery.raw(text + conflictClause(insert), parameters)
    return Number((await db.executeQuery(query)).numAffectedRows)
  },

  async lockMigrations(db) {
    await sql`select pg_advisory_xact_lock(hashtext('llavero migrations'))`.execute(db)
  },

  takeRows: (query) => query.forUpdate().skipLocked(),

  async announceWork(db) {
    await sql`select pg_notify(${workChannel}, '')`.execute(db)
  },

  clusteredByKey: (table) => table,
}

function columnsOf({ rows }: BulkInsert<keyof Tables>): string[] {
  return Object.keys(rows[0] ?? {})
}

/** Fewer rows are not worth a statement of their own. */
const fewestRows = 100

/**
 * What all rows have in a column, as SQL, where it is null, zero or one: half of a log row, which is then a part of the
 * statement instead of a value for each. No other values, or there would be too many statements to keep them
 * prepared. Null where they differ.
 */
function constantIn(rows: readonly Row[], column: string): string | null {
  const first = rows[0]?.[column]
  const isPlain = first === null || first === 0 || first === 1
  if (!isPlain || rows.length < fewestRows) return null
  return rows.every((row) => row[column] === first) ? String(first) : null
}

type Row = Readonly<Record<string, unknown>>

function flatten(rows: readonly Row[], columns: readonly string[]): unknown[] {
  const values: unknown[] = []
  for (const row of rows) for (const column of columns) values.push(row[column])
  return values
}

function insertInto({ table }: BulkInsert<keyof Tables>, columns: readonly string[]): string {
  return `insert into ${quote(table)} (${columns.map(quote).join(', ')})`
}

function conflictClause({ onConflict }: BulkInsert<keyof Tables>): string {
  return onConflict === undefined ? '' : ` on conflict ${onConflict}`
}

function quote(identifier: string): string {
  return `"${identifier}"`
}
