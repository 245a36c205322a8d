import type { SchemaEditor } from '../capabilities.ts'

/** When the secret before the last rotation was last used. The version before does not say. */
export async function up({ schema }: SchemaEditor): Promise<void> {
  await schema.alterTable('api_key').addColumn('previous_last_used_at', 'bigint').execute()
}
