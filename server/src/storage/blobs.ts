import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.ts'

/** Bytes that the store has under `key`. */
export interface BlobReference {
  readonly hash: string
  readonly key: string
  readonly bytes: number
}

/** A blob went away between the moment it was looked up and the moment it was to be used: store it again. */
export class BlobGone extends Error {
  constructor() {
    super('the blob was removed meanwhile')
    this.name = 'BlobGone'
  }
}

/**
 * Which bytes the store holds, and which of them nobody needs. A key stands in `blob` or in `blob_garbage`
 * from before its bytes are written until after they are removed, so no crash leaves bytes that nobody
 * knows of. Keys are never used twice: removing needs no lock.
 */
export class Blobs {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** Where bytes are that are stored already. */
  async find(hash: string): Promise<BlobReference | null> {
    const query = this.#db.selectFrom('blob').select(['hash', 'key', 'bytes'])
    return (await query.where('hash', '=', hash).executeTakeFirst()) ?? null
  }

  /** To be called before bytes are written under a new key. Without a reference they go after the time. */
  async intend(key: string, removeAfterMs: number): Promise<void> {
    const row = { key, remove_after: removeAfterMs }
    await this.#db.insertInto('blob_garbage').values(row).execute()
  }

  /** Keys that the store may forget now. */
  async listGarbage(nowMs: number, limit: number): Promise<string[]> {
    const query = this.#db
      .selectFrom('blob_garbage')
      .select('key')
      .where('remove_after', '<=', nowMs)
    return (await query.orderBy('remove_after').limit(limit).execute()).map(({ key }) => key)
  }

  /** To be called after the store has forgotten it. */
  async forgetGarbage(key: string): Promise<void> {
    await this.#db.deleteFrom('blob_garbage').where('key', '=', key).execute()
  }
}

/**
 * Counts one more reference. Of equal bytes that were written twice at once, one copy stays. Throws
 * BlobGone.
 */
export async function addReference(
  transaction: Transaction<Tables>,
  { hash, key, bytes }: BlobReference,
): Promise<void> {
  const row = await transaction
    .insertInto('blob')
    .values({ hash, key, bytes, reference_count: 1 })
    .onConflict((conflict) =>
      conflict
        .column('hash')
        .doUpdateSet((on) => ({ reference_count: on('blob.reference_count', '+', 1) })),
    )
    .returning(['key', 'reference_count'])
    .executeTakeFirstOrThrow()
  if (row.key !== key) {
    await transaction
      .updateTable('blob_garbage')
      .set({ remove_after: 0 })
      .where('key', '=', key)
      .execute()
    return
  }
  if (row.reference_count > 1) return
  const intention = transaction.deleteFrom('blob_garbage').where('key', '=', key)
  const { numDeletedRows } = await intention.where('remove_after', '>', 0).executeTakeFirst()
  if (numDeletedRows !== 1n) throw new BlobGone()
}

/** Takes references away, after the rows that held them; what has none left becomes garbage. */
export async function dropReferences(
  transaction: Transaction<Tables>,
  hashes: readonly string[],
): Promise<void> {
  // In one order everywhere, so that two removals never wait for each other.
  for (const hash of hashes.toSorted()) {
    const { key, reference_count } = await transaction
      .updateTable('blob')
      .set((on) => ({ reference_count: on('reference_count', '-', 1) }))
      .where('hash', '=', hash)
      .returning(['key', 'reference_count'])
      .executeTakeFirstOrThrow()
    if (reference_count > 0) continue
    await transaction.deleteFrom('blob').where('hash', '=', hash).execute()
    await transaction.insertInto('blob_garbage').values({ key, remove_after: 0 }).execute()
  }
}
