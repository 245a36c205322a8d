import type { SchemaEditor } from '../capabilities.ts'

/** What a model charges beside tokens of text, as JSON. The version before leaves it to the built-in table. */
export async function up(db: SchemaEditor): Promise<void> {
  await db.schema.alterTable('price').addColumn('media', 'text').execute()
}
