import type { UsageObject } from '@llavero/protocol/control/usage.ts'

/** One day of the chart; without usage there is no row to open. */
export interface Day {
  /** `YYYY-MM-DD`, in the reader's zone. */
  readonly date: string
  readonly usage: UsageObject | null
}

/** More would be bars of less than two pixels on a phone. */
const mostDays = 120

/** All days from the first with usage to the last, without gaps: a day on which nothing happened is a fact, too. */
export function everyDay(rows: readonly UsageObject[]): readonly Day[] {
  const known = new Map(rows.flatMap((row) => (row.group === null ? [] : [[row.group, row]])))
  const dates = [...known.keys()].toSorted()
  const first = dates[0]
  const last = dates.at(-1)
  if (first === undefined || last === undefined) return []
  const days: Day[] = []
  for (let date = first; date <= last; date = dayAfter(date)) {
    days.push({ date, usage: known.get(date) ?? null })
  }
  return days.slice(-mostDays)
}

function dayAfter(date: string): string {
  // Noon in UTC: no clock change is near it.
  const next = new Date(`${date}T12:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

/** The day as a time at noon, for a formatter of the reader's zone. */
export function noonOf(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  return new Date(year, month - 1, day, 12).getTime() / 1000
}
