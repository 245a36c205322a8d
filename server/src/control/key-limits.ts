import {
  keyLimitObject as keyLimitSchema,
  type KeyLimitObject,
} from '@llavero/protocol/control/key-limits.ts'
import { pageOf } from '@llavero/protocol/control/page.ts'
import { toUsd } from '@llavero/protocol/control/scalars.ts'
import type { QuotaAccountTable, QuotaLeaseTable } from '../storage/tables.ts'
import { notFound } from './not-found.ts'
import type { ControlParts } from './parts.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'
import { toUnixSeconds } from './unix-seconds.ts'
import { wholeList } from './whole-list.ts'

/** What the ledger knows of a key: why one is refused though little is spent. */
export function keyLimitRoutes({ storage }: ControlParts): ControlRoute[] {
  const { apiKeys, quota } = storage
  return [
    route({
      method: 'GET',
      path: '/api/keys/:id/limits',
      access: 'person',
      answer: pageOf(keyLimitSchema),
      summary: 'The limits of a key, each in the window that it was last used in.',
      handle: async ({ id }) => {
        if (!(await apiKeys.get(id))) throw notFound('key', id)
        const owner = `key:${id}`
        const [accounts, leases] = await Promise.all([
          quota.listByOwner(owner),
          quota.listLeases(owner),
        ])
        return { body: wholeList(newestOf(accounts).map((account) => limitOf(account, leases))) }
      },
    }),
  ]
}

/** Of each limit; accounts come with the newest window first. */
function newestOf(accounts: readonly QuotaAccountTable[]): QuotaAccountTable[] {
  const groups = Map.groupBy(accounts, ({ unit, window }) => `${unit} ${window}`)
  return [...groups.values()].flatMap((group) => group.slice(0, 1))
}

function limitOf(account: QuotaAccountTable, leases: readonly QuotaLeaseTable[]): KeyLimitObject {
  const { unit, window, window_start } = account
  const own = leases.filter(
    (lease) =>
      lease.unit === unit && lease.window === window && lease.window_start === window_start,
  )
  // What one server has overdrawn is no credit for another.
  const leased = own.reduce((sum, { amount }) => sum + Math.max(0, amount), 0)
  const amount = (value: number) => (unit === 'micro-usd' ? toUsd(value) : value)
  return {
    object: 'key_limit',
    unit: unit === 'micro-usd' ? 'usd' : (unit as 'requests' | 'tokens'),
    window: window as KeyLimitObject['window'],
    window_start: window === 'total' ? null : toUnixSeconds(window_start),
    limit: amount(account.limit_amount),
    used: amount(account.settled),
    set_aside: amount(leased),
  }
}
