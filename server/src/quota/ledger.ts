import type { Limit } from '@llavero/protocol/limit.ts'
import type { QuotaStore, Settlement } from '../storage/quota-accounts.ts'
import {
  accountKey,
  changeLimit,
  openAccount,
  remainingOf,
  usableOf,
  yieldFree,
  type Account,
} from './account.ts'
import { LeaseDesk } from './lease-desk.ts'
import { sole, type LeasePolicy } from './lease-policy.ts'
import { SettlementBook } from './settlement-book.ts'
import { windowAt } from './window.ts'

/** An amount that is wanted of a limit, in the limit's unit: a whole number, 0 or more. */
export interface Claim {
  readonly limit: Limit
  readonly amount: number
}

/** Amounts that are set aside for one call, until it is settled. */
export interface Hold {
  readonly claims: readonly Claim[]
}

export type HoldResult =
  | { readonly allowed: true; readonly hold: Hold }
  | {
      readonly allowed: false
      readonly reason: 'exhausted'
      readonly limit: Limit
      /** As far as this process knows; 0 or more. */
      readonly remaining: number
      /** Milliseconds until the window ends; null for `total`. */
      readonly resetMs: number | null
    }
  /** The store did not answer in time, so nobody knows: fail closed where money is at stake. */
  | { readonly allowed: false; readonly reason: 'unavailable'; readonly limit: Limit }

/** What a call really used. */
export type Amounts = Readonly<Record<Limit['unit'], number>>

export interface LimitStatus {
  /** As far as this process knows; 0 or more. */
  readonly remaining: number
  /** Milliseconds until the window ends; null for `total`. */
  readonly resetMs: number | null
}

export interface LedgerOptions {
  readonly store: QuotaStore
  /** This process's name among all that share the store; without `/`, `%` and `_`. */
  readonly replica: string
  readonly clock?: { now(): number }
  readonly policy?: LeasePolicy
  /** How long a call waits for the store before it is refused as `unavailable`. */
  readonly storeTimeoutMs?: number
}

/**
 * The quota of all owners in this process's memory. Amounts are leased from the store, held for calls,
 * and settled with what the calls used: what is settled and held never exceeds a limit, as long as
 * calls use no more than was held for them.
 */
export class Ledger {
  readonly #clock: { now(): number }
  readonly #policy: LeasePolicy
  readonly #desk: LeaseDesk
  readonly #settlements = new SettlementBook()
  #accounts = new Map<string, Account>()
  /** A caller's limits are the same objects from call to call: this saves building the key. */
  #accountsByLimit = new WeakMap<Limit, Account>()
  #outstanding = 0

  constructor(options: LedgerOptions) {
    this.#clock = options.clock ?? Date
    this.#policy = options.policy ?? sole
    this.#desk = new LeaseDesk({
      store: options.store,
      replica: options.replica,
      policy: this.#policy,
      storeTimeoutMs: options.storeTimeoutMs ?? 2_000,
      nowMs: this.#clock.now(),
    })
  }

  /** Holds all claims or none. Synchronous while the leases last. */
  hold(claims: readonly Claim[]): HoldResult | Promise<HoldResult> {
    const nowMs = this.#clock.now()
    const attempt = this.#attempt(claims, nowMs)
    if (attempt instanceof OpenHold) return { allowed: true, hold: attempt }
    if (this.#desk.isExhausted(attempt.account, attempt.claim.amount, nowMs)) {
      return refuse(attempt, nowMs)
    }
    return this.#leaseAndHold(claims)
  }

  /**
   * Ends a hold with what the call used. What was held beyond that is free at once; what was used
   * beyond the hold is taken from the owner's next calls.
   *
   * @throws when the hold is settled already, or an amount is not a whole number of 0 or more.
   */
  settle(hold: Hold, used: Amounts): void {
    if (!(hold instanceof OpenHold)) throw new TypeError('not a hold of this ledger')
    for (const { unit } of hold.accounts) assertWhole(used[unit])
    hold.settle()
    this.#outstanding -= 1
    release(hold.accounts, hold.claims)
    for (const account of hold.accounts) {
      const amount = used[account.unit]
      account.free -= amount
      if (account.window !== 'minute' && amount > 0) this.#settlements.add(account, amount)
    }
  }

  /**
   * Takes a hold out of this process: it stays in the store under the name of the work that it is for, which
   * settles it there. Where the name has something set aside already, the hold is simply freed: the work was
   * begun before. Rejects when the store does not answer; then what was held is lost to this process.
   */
  async setAside(hold: Hold, name: string): Promise<void> {
    if (!(hold instanceof OpenHold)) throw new TypeError('not a hold of this ledger')
    hold.settle()
    this.#outstanding -= 1
    const parts = hold.accounts.map((account, index) => {
      const { owner, unit, window, windowStartMs, replica } = account
      const amount = hold.claims[index]?.amount ?? 0
      account.held -= amount
      return { owner, unit, window, windowStartMs, replica, amount, account }
    })
    if (await this.#desk.setAside(name, parts)) return
    for (const { account, amount } of parts) account.free += amount
  }

  /** Whether something is set aside under the name. */
  isSetAside(name: string): Promise<boolean> {
    return this.#desk.isSetAside(name)
  }

  /** Frees what is left of what was set aside under the name. */
  async release(name: string): Promise<void> {
    for (const { amount, ...key } of await this.#desk.release(name)) {
      const account = this.#accounts.get(accountKey(key))
      if (account?.windowStartMs === key.windowStartMs)
        account.storeRemaining += Math.max(0, amount)
    }
  }

  /** Holds that are not settled. */
  outstanding(): number {
    return this.#outstanding
  }

  /** Takes leases ahead of the first hold, so that `status` is right. Not needed for `hold`. */
  async prepare(limits: readonly Limit[]): Promise<void> {
    for (const limit of limits) {
      const nowMs = this.#clock.now()
      const account = this.#accountOf(limit, nowMs)
      if (account.excess === Infinity) await this.#desk.lease(account, 0, nowMs)
    }
  }

  /** From memory. Before the store was asked for a limit it is taken for unused. */
  status(limit: Limit): LimitStatus {
    const nowMs = this.#clock.now()
    const account = this.#find(limit, nowMs)
    if (account) {
      return { remaining: remainingOf(account), resetMs: resetOf(account.windowEndMs, nowMs) }
    }
    const { endMs } = windowAt(limit.window, nowMs)
    return { remaining: limit.limit, resetMs: resetOf(endMs, nowMs) }
  }

  /** What was settled since the last time, to be written in one transaction with the log rows. */
  takeSettlements(): Settlement[] {
    return this.#settlements.take()
  }

  /**
   * Renews leases, gives unused ones back and forgets windows that are over; every few seconds, and
   * well within the policy's `ttlMs`. Rejects when the store does not answer.
   */
  async tick(): Promise<void> {
    const nowMs = this.#clock.now()
    const idle: Account[] = []
    for (const [key, account] of this.#accounts) {
      if (nowMs >= account.windowEndMs && account.held === 0) this.#accounts.delete(key)
      else if (!account.wasUsed && this.#policy.ttlMs !== null) idle.push(account)
      account.wasUsed = false
    }
    this.#forgetLapsed(nowMs)
    await this.#desk.renew(nowMs)
    for (const account of idle) yieldFree(account)
    await this.#desk.giveBack(idle)
    await this.#desk.purge(nowMs)
  }

  /** Gives all leases back. Settle and write what is settled before. */
  async close(): Promise<void> {
    for (const account of this.#accounts.values()) yieldFree(account)
    await this.#desk.giveBack(this.#accounts.values())
  }

  /** All or none: the first claim that does not fit undoes the ones before it. */
  #attempt(claims: readonly Claim[], nowMs: number): OpenHold | Shortfall {
    this.#forgetLapsed(nowMs)
    const accounts: Account[] = []
    for (const claim of claims) {
      const account = this.#accountOf(claim.limit, nowMs)
      // Not `usable < amount`: what is not a number is never allowed.
      if (!(usableOf(account) >= claim.amount)) {
        release(accounts, claims)
        return { claim, account }
      }
      account.free -= claim.amount
      account.held += claim.amount
      account.wasUsed = true
      accounts.push(account)
    }
    this.#outstanding += 1
    return new OpenHold(claims, accounts)
  }

  async #leaseAndHold(claims: readonly Claim[]): Promise<HoldResult> {
    for (;;) {
      const nowMs = this.#clock.now()
      const attempt = this.#attempt(claims, nowMs)
      if (attempt instanceof OpenHold) return { allowed: true, hold: attempt }
      const { account, claim } = attempt
      if (this.#desk.isExhausted(account, claim.amount, nowMs)) return refuse(attempt, nowMs)
      const hasAnswered = await this.#desk.lease(account, claim.amount, nowMs)
      if (!hasAnswered) return { allowed: false, reason: 'unavailable', limit: claim.limit }
    }
  }

  #accountOf(limit: Limit, nowMs: number): Account {
    const account = this.#find(limit, nowMs) ?? this.#open(limit, nowMs)
    if (account.limit !== limit.limit) changeLimit(account, limit.limit)
    return account
  }

  #find(limit: Limit, nowMs: number): Account | null {
    const known = this.#accountsByLimit.get(limit)
    if (known && nowMs < known.windowEndMs) return known
    const found = this.#accounts.get(accountKey(limit))
    if (!found || nowMs >= found.windowEndMs) return null
    this.#accountsByLimit.set(limit, found)
    return found
  }

  #open(limit: Limit, nowMs: number): Account {
    // A minute that nobody else looks at is not worth a write: it is forgotten with the process.
    const isLocal = this.#policy.ttlMs === null && limit.window === 'minute'
    const account = openAccount(limit, { replica: this.#desk.identity, isLocal, nowMs })
    this.#accounts.set(account.key, account)
    this.#accountsByLimit.set(limit, account)
    return account
  }

  /** Leases that were not renewed in time may be others' by now: it starts anew, with none. */
  #forgetLapsed(nowMs: number): void {
    if (!this.#desk.hasLapsed(nowMs)) return
    this.#desk.takeNewIdentity(nowMs)
    this.#accounts = new Map()
    this.#accountsByLimit = new WeakMap()
  }
}

/** The first claim that did not fit, and its account. */
interface Shortfall {
  readonly claim: Claim
  readonly account: Account
}

class OpenHold implements Hold {
  readonly claims: readonly Claim[]
  readonly accounts: readonly Account[]
  #isSettled = false

  constructor(claims: readonly Claim[], accounts: readonly Account[]) {
    this.claims = claims
    this.accounts = accounts
  }

  settle(): void {
    if (this.#isSettled) throw new Error('a hold is settled once')
    this.#isSettled = true
  }
}

function release(accounts: readonly Account[], claims: readonly Claim[]): void {
  let index = 0
  for (const account of accounts) {
    const amount = claims[index++]?.amount ?? 0
    account.held -= amount
    account.free += amount
  }
}

function assertWhole(amount: number): void {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`not an amount: ${amount}`)
}

function refuse({ account, claim }: Shortfall, nowMs: number): HoldResult {
  return {
    allowed: false,
    reason: 'exhausted',
    limit: claim.limit,
    remaining: remainingOf(account),
    resetMs: resetOf(account.windowEndMs, nowMs),
  }
}

function resetOf(windowEndMs: number, nowMs: number): number | null {
  return windowEndMs === Infinity ? null : Math.max(0, windowEndMs - nowMs)
}
