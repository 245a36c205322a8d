import type { Ledger } from '../../quota/ledger.ts'
import type { HeaderList } from '../header-list.ts'
import type { Limit } from '../model-call.ts'

const names = {
  requests: {
    limit: 'x-ratelimit-limit-requests',
    remaining: 'x-ratelimit-remaining-requests',
    reset: 'x-ratelimit-reset-requests',
  },
  tokens: {
    limit: 'x-ratelimit-limit-tokens',
    remaining: 'x-ratelimit-remaining-tokens',
    reset: 'x-ratelimit-reset-tokens',
  },
} as const

/** `x-ratelimit-*` for the limits per minute, as the real service spells them. */
export function rateLimitHeaders(
  ledger: Pick<Ledger, 'status'>,
  limits: readonly Limit[],
): HeaderList {
  const headers: string[] = []
  for (const limit of limits) {
    if (limit.window !== 'minute' || limit.unit === 'micro-usd') continue
    const { remaining, resetMs } = ledger.status(limit)
    const name = names[limit.unit]
    headers.push(name.limit, String(limit.limit))
    headers.push(name.remaining, String(remaining))
    headers.push(name.reset, durationText(resetMs ?? 0))
  }
  return headers
}

/** As the real service writes durations: `12ms`, `6.3s`. */
function durationText(durationMs: number): string {
  return durationMs < 1000 ? `${Math.ceil(durationMs)}ms` : `${Math.ceil(durationMs / 100) / 10}s`
}
