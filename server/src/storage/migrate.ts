import type { Kysely } from 'kysely'
import type { Capabilities } from './capabilities.ts'
import { migrations } from './migrations/migrations.ts'
import type { Tables } from './tables.ts'

type MigrationTables = { migration: { name: string; applied_at: number } }

/**
 * Brings the schema up to date: all missing migrations in one transaction, under a lock, so that
 * processes that start together do it once. Migrations of a newer version are left alone.
 */
export async function migrate(db: Kysely<Tables>, capabilities: Capabilities): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await capabilities.lockMigrations(transaction)
    const records = transaction.withTables<MigrationTables>()
    await records.schema
      .createTable('migration')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('applied_at', 'bigint', (column) => column.notNull())
      .execute()
    const applied = await records.selectFrom('migration').select('name').execute()
    const appliedNames = new Set(applied.map((row) => row.name))
    for (const [name, migration] of migrations) {
      if (appliedNames.has(name)) continue
      await migration.up(transaction, capabilities)
      await records.insertInto('migration').values({ name, applied_at: Date.now() }).execute()
    }
  })
}
