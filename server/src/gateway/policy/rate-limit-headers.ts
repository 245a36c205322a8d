import type { Ledger } from '../../quota/ledger.ts'
import type { Limit } from '../model-call.ts'

/** `x-ratelimit-*` for the limits per minute, as the real service spells them. */
export function rateLimitHeaders(
  ledger: Pick<Ledger, 'status'>,
  limits: readonly Limit[],
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {}
  for (const limit of limits) {
    if (limit.window !== 'minute') continue
    const { remaining, resetMs } = ledger.status(limit)
    headers[`x-ratelimit-limit-${limit.unit}`] = String(limit.limit)
    headers[`x-ratelimit-remaining-${limit.unit}`] = String(Math.max(0, remaining))
    headers[`x-ratelimit-reset-${limit.unit}`] = durationText(resetMs ?? 0)
  }
  return headers
}

/** As the real service writes durations: `12ms`, `6.3s`. */
function durationText(durationMs: number): string {
  return durationMs < 1000 ? `${Math.ceil(durationMs)}ms` : `${Math.ceil(durationMs / 100) / 10}s`
}
