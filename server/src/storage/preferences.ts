import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** What the page remembers of each person, as JSON text. */
export class Preferences {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async get(personId: string): Promise<string | null> {
    const query = this.#db.selectFrom('preference').select('preferences')
    return (await query.where('person_id', '=', personId).executeTakeFirst())?.preferences ?? null
  }

  async set(personId: string, preferences: string): Promise<void> {
    await this.#db
      .insertInto('preference')
      .values({ person_id: personId, preferences })
      .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ preferences }))
      .execute()
  }
}
