/** How much of an account a process takes for itself, and for how long without a sign of life. */
export interface LeasePolicy {
  /** Which part of the remainder a lease takes; 1 is all, a smaller one shrinks near the limit. */
  readonly share: number
  /** How long a lease may be used before it is renewed; null when no other process wants it. */
  readonly ttlMs: number | null
}

/** The process is alone with its database. */
export const sole: LeasePolicy = { share: 1, ttlMs: null }

/** Several processes share one database. */
export const shared: LeasePolicy = { share: 1 / 8, ttlMs: 60_000 }

/** How much the clocks of two processes may differ: a lease is taken back only so much later. */
export const clockSkewMs = 30_000
