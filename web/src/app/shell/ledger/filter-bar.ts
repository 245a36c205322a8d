import { Component, computed, inject, input } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { ActivatedRoute, Router } from '@angular/router'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { Chip } from '../../ui/chip'
import { Enter } from '../../ui/enter'
import { Input } from '../../ui/field'
import { KeyNames } from './key-names'
import { VerdictNames } from './verdict-names'
import { changed, type FilterName, type Period, periodOf, periods } from './ledger-filter'

/** What the filter bar can say of one part of the filter. */
interface Narrowing {
  readonly name: FilterName
  readonly text: string
}

const verdicts = [
  'complete',
  'truncated',
  'provider_error',
  'client_gone',
  'server_stopped',
  'refused',
] as const

/**
 * Narrows the request log and the usage. Its state is the address of the screen, so every view has a URL and the
 * browser's way back works.
 */
@Component({
  selector: 'llv-filter-bar',
  imports: [Chip, Enter, Input],
  templateUrl: './filter-bar.html',
})
export class FilterBar {
  readonly usualPeriod = input.required<Period>()

  readonly #route = inject(ActivatedRoute)
  readonly #router = inject(Router)
  protected readonly format = inject(Format)
  protected readonly keyNames = inject(KeyNames)
  protected readonly t = injectTranslate()
  protected readonly verdictNames = inject(VerdictNames).all
  protected readonly verdicts = verdicts
  protected readonly periods = periods
  protected readonly periodNames = computed((): Readonly<Record<Period, string>> => ({
    '1h': this.t('shell.filter.periods.hour'),
    '24h': this.t('shell.filter.periods.day'),
    '7d': this.t('shell.filter.periods.week'),
    '30d': this.t('shell.filter.periods.month'),
    '90d': this.t('shell.filter.periods.quarter'),
    all: this.t('shell.filter.periods.all'),
  }))

  readonly #params = toSignal(this.#route.queryParamMap, {
    initialValue: this.#route.snapshot.queryParamMap,
  })
  protected readonly period = computed(() => periodOf(this.#params(), this.usualPeriod()))
  protected readonly keyId = computed(() => this.#params().get('key_id') ?? null)
  protected readonly verdict = computed(() => this.#params().get('verdict') ?? null)
  protected readonly model = computed(() => this.#params().get('model') ?? '')
  /** What is narrowed by that has no field of its own. */
  protected readonly chips = computed(() => this.#chips())

  protected async change(
    change: Readonly<Partial<Record<FilterName | 'period', string | null>>>,
  ): Promise<void> {
    await this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams: changed(change),
      queryParamsHandling: 'merge',
    })
  }

  protected drop({ name }: Narrowing): Promise<void> {
    return this.change({ [name]: null })
  }

  protected async reset(): Promise<void> {
    await this.#router.navigate([], { relativeTo: this.#route, queryParams: {} })
  }

  protected readonly isNarrowed = computed(() => this.#params().keys.length > 0)

  #chips(): Narrowing[] {
    const params = this.#params()
    const named = (name: FilterName, label: string): Narrowing[] => {
      const value = params.get(name)
      if (value === null) return []
      return [{ name, text: `${label}: ${value === '' ? this.t('shell.filter.none') : value}` }]
    }
    return [
      ...this.#timeChips(),
      ...named('feature', this.t('shell.filter.feature')),
      ...named('provider', this.t('shell.filter.provider')),
      ...named('person_id', this.t('shell.filter.person')),
      ...named('status', this.t('shell.filter.status')),
      ...named('id', this.t('shell.filter.id')),
    ]
  }

  #timeChips(): Narrowing[] {
    const chips: Narrowing[] = []
    const from = this.#params().get('from')
    const to = this.#params().get('to')
    if (from !== null) {
      const time = this.format.dateTime(Number(from))
      chips.push({ name: 'from', text: this.t('shell.filter.from', { time }) })
    }
    if (to !== null) {
      const time = this.format.dateTime(Number(to))
      chips.push({ name: 'to', text: this.t('shell.filter.to', { time }) })
    }
    return chips
  }
}
