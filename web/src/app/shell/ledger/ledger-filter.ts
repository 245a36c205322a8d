import type { ParamMap, Params } from '@angular/router'

/** What the request log and the usage can be narrowed by, named as the API and the address of the screen name it. */
const filterNames = [
  'id',
  'key_id',
  'person_id',
  'model',
  'feature',
  'provider',
  'verdict',
  'status',
  'from',
  'to',
] as const
export type FilterName = (typeof filterNames)[number]

/** Values as the API takes them; an empty one asks for the rows that have none. */
export type LedgerFilter = Readonly<Partial<Record<FilterName, string>>>

/** A span that ends now, by the name that stands in the address. */
export const periods = ['1h', '24h', '7d', '30d', '90d', 'all'] as const
export type Period = (typeof periods)[number]

const hour = 3_600
const secondsOf: Readonly<Record<Exclude<Period, 'all'>, number>> = {
  '1h': hour,
  '24h': 24 * hour,
  '7d': 7 * 24 * hour,
  '30d': 30 * 24 * hour,
  '90d': 90 * 24 * hour,
}

/** The period of an address; null where it names exact times instead. */
export function periodOf(params: ParamMap, usual: Period): Period | null {
  if (params.has('from') || params.has('to')) return null
  const named = periods.find((period) => period === params.get('period'))
  return named ?? usual
}

/** What to ask the API for. Periods begin at a full minute, so that the same screen asks the same question. */
export function filterOf(params: ParamMap, usual: Period, nowMs: number): LedgerFilter {
  const filter: Partial<Record<FilterName, string>> = {}
  for (const name of filterNames) {
    const value = params.get(name)
    if (value !== null) filter[name] = value
  }
  const period = periodOf(params, usual)
  if (period === null || period === 'all') return filter
  const from = Math.floor(nowMs / 60_000) * 60 - secondsOf[period]
  return { ...filter, from: String(from) }
}

/** The address of a changed filter: null removes a part of it, exact times replace a period and the other way round. */
export function changed(
  change: Readonly<Partial<Record<FilterName | 'period', string | null>>>,
): Params {
  if ('period' in change) return { ...change, from: null, to: null }
  if ('from' in change || 'to' in change) return { ...change, period: null }
  return change
}
