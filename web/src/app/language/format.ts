import { inject, Injectable } from '@angular/core'
import { LanguageService } from './language'

/** Reused, because making one is slow: tables show hundreds of figures. */
const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>()

const relativeUnits: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/**
 * Numbers, money, dates and durations as the reader writes them, in his time zone. Reads the language, a
 * signal, so that templates follow it. Times come as Unix seconds, as everywhere in the API.
 */
@Injectable({ providedIn: 'root' })
export class Format {
  readonly #language = inject(LanguageService).current

  number(value: number, options: Intl.NumberFormatOptions = {}): string {
    return this.#of('number', Intl.NumberFormat, options).format(value)
  }

  /** 12.4K */
  compact(value: number): string {
    return this.number(value, { notation: 'compact', maximumFractionDigits: 1 })
  }

  /** Of a share between 0 and 1. */
  percent(share: number, maximumFractionDigits = 0): string {
    return this.number(share, { style: 'percent', maximumFractionDigits })
  }

  /** US dollars. Small amounts keep two significant digits, because a call may cost $0.00012. */
  money(usd: number): string {
    const isSmall = usd !== 0 && Math.abs(usd) < 0.01
    const precision = isSmall ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 }
    return this.number(usd, {
      style: 'currency',
      currency: 'USD',
      currencyDisplay: 'narrowSymbol',
      ...precision,
    })
  }

  /** 840 ms, 3.2 s, 2 min */
  duration(durationMs: number): string {
    if (durationMs < 1000) return this.#unit(Math.round(durationMs), 'millisecond')
    if (durationMs < 60_000) return this.#unit(durationMs / 1000, 'second')
    return this.#unit(durationMs / 60_000, 'minute')
  }

  bytes(count: number): string {
    // Short, CLDR writes “23 byte”.
    if (count < 1000) return this.#unit(count, 'byte', 'narrow')
    return count < 1_000_000
      ? this.#unit(count / 1000, 'kilobyte')
      : this.#unit(count / 1e6, 'megabyte')
  }

  date(unixSeconds: number): string {
    return this.#time(unixSeconds, { dateStyle: 'medium' })
  }

  dateTime(unixSeconds: number): string {
    return this.#time(unixSeconds, { dateStyle: 'medium', timeStyle: 'short' })
  }

  time(unixSeconds: number): string {
    return this.#time(unixSeconds, { timeStyle: 'medium' })
  }

  /** 5 minutes ago, yesterday, in 3 days */
  relative(unixSeconds: number, nowMs: number = Date.now()): string {
    const seconds = unixSeconds - nowMs / 1000
    const [unit, size] = relativeUnits.find(([, length]) => Math.abs(seconds) >= length) ?? [
      'second',
      1,
    ]
    const options = { numeric: 'auto' } as const
    return this.#of('relative', Intl.RelativeTimeFormat, options).format(
      Math.round(seconds / size),
      unit,
    )
  }

  #unit(value: number, unit: string, unitDisplay: 'short' | 'narrow' = 'short'): string {
    return this.number(value, {
      style: 'unit',
      unit,
      unitDisplay,
      maximumFractionDigits: 1,
    })
  }

  #time(unixSeconds: number, options: Intl.DateTimeFormatOptions): string {
    return this.#of('date', Intl.DateTimeFormat, options).format(unixSeconds * 1000)
  }

  #of<Kind extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat, Options>(
    kind: string,
    make: new (language: string, options: Options) => Kind,
    options: Options,
  ): Kind {
    const id = `${kind} ${this.#language()} ${JSON.stringify(options)}`
    const known = formats.get(id)
    if (known) return known as Kind
    const format = new make(this.#language(), options)
    formats.set(id, format)
    return format
  }
}
