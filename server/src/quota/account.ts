import type { Limit } from '@llavero/protocol/limit.ts'
import type { AccountKey, LeaseGrant } from '../storage/quota-accounts.ts'
import { windowAt } from './window.ts'

/**
 * One limit in one window, as this process sees it. In balance at all times:
 * what was leased = `free` + `held` + what was settled.
 */
export interface Account extends AccountKey {
  readonly key: string
  readonly replica: string
  readonly windowEndMs: number
  /** Nobody else looks at it and nothing of it is stored: the whole limit is here. */
  readonly isLocal: boolean
  limit: number
  /** Leased and unused; negative when a call used more than was held for it. */
  free: number
  held: number
  /** Settled, but not yet handed over to be written. */
  unwritten: number
  /** Free amounts that the store gets back with the next lease. */
  returned: number
  /** What the store had left at the last lease; Infinity before the first. */
  storeRemaining: number
  storeAskedAtMs: number
  /** A lease under way, which all who need it wait for. */
  lease: Promise<LeaseGrant> | null
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
    storeRemaining: isLocal ? 0 : Infinity,
    storeAskedAtMs: 0,
    lease: null,
    wasUsed: true,
  }
}

/** Names an account without its window: there is one living window of each. */
export function accountKey({ owner, unit, window }: Limit): string {
  return `${owner} ${unit} ${window}`
}

/** The operator changed the number: the lease was granted under the old one and goes back. */
export function changeLimit(account: Account, limit: number): void {
  if (account.isLocal) {
    account.free += limit - account.limit
  } else if (account.free > 0) {
    account.returned += account.free
    account.free = 0
  }
  account.limit = limit
  account.storeRemaining = account.isLocal ? 0 : Infinity
}
