import type { SchemaEditor } from '../capabilities.ts'

/** Who asked for work. The version before does not say. */
export async function up({ schema }: SchemaEditor): Promise<void> {
  await schema.alterTable('job').addColumn('asked_by', 'text').execute()
}
