import type { Kysely } from 'kysely'
import { changeConfiguration } from './settings.ts'
import type { PriceTable, Tables } from './tables.ts'

/** Prices that the operator set. */
export class Prices {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  list(): Promise<PriceTable[]> {
    return this.#db.selectFrom('price').selectAll().orderBy('model').execute()
  }

  async upsert({ model, ...price }: PriceTable): Promise<void> {
    await changeConfiguration(this.#db, (transaction) =>
      transaction
        .insertInto('price')
        .values({ model, ...price })
        .onConflict((conflict) => conflict.column('model').doUpdateSet(price))
        .execute(),
    )
  }

  /** False when there was no price for the model. */
  remove(model: string): Promise<boolean> {
    return changeConfiguration(this.#db, async (transaction) => {
      const query = transaction.deleteFrom('price').where('model', '=', model)
      return (await query.executeTakeFirst()).numDeletedRows === 1n
    })
  }
}
