/** What a limit counts. */
export type LimitUnit = 'requests' | 'tokens' | 'micro-usd'

/** Fixed windows in UTC; `total` never ends. */
export type LimitWindow = 'minute' | 'day' | 'month' | 'total'

/** One limit on one owner. Amounts: micro-dollars, requests or tokens, as `unit` says. */
export interface Limit {
  /** Whom the limit belongs to, e.g. `key:1a2b3c4d`. */
  readonly owner: string
  readonly unit: LimitUnit
  readonly window: LimitWindow
  readonly limit: number
}
