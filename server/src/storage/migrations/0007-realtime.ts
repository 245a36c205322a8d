import type { SchemaEditor } from '../capabilities.ts'

export async function up(db: SchemaEditor): Promise<void> {
  await db.schema
    .createTable('realtime_secret')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('key_id', 'text')
    .addColumn('session', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('realtime_secret_expiry')
    .on('realtime_secret')
    .column('expires_at')
    .execute()
}
