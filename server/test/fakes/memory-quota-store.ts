import type {
  AccountKey,
  LeaseGrant,
  LeaseRenewal,
  LeaseRequest,
  LeaseReturn,
  NamedLease,
  QuotaStore,
  SetAside,
  Settlement,
} from '../../src/storage/quota-accounts.ts'

interface StoredAccount {
  settled: number
  readonly leases: Map<string, { amount: number; expiresAtMs: number }>
}

/**
 * The rules of the database's quota tables in a few lines. Its answers wait for `answer` when it is
 * held up, so that a test decides how calls interleave.
 */
export class MemoryQuotaStore implements QuotaStore {
  readonly #accounts = new Map<string, StoredAccount>()
  readonly #waiting: (() => void)[] = []
  isHeldUp = false
  isBroken = false
  leaseCalls = 0

  /** Lets the calls that wait go on. */
  answer(): void {
    for (const resume of this.#waiting.splice(0)) resume()
  }

  async lease(request: LeaseRequest): Promise<LeaseGrant> {
    this.leaseCalls += 1
    await this.#turn()
    const account = this.account(request)
    const own = account.leases.get(request.replica) ?? { amount: 0, expiresAtMs: 0 }
    let free = request.limit - account.settled - own.amount + request.returned
    for (const [replica, lease] of account.leases) {
      if (replica === request.replica || lease.expiresAtMs <= request.nowMs) continue
      free -= Math.max(0, lease.amount)
    }
    const wanted = Math.max(0, Math.floor(free * request.share))
    const granted = free >= request.needed ? Math.max(request.needed, wanted) : wanted
    const amount = own.amount + granted - request.returned
    account.leases.set(request.replica, { amount, expiresAtMs: request.expiresAtMs })
    return { granted, remaining: free - granted }
  }

  async giveBack(returns: readonly LeaseReturn[]): Promise<void> {
    await this.#turn()
    for (const returned of returns) {
      const lease = this.account(returned).leases.get(returned.replica)
      if (lease) lease.amount -= returned.amount
    }
  }

  async setAside(name: string, parts: readonly SetAside[]): Promise<boolean> {
    await this.#turn()
    const [first] = parts
    if (first === undefined || this.account(first).leases.has(`work:${name}`)) return false
    for (const part of parts) {
      const { leases } = this.account(part)
      leases.set(`work:${name}`, { amount: part.amount, expiresAtMs: Infinity })
      const lease = leases.get(part.replica)
      if (lease) lease.amount -= part.amount
    }
    return true
  }

  async isSetAside(name: string): Promise<boolean> {
    await this.#turn()
    return [...this.#accounts.values()].some(({ leases }) => leases.has(`work:${name}`))
  }

  async release(name: string): Promise<NamedLease[]> {
    await this.#turn()
    return [...this.#accounts].flatMap(([key, { leases }]) => {
      const lease = leases.get(`work:${name}`)
      leases.delete(`work:${name}`)
      const [owner = '', unit, window, start] = key.split(' ')
      const account = { owner, unit, window, windowStartMs: Number(start) } as AccountKey
      return lease ? [{ ...account, amount: lease.amount }] : []
    })
  }

  async renew({ replica, nowMs, expiresAtMs }: LeaseRenewal): Promise<void> {
    await this.#turn()
    for (const { leases } of this.#accounts.values()) {
      const lease = leases.get(replica)
      if (lease && lease.expiresAtMs > nowMs) {
        lease.expiresAtMs = Math.max(lease.expiresAtMs, expiresAtMs)
      }
    }
  }

  async recover(replica: string | null): Promise<void> {
    for (const { leases } of this.#accounts.values()) {
      for (const name of leases.keys()) {
        if (name.startsWith('work:')) continue
        if (replica === null || name.startsWith(`${replica}/`)) leases.delete(name)
      }
    }
  }

  async purge(nowMs: number): Promise<void> {
    await this.#turn()
    for (const { leases } of this.#accounts.values()) {
      for (const [name, lease] of leases) if (lease.expiresAtMs <= nowMs) leases.delete(name)
    }
  }

  /** What the log's transaction does. */
  settle(settlements: readonly Settlement[]): void {
    for (const settlement of settlements) {
      const account = this.account(settlement)
      account.settled += settlement.amount
      const lease = account.leases.get(settlement.replica)
      if (lease) lease.amount -= settlement.amount
    }
  }

  account({ owner, unit, window, windowStartMs }: AccountKey): StoredAccount {
    const key = [owner, unit, window, windowStartMs].join(' ')
    const known = this.#accounts.get(key)
    if (known) return known
    const account: StoredAccount = { settled: 0, leases: new Map() }
    this.#accounts.set(key, account)
    return account
  }

  async #turn(): Promise<void> {
    if (this.isHeldUp) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    if (this.isBroken) throw new Error('the store is broken')
  }
}
