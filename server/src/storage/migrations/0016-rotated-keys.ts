import type { SchemaEditor } from '../capabilities.ts'

/** The secret that a key had before its rotation. The version before knows only the new one. */
export async function up(db: SchemaEditor): Promise<void> {
  const { schema } = db
  await schema.alterTable('api_key').addColumn('previous_secret_hash', 'text').execute()
  await schema.alterTable('api_key').addColumn('previous_last_four', 'text').execute()
  await schema.alterTable('api_key').addColumn('previous_ends_at', 'bigint').execute()
}
