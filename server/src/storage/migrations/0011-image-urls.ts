import type { SchemaEditor } from '../capabilities.ts'

/** Whether a provider gets the addresses of pictures, or the pictures. The version before passes them. */
export async function up(db: SchemaEditor): Promise<void> {
  await db.schema
    .alterTable('provider')
    .addColumn('image_urls', 'text', (definition) => definition.notNull().defaultTo('pass'))
    .execute()
}
