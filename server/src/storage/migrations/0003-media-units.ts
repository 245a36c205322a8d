import type { SchemaEditor } from '../capabilities.ts'

/**
 * What is not counted in tokens. Constant defaults: neither engine rewrites the table, and the version
 * before goes on writing its rows without them.
 */
export async function up(db: SchemaEditor): Promise<void> {
  for (const column of ['images', 'characters', 'audio_ms']) {
    await db.schema
      .alterTable('request_log')
      .addColumn(column, 'bigint', (definition) => definition.notNull().defaultTo(0))
      .execute()
  }
}
