import type { Limit } from '@llavero/protocol/limit.ts'
import { sql, type Expression, type ExpressionBuilder, type Kysely, type SqlBool } from 'kysely'
import type { Capabilities } from './capabilities.ts'
import type { QuotaAccountTable, QuotaLeaseTable, Tables } from './tables.ts'

/** One limit's state in one window. */
export interface AccountKey {
  readonly owner: string
  readonly unit: Limit['unit']
  readonly window: Limit['window']
  /** Unix milliseconds; 0 for `total`. */
  readonly windowStartMs: number
}

/** What a replica's finished calls used of one account since the last settlement. */
export interface Settlement extends AccountKey {
  readonly replica: string
  readonly limit: number
  readonly amount: number
}

export interface LeaseRequest extends AccountKey {
  readonly replica: string
  readonly limit: number
  /** What the replica must have to go on. */
  readonly needed: number
  /** Which part of the remainder it takes beyond that: 1 is all. */
  readonly share: number
  /** What it gives back of its lease first. */
  readonly returned: number
  readonly nowMs: number
  readonly expiresAtMs: number
}

export interface LeaseGrant {
  /** Added to the replica's lease; may be less than was needed, also 0. */
  readonly granted: number
  /** What nobody has leased or used after this; negative when that is more than the limit. */
  readonly remaining: number
}

export interface LeaseReturn extends AccountKey {
  readonly replica: string
  /** Negative for what was used beyond the lease. */
  readonly amount: number
}

/** A part of a replica's lease that is to outlive it. */
export interface SetAside extends AccountKey {
  readonly replica: string
  readonly amount: number
}

/** What is set aside under one name, of one account. */
export interface NamedLease extends AccountKey {
  readonly amount: number
}

export interface LeaseRenewal {
  readonly replica: string
  readonly nowMs: number
  readonly expiresAtMs: number
}

/** Where leases come from; what the ledger needs of the database. */
export interface QuotaStore {
  lease(request: LeaseRequest): Promise<LeaseGrant>
  giveBack(returns: readonly LeaseReturn[]): Promise<void>
  /**
   * Moves parts of a replica's leases to a name of their own, all or none, where they stay until they are
   * released, whatever becomes of the replica. False, and nothing moves, where the name has some already.
   */
  setAside(name: string, parts: readonly SetAside[]): Promise<boolean>
  isSetAside(name: string): Promise<boolean>
  /** Frees what is left under the name, and tells what that was. */
  release(name: string): Promise<NamedLease[]>
  /** Puts off the end of a living replica's leases. */
  renew(renewal: LeaseRenewal): Promise<void>
  /** Frees every lease of a replica whose process is dead; of all replicas when it is null. What is set aside stays. */
  recover(replica: string | null): Promise<void>
  /** Forgets what no longer counts: leases of dead replicas and windows long over. */
  purge(nowMs: number): Promise<void>
}

/** What no replica is called: leases of this name belong to work, and not to a process. */
const namePrefix = 'work:'

/** How long after its start a window may still be settled; a month has at most 31 days. */
const windowsKeptMs: Readonly<Record<Exclude<Limit['window'], 'total'>, number>> = {
  minute: 2 * 60_000,
  day: 2 * 86_400_000,
  month: 33 * 86_400_000,
}

/** Accounts of past days and months stay a while, to be looked at. */
const historyKeptMs = 400 * 86_400_000

type AccountRow = Pick<QuotaAccountTable, 'owner' | 'unit' | 'window' | 'window_start'>
type OnLease = ExpressionBuilder<Tables, 'quota_lease'>

/**
 * Accounts and leases in the database. What is settled and what the living replicas have leased
 * never exceeds the limit, unless a call used more than was held for it: a lease is granted under
 * the lock of its account's row.
 */
export class QuotaAccounts implements QuotaStore {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** The accounts of one owner, newest window first, for display. */
  listByOwner(owner: string): Promise<QuotaAccountTable[]> {
    const query = this.#db.selectFrom('quota_account').selectAll().where('owner', '=', owner)
    return query.orderBy('window_start', 'desc').orderBy('unit').orderBy('window').execute()
  }

  /** The leases of one owner, or all, by replica, for display. */
  listLeases(owner?: string): Promise<QuotaLeaseTable[]> {
    const query = this.#db.selectFrom('quota_lease').selectAll().orderBy('replica')
    return (owner === undefined ? query : query.where('owner', '=', owner)).execute()
  }

  lease(request: LeaseRequest): Promise<LeaseGrant> {
    return this.#db.transaction().execute(async (transaction) => {
      const settled = await lockAccount(transaction, request)
      const leased = await sumLeases(transaction, request)
      const free = request.limit - settled - leased + request.returned
      const granted = grantOf(free, request)
      if (granted !== request.returned) {
        await changeLease(transaction, request, granted - request.returned)
      }
      return { granted, remaining: free - granted }
    })
  }

  async giveBack(returns: readonly LeaseReturn[]): Promise<void> {
    await this.#db.transaction().execute((transaction) => takeFromLeases(transaction, returns))
  }

  setAside(name: string, parts: readonly SetAside[]): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const rows = parts.toSorted(byAccount).map((part) => ({
        ...rowKey(part),
        replica: namePrefix + name,
        amount: part.amount,
        expires_at: Number.MAX_SAFE_INTEGER,
      }))
      if (rows.length === 0) return false
      const insertion = transaction.insertInto('quota_lease').values(rows)
      const { numInsertedOrUpdatedRows = 0n } = await insertion
        .onConflict((conflict) => conflict.columns(leaseKey).doNothing())
        .executeTakeFirstOrThrow()
      if (numInsertedOrUpdatedRows === 0n) return false
      await takeFromLeases(transaction, parts)
      return true
    })
  }

  async isSetAside(name: string): Promise<boolean> {
    const query = this.#db.selectFrom('quota_lease').select('owner')
    const row = await query
      .where('replica', '=', namePrefix + name)
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }

  async release(name: string): Promise<NamedLease[]> {
    const removal = this.#db.deleteFrom('quota_lease').where('replica', '=', namePrefix + name)
    const rows = await removal.returningAll().execute()
    return rows.map((row) => ({
      owner: row.owner,
      unit: row.unit as Limit['unit'],
      window: row.window as Limit['window'],
      windowStartMs: row.window_start,
      amount: row.amount,
    }))
  }

  async renew({ replica, nowMs, expiresAtMs }: LeaseRenewal): Promise<void> {
    // Written as an insert because that locks the rows in order: an update takes them as they lie,
    // and could wait for a settlement that waits for it.
    await this.#db
      .insertInto('quota_lease')
      .columns(['owner', 'unit', 'window', 'window_start', 'replica', 'amount', 'expires_at'])
      .expression((on) =>
        on
          .selectFrom('quota_lease')
          .select(['owner', 'unit', 'window', 'window_start', 'replica', 'amount', 'expires_at'])
          .where('replica', '=', replica)
          .where('expires_at', '>', nowMs)
          .where('expires_at', '<', expiresAtMs)
          .orderBy('owner')
          .orderBy('unit')
          .orderBy('window')
          .orderBy('window_start'),
      )
      .onConflict((conflict) => conflict.columns(leaseKey).doUpdateSet({ expires_at: expiresAtMs }))
      .execute()
  }

  async recover(replica: string | null): Promise<void> {
    const query = this.#db.deleteFrom('quota_lease').where('replica', 'not like', `${namePrefix}%`)
    await (replica === null ? query : query.where('replica', 'like', `${replica}/%`)).execute()
  }

  async purge(nowMs: number): Promise<void> {
    await this.#db.deleteFrom('quota_lease').where('expires_at', '<=', nowMs).execute()
    for (const window of ['minute', 'day', 'month'] as const) {
      const endedBeforeMs = nowMs - windowsKeptMs[window]
      await this.#db
        .deleteFrom('quota_lease')
        .where('window', '=', window)
        .where('window_start', '<', endedBeforeMs)
        .execute()
      await this.#db
        .deleteFrom('quota_account')
        .where('window', '=', window)
        .where('window_start', '<', window === 'minute' ? endedBeforeMs : nowMs - historyKeptMs)
        .execute()
    }
  }
}

/**
 * Adds settled amounts to their accounts and takes them out of the replicas' leases; called in the
 * transaction that writes the log rows.
 */
export async function settleAccounts(
  transaction: Kysely<Tables>,
  insertMany: Capabilities['insertMany'],
  settlements: readonly Settlement[],
): Promise<void> {
  // All replicas lock accounts in the same order, so that none waits for one that waits for it.
  const sorted = settlements.toSorted(byAccount)
  await insertMany(transaction, {
    table: 'quota_account',
    rows: accountRows(sorted),
    onConflict:
      '(owner, unit, "window", window_start) do update' +
      ' set settled = quota_account.settled + excluded.settled',
  })
  await insertMany(transaction, {
    table: 'quota_lease',
    rows: sorted.map(leaseRow),
    onConflict:
      '(owner, unit, "window", window_start, replica) do update' +
      ' set amount = quota_lease.amount + excluded.amount',
  })
}

/**
 * Settles work by its name: what it used is taken out of what was set aside for it, and of nothing else.
 * Called in the transaction that writes the log rows.
 */
export async function settleNamed(
  transaction: Kysely<Tables>,
  name: string,
  used: Readonly<Record<Limit['unit'], number>>,
): Promise<void> {
  const leases = await transaction
    .selectFrom('quota_lease')
    .selectAll()
    .where('replica', '=', namePrefix + name)
    .execute()
  for (const { owner, unit, window, window_start } of leases) {
    const key = { owner, unit, window, window_start }
    const amount = used[unit as Limit['unit']]
    await transaction
      .updateTable('quota_account')
      .set((on) => ({ settled: on('settled', '+', amount) }))
      .where((on) => on.and(key))
      .execute()
    await transaction
      .updateTable('quota_lease')
      .set((on) => ({ amount: on('amount', '-', amount) }))
      .where((on) => on.and(key))
      .where('replica', '=', namePrefix + name)
      .execute()
  }
}

/** One row an account, also where a replica settles under two names. */
function accountRows(settlements: readonly Settlement[]): QuotaAccountTable[] {
  const rows = new Map<string, QuotaAccountTable>()
  for (const settlement of settlements) {
    const settled = (rows.get(sortKey(settlement))?.settled ?? 0) + settlement.amount
    const row = { ...rowKey(settlement), limit_amount: settlement.limit, settled }
    rows.set(sortKey(settlement), row)
  }
  return [...rows.values()]
}

/** Without an end in the future: a lease that was taken back meanwhile stays dead. */
function leaseRow(settlement: Settlement): QuotaLeaseTable {
  const { replica, amount } = settlement
  return { ...rowKey(settlement), replica, amount: -amount, expires_at: 0 }
}

const leaseKey = ['owner', 'unit', 'window', 'window_start', 'replica'] as const

/** What is settled. The row stays locked until the transaction ends, also when it was just made. */
async function lockAccount(transaction: Kysely<Tables>, request: LeaseRequest): Promise<number> {
  const query = transaction
    .insertInto('quota_account')
    .values({ ...rowKey(request), limit_amount: request.limit, settled: 0 })
    .onConflict((conflict) =>
      conflict
        .columns(['owner', 'unit', 'window', 'window_start'])
        .doUpdateSet({ limit_amount: request.limit }),
    )
    .returning('settled')
  return (await query.executeTakeFirstOrThrow()).settled
}

/**
 * What the living replicas have leased. A negative lease of another replica is no credit for this
 * one: what it overdrew is settled already.
 */
async function sumLeases(transaction: Kysely<Tables>, request: LeaseRequest): Promise<number> {
  const leases = await transaction
    .selectFrom('quota_lease')
    .select(['replica', 'amount'])
    .where((on) => isLeaseOf(on, request))
    .where((on) =>
      on.or([on('replica', '=', request.replica), on('expires_at', '>', request.nowMs)]),
    )
    .execute()
  return leases.reduce((sum, { replica, amount }) => {
    return sum + (replica === request.replica ? amount : Math.max(0, amount))
  }, 0)
}

/** The wanted part of what is free, but what is needed if that is more and there is enough. */
function grantOf(free: number, { needed, share }: LeaseRequest): number {
  const wanted = Math.max(0, Math.floor(free * share))
  return free >= needed ? Math.max(needed, wanted) : wanted
}

async function changeLease(
  transaction: Kysely<Tables>,
  request: LeaseRequest,
  change: number,
): Promise<void> {
  await transaction
    .insertInto('quota_lease')
    .values({
      ...rowKey(request),
      replica: request.replica,
      amount: change,
      expires_at: request.expiresAtMs,
    })
    .onConflict((conflict) =>
      conflict.columns(leaseKey).doUpdateSet({
        amount: sql`quota_lease.amount + excluded.amount`,
        expires_at: request.expiresAtMs,
      }),
    )
    .execute()
}

async function takeFromLeases(
  transaction: Kysely<Tables>,
  parts: readonly LeaseReturn[],
): Promise<void> {
  for (const { replica, amount, ...key } of parts.toSorted(byAccount)) {
    await transaction
      .updateTable('quota_lease')
      .set((on) => ({ amount: on('amount', '-', amount) }))
      .where((on) => isLeaseOf(on, key))
      .where('replica', '=', replica)
      .execute()
  }
}

function isLeaseOf(on: OnLease, key: AccountKey): Expression<SqlBool> {
  return on.and({ ...rowKey(key) })
}

function rowKey({ owner, unit, window, windowStartMs }: AccountKey): AccountRow {
  return { owner, unit, window, window_start: windowStartMs }
}

function byAccount(a: AccountKey, b: AccountKey): number {
  return sortKey(a) < sortKey(b) ? -1 : 1
}

function sortKey({ owner, unit, window, windowStartMs }: AccountKey): string {
  return [owner, unit, window, windowStartMs].join(' ')
}
