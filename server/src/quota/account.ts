import type { Limit } from '@llavero/protocol/limit.ts'
import type { AccountKey } from '../storage/quota-accounts.ts'
import { windowAt } from './window.ts'

/**
 * One limit in one window, as this process sees it. In balance at all times: what the store says is
 * leased = `free` + `held` + `returned` + what is settled here and not yet written there.
 */
export interface Account extends AccountKey {
  readonly key: string
  readonly replica: string
  readonly windowEndMs: number
  /** Nobody else looks at it and nothing of it is stored: the whole limit is here. */
  readonly isLocal: boolean
  limit: number
  /** Leased and unused; negative when calls used more than was held for them. */
  free: number
  held: number
  /** Settled, but not yet handed over to be written. */
  unwritten: number
  /** What the store gets back with the next lease; negative when it gets to know of a debt. */
  returned: number
  /**
   * How much of `free` may not be used, because the limit was lowered below what is leased.
   * Infinity until the store was asked: before the first lease and after a change.
   */
  excess: number
  /** What the store had left at the last lease. */
  storeRemaining: number
  storeAskedAtMs: number
  /** A lease under way, which all who need it wait for. */
  lease: Promise<void> | null
  wasUsed: boolean
}

export interface AccountOrigin {
  readonly replica: string
  readonly isLocal: boolean
  readonly nowMs: number
}

export function openAccount(limit: Limit, { replica, isLocal, nowMs }: AccountOrigin): Account {
  const { owner, unit, window } = limit
  const span = windowAt(window, nowMs)
  return {
    key: accountKey(limit),
    owner,
    unit,
    window,
    windowStartMs: span.startMs,
    windowEndMs: span.endMs,
    replica,
    isLocal,
    limit: limit.limit,
    free: isLocal ? limit.limit : 0,
    held: 0,
    unwritten: 0,
    returned: 0,
    excess: isLocal ? 0 : Infinity,
    storeRemaining: isLocal ? 0 : limit.limit,
    storeAskedAtMs: 0,
    lease: null,
    wasUsed: true,
  }
}

/** Names an account without its window: there is one living window of each. */
export function accountKey({
  owner,
  unit,
  window,
}: Pick<Limit, 'owner' | 'unit' | 'window'>): string {
  return `${owner} ${unit} ${window}`
}

/** The operator changed the number. What was leased under the old one has to be asked for again. */
export function changeLimit(account: Account, limit: number): void {
  const change = limit - account.limit
  account.limit = limit
  if (account.isLocal) {
    account.free += change
  } else {
    account.storeRemaining += change
    yieldFree(account)
  }
}

/** Leaves what is free, or owed, to the store. */
export function yieldFree(account: Account): void {
  account.returned += account.free
  account.free = 0
  account.excess = Infinity
}

/** What may be held at once. */
export function usableOf({ free, excess }: Account): number {
  return free - excess
}

/** What is left of the limit, as far as this process knows; 0 or more. */
export function remainingOf({ free, excess, returned, storeRemaining }: Account): number {
  const known = free + returned + storeRemaining
  return Math.max(0, excess === Infinity ? known : known - excess)
}
