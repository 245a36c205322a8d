import type { Kysely, Transaction } from 'kysely'
import { addReference, type BlobReference, dropReferences } from './blobs.ts'
import { type FileRow, insertFile } from './files.ts'
import type { Tables, UploadPartTable, UploadTable } from './tables.ts'

export type UploadRow = Readonly<UploadTable>
export type UploadPartRow = Readonly<UploadPartTable>

/** Names one upload of one project. */
export interface UploadKey {
  readonly projectId: string
  readonly id: string
}

/** Uploads and their parts. Every query names the project. */
export class Uploads {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async insert(upload: UploadRow): Promise<void> {
    await this.#db.insertInto('upload').values(upload).execute()
  }

  async get({ projectId, id }: UploadKey): Promise<UploadRow | null> {
    const query = this.#db.selectFrom('upload').selectAll().where('id', '=', id)
    return (await query.where('project_id', '=', projectId).executeTakeFirst()) ?? null
  }

  /** False when the upload is not pending any more. Throws BlobGone. */
  addPart(part: UploadPartRow, blob: BlobReference): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      if (!(await holdPending(transaction, part.upload_id))) return false
      await addReference(transaction, blob)
      await transaction.insertInto('upload_part').values(part).execute()
      return true
    })
  }

  /** Those of the parts that belong to the upload, with their bytes' places, in no order. */
  parts(uploadId: string): Promise<(UploadPartRow & { readonly key: string })[]> {
    return this.#db
      .selectFrom('upload_part')
      .innerJoin('blob', 'blob.hash', 'upload_part.hash')
      .selectAll('upload_part')
      .select('blob.key')
      .where('upload_id', '=', uploadId)
      .execute()
  }

  /** Makes the file and lets go of all parts. False when the upload is not pending any more. */
  complete(uploadId: string, file: FileRow, blobs: readonly BlobReference[]): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      if (!(await holdPending(transaction, uploadId))) return false
      await insertFile(transaction, file, blobs)
      await end(transaction, uploadId, { status: 'completed', file_id: file.id })
      return true
    })
  }

  /** False when the upload is not pending any more. */
  cancel(uploadId: string): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      if (!(await holdPending(transaction, uploadId))) return false
      await end(transaction, uploadId, { status: 'cancelled' })
      return true
    })
  }

  /** Ends what was not completed in time, at most `limit` uploads; returns how many there were. */
  async expire(nowMs: number, limit: number): Promise<number> {
    const query = this.#db.selectFrom('upload').select('id').where('status', '=', 'pending')
    const overdue = await query.where('expires_at', '<=', nowMs).limit(limit).execute()
    for (const { id } of overdue) {
      await this.#db.transaction().execute(async (transaction) => {
        if (await holdPending(transaction, id)) await end(transaction, id, { status: 'expired' })
      })
    }
    return overdue.length
  }
}

/** Writes the row, so that nobody else changes it until the transaction ends. */
async function holdPending(transaction: Transaction<Tables>, id: string): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('upload')
    .set({ status: 'pending' })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

async function end(
  transaction: Transaction<Tables>,
  id: string,
  state: Pick<UploadRow, 'status'> & Partial<Pick<UploadRow, 'file_id'>>,
): Promise<void> {
  await transaction.updateTable('upload').set(state).where('id', '=', id).execute()
  const removal = transaction.deleteFrom('upload_part').where('upload_id', '=', id)
  const parts = await removal.returning('hash').execute()
  await dropReferences(
    transaction,
    parts.map(({ hash }) => hash),
  )
}
