import type { Settlement } from '../storage/quota-accounts.ts'
import type { Account } from './account.ts'

/** Settled amounts that wait to be written: one for each account, however many calls there were. */
export class SettlementBook {
  #accounts: Account[] = []
  #putBack: readonly Settlement[] = []

  add(account: Account, amount: number): void {
    if (account.unwritten === 0) this.#accounts.push(account)
    account.unwritten += amount
  }

  take(): Settlement[] {
    const settlements = this.#accounts.map(takeUnwritten)
    const putBack = this.#putBack
    this.#accounts = []
    this.#putBack = []
    return putBack.length === 0 ? settlements : merge([...putBack, ...settlements])
  }

  /** They come again with the next `take`, added to what was settled meanwhile. */
  putBack(settlements: readonly Settlement[]): void {
    this.#putBack = merge([...this.#putBack, ...settlements])
  }
}

function takeUnwritten(account: Account): Settlement {
  const { owner, unit, window, windowStartMs, replica, limit, unwritten } = account
  account.unwritten = 0
  return { owner, unit, window, windowStartMs, replica, limit, amount: unwritten }
}

function merge(settlements: readonly Settlement[]): Settlement[] {
  const merged = new Map<string, Settlement>()
  for (const settlement of settlements) {
    const { owner, unit, window, windowStartMs, replica } = settlement
    const key = [owner, unit, window, windowStartMs, replica].join(' ')
    const amount = (merged.get(key)?.amount ?? 0) + settlement.amount
    merged.set(key, { ...settlement, amount })
  }
  return [...merged.values()]
}
