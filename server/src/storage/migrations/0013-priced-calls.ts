import type { SchemaEditor } from '../capabilities.ts'

/** Whether the cost of a call is known. The version before goes on telling an unknown cost as 0. */
export async function up(db: SchemaEditor): Promise<void> {
  await db.schema
    .alterTable('request_log')
    .addColumn('is_priced', 'bigint', (definition) => definition.notNull().defaultTo(1))
    .execute()
}
