import type { Settlement } from '../storage/quota-accounts.ts'
import type { Account } from './account.ts'

/** Settled amounts that wait to be written: one for each account, however many calls there were. */
export class SettlementBook {
  #accounts: Account[] = []

  add(account: Account, amount: number): void {
    if (account.unwritten === 0) this.#accounts.push(account)
    account.unwritten += amount
  }

  take(): Settlement[] {
    const settlements = this.#accounts.map(takeUnwritten)
    this.#accounts = []
    return settlements
  }
}

function takeUnwritten(account: Account): Settlement {
  const { owner, unit, window, windowStartMs, replica, limit, unwritten } = account
  account.unwritten = 0
  return { owner, unit, window, windowStartMs, replica, limit, amount: unwritten }
}
