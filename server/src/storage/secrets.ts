import type { Kysely } from 'kysely'
import type { SecretTable, Tables } from './tables.ts'

/** Sealed envelopes of the vault. */
export class Secrets {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async count(): Promise<number> {
    const query = this.#db.selectFrom('secret').select((on) => on.fn.countAll<number>().as('count'))
    return (await query.executeTakeFirstOrThrow()).count
  }

  list(): Promise<SecretTable[]> {
    return this.#db.selectFrom('secret').selectAll().orderBy('id').execute()
  }

  async get(id: string): Promise<SecretTable | null> {
    const query = this.#db.selectFrom('secret').selectAll().where('id', '=', id)
    return (await query.executeTakeFirst()) ?? null
  }

  async insert(secret: SecretTable): Promise<void> {
    await this.#db.insertInto('secret').values(secret).execute()
  }

  /** Puts a new envelope in the place of the one it was made from; false when that one is gone. */
  async reseal(id: string, before: string, after: string): Promise<boolean> {
    const query = this.#db
      .updateTable('secret')
      .set({ sealed: after })
      .where('id', '=', id)
      .where('sealed', '=', before)
    return (await query.executeTakeFirst()).numUpdatedRows === 1n
  }

  /** A secret that a provider still uses cannot be removed: throws. */
  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('secret').where('id', '=', id).execute()
  }
}
