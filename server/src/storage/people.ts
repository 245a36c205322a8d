import type { Kysely } from 'kysely'
import { changeConfiguration } from './settings.ts'
import type { PersonTable, Tables } from './tables.ts'

/** By the person, who has proved to know the former password in a session of his own. */
export interface OwnPasswordChange {
  readonly formerHash: string
  readonly keptSessionId: string
}

export class People {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async count(): Promise<number> {
    const query = this.#db.selectFrom('person').select((on) => on.fn.countAll<number>().as('count'))
    return (await query.executeTakeFirstOrThrow()).count
  }

  async get(id: string): Promise<PersonTable | null> {
    const query = this.#db.selectFrom('person').selectAll().where('id', '=', id)
    return (await query.executeTakeFirst()) ?? null
  }

  /** `email` is compared as it is stored: the caller brings both to lower case. */
  async byEmail(email: string): Promise<PersonTable | null> {
    const query = this.#db.selectFrom('person').selectAll().where('email', '=', email)
    return (await query.executeTakeFirst()) ?? null
  }

  /** In the order in which they came. */
  list(limit: number): Promise<PersonTable[]> {
    const query = this.#db.selectFrom('person').selectAll().orderBy('created_at').orderBy('id')
    return query.limit(limit).execute()
  }

  /**
   * Also ends all sessions of the person, but for the one that is kept: whoever knows the former password is
   * out. Tells how many were ended; null, and nothing is done, where the former password was changed meanwhile.
   */
  setPassword(id: string, password_hash: string, own?: OwnPasswordChange): Promise<number | null> {
    return this.#db.transaction().execute(async (transaction) => {
      let change = transaction.updateTable('person').set({ password_hash }).where('id', '=', id)
      if (own) change = change.where('password_hash', '=', own.formerHash)
      const { numUpdatedRows } = await change.executeTakeFirst()
      if (numUpdatedRows === 0n) return null
      let ended = transaction.deleteFrom('session').where('person_id', '=', id)
      if (own) ended = ended.where('id', '<>', own.keptSessionId)
      return Number((await ended.executeTakeFirst()).numDeletedRows)
    })
  }

  /** False when the address is taken. */
  async insert(person: PersonTable): Promise<boolean> {
    const query = this.#db
      .insertInto('person')
      .values(person)
      .onConflict((conflict) => conflict.column('email').doNothing())
    return (await query.executeTakeFirst()).numInsertedOrUpdatedRows === 1n
  }

  /** False when there is somebody already, also for calls that race. */
  insertFirst(person: PersonTable): Promise<boolean> {
    return changeConfiguration(this.#db, async (transaction) => {
      const people = new People(transaction)
      return (await people.count()) === 0 && people.insert(person)
    })
  }
}
