import { Injectable } from '@angular/core'
import type { TranslocoTranspiler, TranspileParams } from '@jsverse/transloco'
import { IntlMessageFormat } from 'intl-messageformat'

/** ICU messages (plurals, numbers, dates) without `eval`, which our Content-Security-Policy forbids. */
@Injectable()
export class IcuTranspiler implements TranslocoTranspiler {
  #language = 'en'
  /** Parsing is the slow part; a page has a few hundred messages. */
  readonly #formats = new Map<string, IntlMessageFormat>()

  onLangChanged(language: string): void {
    this.#language = language
    this.#formats.clear()
  }

  transpile({ value, params }: TranspileParams): unknown {
    if (typeof value !== 'string' || !/[{']/.test(value)) return value
    return this.#format(value).format(params)
  }

  #format(message: string): IntlMessageFormat {
    const known = this.#formats.get(message)
    if (known) return known
    const format = new IntlMessageFormat(message, this.#language, undefined, { ignoreTag: true })
    this.#formats.set(message, format)
    return format
  }
}
