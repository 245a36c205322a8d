/** Offsets of time zones are whole quarters of an hour, so a day of any of them is a row of such. */
export const quarterMs = 15 * 60 * 1000

const hourMs = 60 * 60 * 1000

/** A day as somebody in a time zone sees it. */
export interface LocalDay {
  /** `2026-11-20` */
  readonly date: string
  /** Unix milliseconds; the day has 23 to 25 hours. */
  readonly fromMs: number
  readonly toMs: number
}

/** The days of a time zone, by its IANA name. Throws RangeError for a name that there is not. */
export class LocalDays {
  readonly #format: Intl.DateTimeFormat

  constructor(timeZone: string) {
    // Canada writes dates as ISO 8601 does.
    this.#format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      calendar: 'iso8601',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
  }

  /** The day in which this moment lies. */
  at(timeMs: number): LocalDay {
    const date = this.#format.format(timeMs)
    return { date, fromMs: this.#startOf(date), toMs: this.#startOf(following(date)) }
  }

  /** Dates grow with time, so the first quarter of an hour of a date is found by halving. */
  #startOf(date: string): number {
    const noonMs = Date.parse(`${date}T12:00:00Z`)
    let before = (noonMs - 30 * hourMs) / quarterMs
    let from = (noonMs + 30 * hourMs) / quarterMs
    while (from - before > 1) {
      const middle = Math.floor((before + from) / 2)
      if (this.#format.format(middle * quarterMs) < date) before = middle
      else from = middle
    }
    return from * quarterMs
  }
}

function following(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 24 * hourMs).toISOString().slice(0, 10)
}
