import type { Kysely } from 'kysely'
import { changeConfiguration } from './settings.ts'
import type { ApiKeyTable, Tables } from './tables.ts'

export interface ApiKeyPage {
  readonly limit: number
  /** The last key of the page before. */
  readonly after?: Pick<ApiKeyTable, 'id' | 'created_at'>
}

export interface NewSecret {
  readonly secretHash: string
  readonly lastFour: string
  readonly previousEndsAtMs: number
}

/** Of the secret that a key had before its rotation. */
interface SecretUse {
  readonly keyId: string
  readonly secretHash: string
  readonly usedAtMs: number
}

export class ApiKeys {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** All keys for the memory of the data plane; revoked ones, too, so that they are refused as such. */
  listAll(): Promise<ApiKeyTable[]> {
    return this.#db.selectFrom('api_key').selectAll().execute()
  }

  /** All keys, also revoked ones; newest first. */
  list({ limit, after }: ApiKeyPage): Promise<ApiKeyTable[]> {
    let query = this.#db.selectFrom('api_key').selectAll()
    if (after) {
      query = query.where((on) =>
        on(on.refTuple('created_at', 'id'), '<', on.tuple(after.created_at, after.id)),
      )
    }
    return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  }

  async get(id: string): Promise<ApiKeyTable | null> {
    const query = this.#db.selectFrom('api_key').selectAll().where('id', '=', id)
    return (await query.executeTakeFirst()) ?? null
  }

  async insert(key: ApiKeyTable): Promise<void> {
    await changeConfiguration(this.#db, (transaction) =>
      transaction.insertInto('api_key').values(key).execute(),
    )
  }

  /** Null when there is no such key. */
  update(id: string, changes: Partial<Omit<ApiKeyTable, 'id'>>): Promise<ApiKeyTable | null> {
    return changeConfiguration(this.#db, async (transaction) => {
      const query = transaction.updateTable('api_key').set(changes).where('id', '=', id)
      return (await query.returningAll().executeTakeFirst()) ?? null
    })
  }

  /**
   * Gives a key another secret; the one it had is good until `previousEndsAtMs`, and the one before that no longer.
   * Null when there is no such key, or it was revoked.
   */
  rotate(
    id: string,
    { secretHash, lastFour, previousEndsAtMs }: NewSecret,
  ): Promise<ApiKeyTable | null> {
    return changeConfiguration(this.#db, async (transaction) => {
      const query = transaction
        .updateTable('api_key')
        .set((on) => ({
          previous_secret_hash: on.ref('secret_hash'),
          previous_last_four: on.ref('last_four'),
          previous_ends_at: previousEndsAtMs,
          previous_last_used_at: null,
          secret_hash: secretHash,
          last_four: lastFour,
        }))
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
      return (await query.returningAll().executeTakeFirst()) ?? null
    })
  }

  /**
   * Keeps the latest use of the former secret, whichever process tells it; one of a secret before that says nothing. No
   * change of the configuration: what is in memory stays as it is.
   */
  async noteFormerUse({ keyId, secretHash, usedAtMs }: SecretUse): Promise<void> {
    await this.#db
      .updateTable('api_key')
      .set({ previous_last_used_at: usedAtMs })
      .where('id', '=', keyId)
      .where('previous_secret_hash', '=', secretHash)
      .where((on) =>
        on.or([
          on('previous_last_used_at', 'is', null),
          on('previous_last_used_at', '<', usedAtMs),
        ]),
      )
      .execute()
  }

  /** Keeps the time of the first revocation. Null when there is no such key. */
  revoke(id: string, revokedAtMs: number): Promise<ApiKeyTable | null> {
    return changeConfiguration(this.#db, async (transaction) => {
      const query = transaction
        .updateTable('api_key')
        .set((on) => ({ revoked_at: on.fn.coalesce('revoked_at', on.val(revokedAtMs)) }))
        .where('id', '=', id)
      return (await query.returningAll().executeTakeFirst()) ?? null
    })
  }
}
