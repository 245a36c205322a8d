import type { Kysely, Transaction } from 'kysely'
import type { Capabilities } from './capabilities.ts'
import { changeConfiguration } from './settings.ts'
import type { RouteTable, RouteTargetTable, Tables } from './tables.ts'

export interface Route extends RouteTable {
  /** In the order in which they are tried. */
  readonly targets: readonly RouteTarget[]
}

export type RouteTarget = Pick<RouteTargetTable, 'provider_id' | 'model'>

/** Routes with their targets: a route without them is never seen. */
export class Routes {
  readonly #db: Kysely<Tables>
  readonly #capabilities: Capabilities

  constructor(db: Kysely<Tables>, capabilities: Capabilities) {
    this.#db = db
    this.#capabilities = capabilities
  }

  async list(): Promise<Route[]> {
    const [routes, targets] = await Promise.all([
      this.#db.selectFrom('route').selectAll().orderBy('model').execute(),
      this.#targets().execute(),
    ])
    const targetsByRoute = Map.groupBy(targets, (target) => target.route_id)
    return routes.map((route) => withTargets(route, targetsByRoute.get(route.id) ?? []))
  }

  async get(id: string): Promise<Route | null> {
    const query = this.#db.selectFrom('route').selectAll().where('id', '=', id)
    const route = await query.executeTakeFirst()
    if (!route) return null
    return withTargets(route, await this.#targets().where('route_id', '=', id).execute())
  }

  /** False when the model has a route. Throws when a target's provider does not exist. */
  insert({ targets, ...route }: Route): Promise<boolean> {
    return changeConfiguration(this.#db, async (transaction) => {
      const query = transaction
        .insertInto('route')
        .values(route)
        .onConflict((conflict) => conflict.column('model').doNothing())
      const inserted = (await query.executeTakeFirst()).numInsertedOrUpdatedRows === 1n
      if (inserted) await this.#insertTargets(transaction, route.id, targets)
      return inserted
    })
  }

  /** Replaces all targets. False when there is no such route. */
  replaceTargets(id: string, targets: readonly RouteTarget[]): Promise<boolean> {
    return changeConfiguration(this.#db, async (transaction) => {
      const route = transaction.selectFrom('route').select('id').where('id', '=', id)
      if (!(await route.executeTakeFirst())) return false
      await transaction.deleteFrom('route_target').where('route_id', '=', id).execute()
      await this.#insertTargets(transaction, id, targets)
      return true
    })
  }

  /** False when there is no such route. */
  remove(id: string): Promise<boolean> {
    return changeConfiguration(this.#db, async (transaction) => {
      const query = transaction.deleteFrom('route').where('id', '=', id)
      return (await query.executeTakeFirst()).numDeletedRows === 1n
    })
  }

  #targets() {
    return this.#db.selectFrom('route_target').selectAll().orderBy('route_id').orderBy('position')
  }

  async #insertTargets(
    transaction: Transaction<Tables>,
    routeId: string,
    targets: readonly RouteTarget[],
  ): Promise<void> {
    const rows = targets.map(({ provider_id, model }, position) => ({
      route_id: routeId,
      position,
      provider_id,
      model,
    }))
    await this.#capabilities.insertMany(transaction, { table: 'route_target', rows })
  }
}

function withTargets(route: RouteTable, targets: readonly RouteTargetTable[]): Route {
  return { ...route, targets: targets.map(({ provider_id, model }) => ({ provider_id, model })) }
}
