import type { SchemaEditor } from '../capabilities.ts'

/** Batches that a provider does as a whole. The version before executes them all. */
export async function up(db: SchemaEditor): Promise<void> {
  await db.schema
    .alterTable('provider')
    .addColumn('batches', 'text', (column) => column.notNull().defaultTo('executed'))
    .execute()
  for (const name of ['provider_id', 'provider_model', 'provider_file', 'provider_batch']) {
    await db.schema.alterTable('batch').addColumn(name, 'text').execute()
  }
  for (const name of ['reported_completed', 'reported_failed']) {
    await db.schema
      .alterTable('batch')
      .addColumn(name, 'bigint', (column) => column.notNull().defaultTo(0))
      .execute()
  }
}
