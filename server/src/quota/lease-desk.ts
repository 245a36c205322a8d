import type {
  LeaseGrant,
  LeaseReturn,
  NamedLease,
  QuotaStore,
  SetAside,
} from '../storage/quota-accounts.ts'
import { usableOf, yieldFree, type Account } from './account.ts'
import { clockSkewMs, type LeasePolicy } from './lease-policy.ts'

export interface LeaseDeskOptions {
  readonly store: QuotaStore
  readonly replica: string
  readonly policy: LeasePolicy
  readonly storeTimeoutMs: number
  readonly nowMs: number
}

/** For how long an answer "there is no more" holds, where others may give leases back. */
const recheckMs = 1_000

/** Gets leases from the store and brings them back. All of its calls wait for the store. */
export class LeaseDesk {
  readonly #options: LeaseDeskOptions
  #epoch = 1
  #validUntilMs: number

  constructor(options: LeaseDeskOptions) {
    this.#options = options
    this.#validUntilMs = this.#validFrom(options.nowMs)
  }

  /** Under which name leases are taken now. */
  get identity(): string {
    return `${this.#options.replica}/${this.#epoch}`
  }

  /** Whether the leases may be others' by now. */
  hasLapsed(nowMs: number): boolean {
    return nowMs >= this.#validUntilMs
  }

  /** Leaves all leases to their end, and what their holds will settle to the old name. */
  takeNewIdentity(nowMs: number): void {
    this.#epoch += 1
    this.#validUntilMs = this.#validFrom(nowMs)
  }

  /** Whether asking the store for so much would be in vain. */
  isExhausted(account: Account, amount: number, nowMs: number): boolean {
    if (account.excess === Infinity) return false
    if (usableOf(account) + account.storeRemaining >= amount) return false
    return this.#options.policy.ttlMs === null || nowMs - account.storeAskedAtMs < recheckMs
  }

  /** Asks once for all who wait. False when the store failed or did not answer in time. */
  async lease(account: Account, amount: number, nowMs: number): Promise<boolean> {
    account.lease ??= this.#ask(account, amount, nowMs).finally(() => {
      account.lease = null
    })
    return answersWithin(account.lease, this.#options.storeTimeoutMs)
  }

  async renew(nowMs: number): Promise<void> {
    const { store, policy } = this.#options
    if (policy.ttlMs === null) return
    const replica = this.identity
    await store.renew({ replica, nowMs, expiresAtMs: nowMs + policy.ttlMs + clockSkewMs })
    if (replica === this.identity) this.#validUntilMs = this.#validFrom(nowMs)
  }

  /** Brings back what the accounts have yielded. */
  async giveBack(accounts: Iterable<Account>): Promise<void> {
    const returns: (LeaseReturn & { readonly account: Account })[] = []
    for (const account of accounts) {
      const { owner, unit, window, windowStartMs, replica, returned: amount } = account
      if (account.isLocal || amount === 0) continue
      account.returned = 0
      returns.push({ owner, unit, window, windowStartMs, replica, amount, account })
    }
    if (returns.length === 0) return
    try {
      await this.#options.store.giveBack(returns)
    } catch (error) {
      for (const { account, amount } of returns) account.returned += amount
      throw error
    }
  }

  setAside(name: string, parts: readonly SetAside[]): Promise<boolean> {
    return this.#options.store.setAside(name, parts)
  }

  isSetAside(name: string): Promise<boolean> {
    return this.#options.store.isSetAside(name)
  }

  release(name: string): Promise<NamedLease[]> {
    return this.#options.store.release(name)
  }

  purge(nowMs: number): Promise<void> {
    return this.#options.store.purge(nowMs)
  }

  async #ask(account: Account, amount: number, nowMs: number): Promise<void> {
    const { store, policy } = this.#options
    if (account.excess > 0 || account.free < 0) yieldFree(account)
    const { owner, unit, window, windowStartMs, replica, limit, returned } = account
    const needed = amount - account.free
    const expiresAtMs = this.#expiryOf(account, nowMs)
    const key = { owner, unit, window, windowStartMs, replica, limit }
    const { share } = policy
    account.returned = 0
    try {
      const grant = await store.lease({ ...key, needed, share, returned, nowMs, expiresAtMs })
      receive(account, limit, grant)
      account.storeAskedAtMs = nowMs
    } catch (error) {
      account.returned += returned
      throw error
    }
  }

  /** What was used of a minute stays leased until it is over: that is all the store knows of it. */
  #expiryOf({ window, windowEndMs }: Account, nowMs: number): number {
    const { ttlMs } = this.#options.policy
    const windowEnd = Math.min(windowEndMs, Number.MAX_SAFE_INTEGER)
    if (ttlMs === null) return windowEnd
    const expiresAtMs = nowMs + ttlMs + clockSkewMs
    return window === 'minute' ? Math.max(expiresAtMs, windowEnd) : expiresAtMs
  }

  #validFrom(nowMs: number): number {
    return nowMs + (this.#options.policy.ttlMs ?? Infinity)
  }
}

function receive(account: Account, limit: number, { granted, remaining }: LeaseGrant): void {
  account.free += granted
  // The answer says nothing of a limit that was changed meanwhile.
  if (account.limit !== limit) return
  account.excess = Math.max(0, -remaining)
  account.storeRemaining = Math.max(0, remaining)
}

async function answersWithin(answer: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timeout = Promise.withResolvers<boolean>()
  const timer = setTimeout(timeout.resolve, timeoutMs, false)
  try {
    return await Promise.race([answer.then(() => true), timeout.promise])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
