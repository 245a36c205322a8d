import { sql, type Kysely, type Transaction } from 'kysely'
import type { Tables } from './tables.ts'

/**
 * Makes a change that other replicas have to hear of: raises `revision` in the same transaction, so
 * that whoever sees the new number sees the change, too. Raised first, it lets one change in at a
 * time: what a change looked up stays true until it is done.
 */
export function changeConfiguration<Result>(
  db: Kysely<Tables>,
  change: (transaction: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('setting')
      .set({ value: sql`cast(cast(value as bigint) + 1 as text)` })
      .where('name', '=', 'revision')
      .execute()
    return change(transaction)
  })
}

/** Small facts of the installation, by name. */
export class Settings {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async get(name: string): Promise<string | null> {
    const query = this.#db.selectFrom('setting').select('value').where('name', '=', name)
    return (await query.executeTakeFirst())?.value ?? null
  }

  async set(name: string, value: string): Promise<void> {
    await this.#db
      .insertInto('setting')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute()
  }

  /** Sets what an operator chose, or takes it back with null; other processes hear of it. */
  async choose(name: string, value: string | null): Promise<void> {
    await changeConfiguration(this.#db, async (transaction) => {
      const settings = new Settings(transaction)
      await (value === null ? settings.remove(name) : settings.set(name, value))
    })
  }

  async remove(name: string): Promise<void> {
    await this.#db.deleteFrom('setting').where('name', '=', name).execute()
  }

  async list(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#db.selectFrom('setting').selectAll().execute()
    return new Map(rows.map(({ name, value }) => [name, value]))
  }

  /** Rises with every change of keys, providers, routes and prices. Replicas poll it. */
  async revision(): Promise<number> {
    return Number(await this.get('revision'))
  }
}
