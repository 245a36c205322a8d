import type { SchemaEditor } from '../capabilities.ts'

export async function up(db: SchemaEditor): Promise<void> {
  await db.schema
    .createTable('stored_completion')
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('model_asked', 'text', (column) => column.notNull())
    .addColumn('completion', 'text', (column) => column.notNull())
    .addColumn('messages', 'text', (column) => column.notNull())
    // The provider gives the id: it is unique for one project at most.
    .addPrimaryKeyConstraint('stored_completion_key', ['project_id', 'id'])
    .execute()
  await db.schema
    .createIndex('stored_completion_created')
    .on('stored_completion')
    .columns(['project_id', 'created_at', 'id'])
    .execute()
  await db.schema
    .createTable('stored_completion_metadata')
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('completion_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('stored_completion_metadata_key', [
      'project_id',
      'completion_id',
      'name',
    ])
    .execute()
}
