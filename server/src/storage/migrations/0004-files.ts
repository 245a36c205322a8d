import type { CreateTableBuilder } from 'kysely'
import type { SchemaEditor } from '../capabilities.ts'

export async function up(db: SchemaEditor): Promise<void> {
  await createBlobs(db)
  await createFiles(db)
  await createUploads(db)
}

function table(db: SchemaEditor, name: string): CreateTableBuilder<string> {
  return db.schema.createTable(name)
}

async function createBlobs(db: SchemaEditor): Promise<void> {
  await table(db, 'blob')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('reference_count', 'bigint', (column) => column.notNull())
    .execute()
  await table(db, 'blob_garbage')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('remove_after', 'bigint', (column) => column.notNull())
    .execute()
}

async function createFiles(db: SchemaEditor): Promise<void> {
  await table(db, 'file')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('filename', 'text', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .execute()
  await db.schema
    .createIndex('file_project')
    .on('file')
    .columns(['project_id', 'created_at', 'id'])
    .execute()
  await db.schema.createIndex('file_expiry').on('file').column('expires_at').execute()
  await table(db, 'file_blob')
    .addColumn('file_id', 'text', (column) => column.notNull().references('file.id'))
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull().references('blob.hash'))
    .addPrimaryKeyConstraint('file_blob_key', ['file_id', 'position'])
    .execute()
}

async function createUploads(db: SchemaEditor): Promise<void> {
  await table(db, 'upload')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('filename', 'text', (column) => column.notNull())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('mime_type', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('file_expires_after_ms', 'bigint')
    .addColumn('file_id', 'text')
    .execute()
  await db.schema
    .createIndex('upload_expiry')
    .on('upload')
    .columns(['status', 'expires_at'])
    .execute()
  await table(db, 'upload_part')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('upload_id', 'text', (column) => column.notNull().references('upload.id'))
    .addColumn('hash', 'text', (column) => column.notNull().references('blob.hash'))
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('upload_part_upload').on('upload_part').column('upload_id').execute()
}
