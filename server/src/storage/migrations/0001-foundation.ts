import { sql, type CreateIndexBuilder, type CreateTableBuilder } from 'kysely'
import type { Capabilities, SchemaEditor } from '../capabilities.ts'

type AccountColumn = 'owner' | 'unit' | 'window' | 'window_start'

export async function up(db: SchemaEditor, capabilities: Capabilities): Promise<void> {
  await createSettings(db)
  await createPeople(db)
  await createKeys(db)
  await createProviders(db)
  await createRoutes(db)
  await createRequestLog(db, capabilities)
  await createQuota(db, capabilities)
}

function table(db: SchemaEditor, name: string): CreateTableBuilder<string> {
  return db.schema.createTable(name)
}

async function createSettings(db: SchemaEditor): Promise<void> {
  await table(db, 'setting')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute()
  await sql`insert into setting (name, value) values ('revision', '0')`.execute(db)
}

async function createPeople(db: SchemaEditor): Promise<void> {
  await table(db, 'person')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('email', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await table(db, 'session')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('person_id', 'text', (column) =>
      column.notNull().references('person.id').onDelete('cascade'),
    )
    .addColumn('csrf_token', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute()
}

async function createKeys(db: SchemaEditor): Promise<void> {
  await table(db, 'project')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await sql`insert into project (id, name, created_at) values ('default', 'Default', 0)`.execute(db)
  await table(db, 'api_key')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('project_id', 'text', (column) => column.notNull().references('project.id'))
    .addColumn('secret_hash', 'text', (column) => column.notNull())
    .addColumn('last_four', 'text', (column) => column.notNull())
    .addColumn('models', 'text')
    .addColumn('endpoints', 'text')
    .addColumn('requests_per_minute', 'bigint')
    .addColumn('tokens_per_minute', 'bigint')
    .addColumn('budget_micro_usd', 'bigint')
    .addColumn('budget_window', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .execute()
  await index(db, 'api_key_created').on('api_key').columns(['created_at', 'id']).execute()
}

async function createProviders(db: SchemaEditor): Promise<void> {
  await table(db, 'secret')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await table(db, 'provider')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('dialect', 'text', (column) => column.notNull())
    .addColumn('vendor', 'text', (column) => column.notNull())
    .addColumn('base_url', 'text', (column) => column.notNull())
    .addColumn('secret_id', 'text', (column) => column.references('secret.id'))
    .addColumn('is_default', 'bigint', (column) => column.notNull())
    .addColumn('is_enabled', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await sql`create unique index provider_default on provider (is_default) where is_default = 1`.execute(
    db,
  )
  await table(db, 'provider_model')
    .addColumn('provider_id', 'text', (column) =>
      column.notNull().references('provider.id').onDelete('cascade'),
    )
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('provider_model_key', ['provider_id', 'model'])
    .execute()
}

async function createRoutes(db: SchemaEditor): Promise<void> {
  await table(db, 'route')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('model', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await table(db, 'route_target')
    .addColumn('route_id', 'text', (column) =>
      column.notNull().references('route.id').onDelete('cascade'),
    )
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('provider_id', 'text', (column) => column.notNull().references('provider.id'))
    .addColumn('model', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('route_target_key', ['route_id', 'position'])
    .execute()
  await table(db, 'price')
    .addColumn('model', 'text', (column) => column.primaryKey())
    .addColumn('input', 'bigint', (column) => column.notNull())
    .addColumn('cached_input', 'bigint')
    .addColumn('output', 'bigint', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('as_of', 'text', (column) => column.notNull())
    .execute()
}

async function createRequestLog(db: SchemaEditor, capabilities: Capabilities): Promise<void> {
  await capabilities
    .clusteredByKey(table(db, 'request_log'))
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('key_id', 'text')
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('feature', 'text')
    .addColumn('endpoint', 'text', (column) => column.notNull())
    .addColumn('model_asked', 'text', (column) => column.notNull())
    .addColumn('model_used', 'text')
    .addColumn('provider', 'text')
    .addColumn('attempts', 'bigint', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('status', 'bigint', (column) => column.notNull())
    .addColumn('error_code', 'text')
    .addColumn('is_stream', 'bigint', (column) => column.notNull())
    .addColumn('input_tokens', 'bigint', (column) => column.notNull())
    .addColumn('cached_input_tokens', 'bigint', (column) => column.notNull())
    .addColumn('cache_write_tokens', 'bigint', (column) => column.notNull())
    .addColumn('output_tokens', 'bigint', (column) => column.notNull())
    .addColumn('reasoning_tokens', 'bigint', (column) => column.notNull())
    .addColumn('is_estimated', 'bigint', (column) => column.notNull())
    .addColumn('cost_micro_usd', 'bigint', (column) => column.notNull())
    .addColumn('first_byte_ms', 'bigint')
    .addColumn('total_ms', 'bigint', (column) => column.notNull())
    .addColumn('overhead_ms', 'bigint', (column) => column.notNull())
    .execute()
  // Two, because each one is paid for by every call: pages of one key, and spans of time.
  await index(db, 'request_log_key').on('request_log').columns(['key_id', 'id']).execute()
  await index(db, 'request_log_started').on('request_log').column('started_at').execute()
  await table(db, 'request_content')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('response', 'text', (column) => column.notNull())
    .execute()
}

async function createQuota(db: SchemaEditor, capabilities: Capabilities): Promise<void> {
  const account: AccountColumn[] = ['owner', 'unit', 'window', 'window_start']
  await capabilities
    .clusteredByKey(accountColumns(table(db, 'quota_account')))
    .addColumn('limit_amount', 'bigint', (column) => column.notNull())
    .addColumn('settled', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('quota_account_key', account)
    .execute()
  await capabilities
    .clusteredByKey(accountColumns(table(db, 'quota_lease')))
    .addColumn('replica', 'text', (column) => column.notNull())
    .addColumn('amount', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('quota_lease_key', [...account, 'replica'])
    .execute()
}

function accountColumns(
  builder: CreateTableBuilder<string>,
): CreateTableBuilder<string, AccountColumn> {
  return builder
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('window', 'text', (column) => column.notNull())
    .addColumn('window_start', 'bigint', (column) => column.notNull())
}

function index(db: SchemaEditor, name: string): CreateIndexBuilder {
  return db.schema.createIndex(name)
}
