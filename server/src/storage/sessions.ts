import type { Kysely } from 'kysely'
import type { SessionTable, Tables } from './tables.ts'

export class Sessions {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async get(id: string): Promise<SessionTable | null> {
    const query = this.#db.selectFrom('session').selectAll().where('id', '=', id)
    return (await query.executeTakeFirst()) ?? null
  }

  async insert(session: SessionTable): Promise<void> {
    await this.#db.insertInto('session').values(session).execute()
  }

  async extend(id: string, expiresAtMs: number): Promise<void> {
    const query = this.#db.updateTable('session').set({ expires_at: expiresAtMs })
    await query.where('id', '=', id).execute()
  }

  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('session').where('id', '=', id).execute()
  }

  async removeExpired(nowMs: number): Promise<void> {
    await this.#db.deleteFrom('session').where('expires_at', '<=', nowMs).execute()
  }
}
