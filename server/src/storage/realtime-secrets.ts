import type { Kysely } from 'kysely'
import type { RealtimeSecretTable, Tables } from './tables.ts'

/** Short-lived keys for realtime sessions. */
export class RealtimeSecrets {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async insert(secret: RealtimeSecretTable): Promise<void> {
    await this.#db.insertInto('realtime_secret').values(secret).execute()
  }

  /** Null when it is unknown or over. */
  async find(id: string, nowMs: number): Promise<RealtimeSecretTable | null> {
    const query = this.#db
      .selectFrom('realtime_secret')
      .selectAll()
      .where('id', '=', id)
      .where('expires_at', '>', nowMs)
    return (await query.executeTakeFirst()) ?? null
  }

  async removeExpired(nowMs: number): Promise<void> {
    await this.#db.deleteFrom('realtime_secret').where('expires_at', '<=', nowMs).execute()
  }
}
