import type { Kysely, Transaction } from 'kysely'
import { addReference, type BlobReference, dropReferences } from './blobs.ts'
import type { FileTable, Tables } from './tables.ts'

export type FileRow = Readonly<FileTable>

export interface FilePage {
  /** Null: of all projects, for the operator. */
  readonly projectId: string | null
  readonly purpose?: string | undefined
  readonly limit: number
  readonly order: 'asc' | 'desc'
  /** The last file of the page before. */
  readonly after?: Pick<FileRow, 'id' | 'created_at'> | undefined
  /** Files that have expired by then are not seen any more. */
  readonly nowMs: number
}

/** Names one file of one project, as seen at one time. */
export interface FileKey {
  readonly projectId: string
  readonly id: string
  readonly nowMs: number
}

/** Files and where their bytes are. Every query of a client's names the project: nobody sees another one's. */
export class Files {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** Throws BlobGone. */
  async insert(file: FileRow, blobs: readonly BlobReference[]): Promise<void> {
    await this.#db.transaction().execute((transaction) => insertFile(transaction, file, blobs))
  }

  list({ projectId, purpose, limit, order, after, nowMs }: FilePage): Promise<FileRow[]> {
    let query = this.#db
      .selectFrom('file')
      .selectAll()
      .where((on) => on.or([on('expires_at', 'is', null), on('expires_at', '>', nowMs)]))
    if (projectId !== null) query = query.where('project_id', '=', projectId)
    if (purpose !== undefined) query = query.where('purpose', '=', purpose)
    if (after) {
      query = query.where((on) =>
        on(
          on.refTuple('created_at', 'id'),
          order === 'asc' ? '>' : '<',
          on.tuple(after.created_at, after.id),
        ),
      )
    }
    return query.orderBy('created_at', order).orderBy('id', order).limit(limit).execute()
  }

  /** For the operator, who sees all projects. */
  async find(id: string): Promise<FileRow | null> {
    const query = this.#db.selectFrom('file').selectAll().where('id', '=', id)
    return (await query.executeTakeFirst()) ?? null
  }

  async get({ projectId, id, nowMs }: FileKey): Promise<FileRow | null> {
    const query = this.#db
      .selectFrom('file')
      .selectAll()
      .where('id', '=', id)
      .where('project_id', '=', projectId)
      .where((on) => on.or([on('expires_at', 'is', null), on('expires_at', '>', nowMs)]))
    return (await query.executeTakeFirst()) ?? null
  }

  /** In the order of the file. */
  blobs(fileId: string): Promise<BlobReference[]> {
    return this.#db
      .selectFrom('file_blob')
      .innerJoin('blob', 'blob.hash', 'file_blob.hash')
      .select(['blob.hash', 'blob.key', 'blob.bytes'])
      .where('file_id', '=', fileId)
      .orderBy('position')
      .execute()
  }

  /** False when the project has no such file. */
  remove({ projectId, id }: Pick<FileKey, 'projectId' | 'id'>): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const query = transaction.selectFrom('file').select('id').where('id', '=', id)
      const file = await query.where('project_id', '=', projectId).executeTakeFirst()
      if (!file) return false
      return removeFile(transaction, id)
    })
  }

  /** Removes what has expired, at most `limit` files; returns how many there were. */
  async removeExpired(nowMs: number, limit: number): Promise<number> {
    const query = this.#db.selectFrom('file').select('id').where('expires_at', '<=', nowMs)
    const expired = await query.limit(limit).execute()
    for (const { id } of expired) {
      await this.#db.transaction().execute((transaction) => removeFile(transaction, id))
    }
    return expired.length
  }
}

/** For whoever makes a file together with something else. Throws BlobGone. */
export async function insertFile(
  transaction: Transaction<Tables>,
  file: FileRow,
  blobs: readonly BlobReference[],
): Promise<void> {
  await transaction.insertInto('file').values(file).execute()
  for (const [position, blob] of blobs.entries()) {
    await addReference(transaction, blob)
    const row = { file_id: file.id, position, hash: blob.hash }
    await transaction.insertInto('file_blob').values(row).execute()
  }
}

/** False when another process was faster. */
export async function removeFile(transaction: Transaction<Tables>, id: string): Promise<boolean> {
  const removal = transaction.deleteFrom('file_blob').where('file_id', '=', id).returning('hash')
  const hashes = (await removal.execute()).map(({ hash }) => hash)
  await dropReferences(transaction, hashes)
  const { numDeletedRows } = await transaction
    .deleteFrom('file')
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows === 1n
}
