import type { Kysely, Transaction } from 'kysely'
import type { Capabilities } from './capabilities.ts'
import { changeConfiguration } from './settings.ts'
import type { ProviderModelTable, ProviderTable, Tables } from './tables.ts'

export type ProviderRemoval = 'removed' | 'in-use' | 'unknown'

/** Providers and the models they said they have. */
export class Providers {
  readonly #db: Kysely<Tables>
  readonly #capabilities: Capabilities

  constructor(db: Kysely<Tables>, capabilities: Capabilities) {
    this.#db = db
    this.#capabilities = capabilities
  }

  list(): Promise<ProviderTable[]> {
    return this.#db.selectFrom('provider').selectAll().orderBy('created_at').orderBy('id').execute()
  }

  async get(id: string): Promise<ProviderTable | null> {
    const query = this.#db.selectFrom('provider').selectAll().where('id', '=', id)
    return (await query.executeTakeFirst()) ?? null
  }

  /** A new default takes the place of the old one. False when the name is taken. */
  insert(provider: ProviderTable): Promise<boolean> {
    return changeConfiguration(this.#db, async (transaction) => {
      const taken = await findByName(transaction, provider.name)
      if (taken) return false
      if (provider.is_default === 1) await clearDefault(transaction)
      await transaction.insertInto('provider').values(provider).execute()
      return true
    })
  }

  /** A new default takes the place of the old one. Null when there is no such provider. */
  update(id: string, changes: Partial<Omit<ProviderTable, 'id'>>): Promise<ProviderTable | null> {
    return changeConfiguration(this.#db, async (transaction) => {
      if (changes.is_default === 1) await clearDefault(transaction)
      const query = transaction.updateTable('provider').set(changes).where('id', '=', id)
      return (await query.returningAll().executeTakeFirst()) ?? null
    })
  }

  /** Takes the provider's models along; a provider that a route leads to stays. */
  remove(id: string): Promise<ProviderRemoval> {
    return changeConfiguration(this.#db, async (transaction) => {
      const target = transaction.selectFrom('route_target').select('route_id')
      if (await target.where('provider_id', '=', id).executeTakeFirst()) return 'in-use'
      const removal = transaction.deleteFrom('provider').where('id', '=', id)
      return (await removal.executeTakeFirst()).numDeletedRows === 1n ? 'removed' : 'unknown'
    })
  }

  listModels(): Promise<ProviderModelTable[]> {
    const query = this.#db.selectFrom('provider_model').selectAll()
    return query.orderBy('provider_id').orderBy('model').execute()
  }

  /** Replaces the models of one provider, all or none. */
  async replaceModels(providerId: string, models: readonly ProviderModelTable[]): Promise<void> {
    await changeConfiguration(this.#db, async (transaction) => {
      await transaction.deleteFrom('provider_model').where('provider_id', '=', providerId).execute()
      await this.#capabilities.insertMany(transaction, { table: 'provider_model', rows: models })
    })
  }
}

function findByName(transaction: Transaction<Tables>, name: string) {
  const query = transaction.selectFrom('provider').select('id').where('name', '=', name)
  return query.executeTakeFirst()
}

async function clearDefault(transaction: Transaction<Tables>): Promise<void> {
  const query = transaction.updateTable('provider').set({ is_default: 0 })
  await query.where('is_default', '=', 1).execute()
}
