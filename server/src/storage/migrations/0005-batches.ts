import type { CreateTableBuilder } from 'kysely'
import type { Capabilities, SchemaEditor } from '../capabilities.ts'

export async function up(db: SchemaEditor, capabilities: Capabilities): Promise<void> {
  await createJobs(db)
  await createBatches(db)
  await createLines(db, capabilities)
}

function table(db: SchemaEditor, name: string): CreateTableBuilder<string> {
  return db.schema.createTable(name)
}

async function createJobs(db: SchemaEditor): Promise<void> {
  await table(db, 'job')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('run_at', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'bigint', (column) => column.notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('job_due').on('job').columns(['run_at', 'id']).execute()
}

const times = [
  'in_progress_at',
  'finalizing_at',
  'completed_at',
  'failed_at',
  'expired_at',
  'cancelling_at',
  'cancelled_at',
]
const counts = [
  'total_lines',
  'completed_lines',
  'failed_lines',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
]

async function createBatches(db: SchemaEditor): Promise<void> {
  let batch = table(db, 'batch')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('key_id', 'text')
    .addColumn('person_id', 'text')
    .addColumn('endpoint', 'text', (column) => column.notNull())
    .addColumn('input_file_id', 'text', (column) => column.notNull())
    .addColumn('completion_window', 'text', (column) => column.notNull())
    .addColumn('output_expires_after_ms', 'bigint')
    .addColumn('metadata', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('model', 'text')
    .addColumn('errors', 'text')
    .addColumn('output_file_id', 'text')
    .addColumn('error_file_id', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
  for (const name of times) batch = batch.addColumn(name, 'bigint')
  for (const name of counts) batch = batch.addColumn(name, 'bigint', (column) => column.notNull())
  await batch.execute()
  await db.schema
    .createIndex('batch_project')
    .on('batch')
    .columns(['project_id', 'created_at', 'id'])
    .execute()
}

async function createLines(db: SchemaEditor, capabilities: Capabilities): Promise<void> {
  await capabilities
    .clusteredByKey(table(db, 'batch_line'))
    .addColumn('batch_id', 'text', (column) => column.notNull())
    .addColumn('line', 'bigint', (column) => column.notNull())
    .addColumn('custom_id', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('is_error', 'bigint')
    .addColumn('result', 'text')
    .addPrimaryKeyConstraint('batch_line_key', ['batch_id', 'line'] as never)
    .execute()
}
