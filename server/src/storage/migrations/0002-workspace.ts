import type { SchemaEditor } from '../capabilities.ts'

/** What the web workspace keeps: who called, code actions with their versions, runs and preferences. */
export async function up(db: SchemaEditor): Promise<void> {
  await extendRequestLog(db)
  await createActions(db)
  await createRuns(db)
  await db.schema
    .createTable('preference')
    .addColumn('person_id', 'text', (column) =>
      column.primaryKey().references('person.id').onDelete('cascade'),
    )
    .addColumn('preferences', 'text', (column) => column.notNull())
    .execute()
}

/** All may be null, so that the former version can still write its rows. */
async function extendRequestLog(db: SchemaEditor): Promise<void> {
  await db.schema.alterTable('request_log').addColumn('person_id', 'text').execute()
  await db.schema.alterTable('request_log').addColumn('admission_ms', 'bigint').execute()
  await db.schema.alterTable('request_log').addColumn('failed_tries', 'text').execute()
}

async function createActions(db: SchemaEditor): Promise<void> {
  await db.schema
    .createTable('code_action')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('person_id', 'text', (column) => column.references('person.id').onDelete('cascade'))
    .addColumn('slug', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('is_modified', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('deleted_at', 'bigint')
    .execute()
  await db.schema
    .createIndex('code_action_person')
    .on('code_action')
    .columns(['person_id', 'slug'])
    .execute()
  await db.schema
    .createTable('code_action_version')
    .addColumn('action_id', 'text', (column) =>
      column.notNull().references('code_action.id').onDelete('cascade'),
    )
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('prompts', 'text', (column) => column.notNull())
    .addColumn('tier', 'text', (column) => column.notNull())
    .addColumn('output', 'text', (column) => column.notNull())
    .addColumn('model', 'text')
    .addColumn('parameters', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('code_action_version_key', ['action_id', 'version'])
    .execute()
}

async function createRuns(db: SchemaEditor): Promise<void> {
  await db.schema
    .createTable('run')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('person_id', 'text', (column) =>
      column.notNull().references('person.id').onDelete('cascade'),
    )
    .addColumn('request_id', 'text', (column) => column.notNull().unique())
    .addColumn('action_id', 'text', (column) => column.notNull())
    .addColumn('action_version', 'bigint', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('file_name', 'text')
    .addColumn('answer_language', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('parameters', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text')
    .addColumn('group_position', 'bigint')
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('answers', 'text', (column) => column.notNull())
    .addColumn('answer_excerpt', 'text', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('search_text', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('deleted_at', 'bigint')
    .execute()
  // Run ids sort by time, so this is the order of the history.
  await db.schema.createIndex('run_person').on('run').columns(['person_id', 'id']).execute()
  await db.schema
    .createIndex('run_group')
    .on('run')
    .columns(['person_id', 'group_id', 'group_position'])
    .unique()
    .execute()
}
