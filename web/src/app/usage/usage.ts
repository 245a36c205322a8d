import { Component, computed, inject, resource, signal } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { ActivatedRoute, RouterLink } from '@angular/router'
import { LucideChartColumn, LucideDownload } from '@lucide/angular'
import type { UsageObject, UsageSummary } from '@llavero/protocol/control/usage.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ApiClient, unwrap } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { FilterBar } from '../shell/ledger/filter-bar'
import { KeyNames } from '../shell/ledger/key-names'
import { filterOf } from '../shell/ledger/ledger-filter'
import { Button } from '../ui/button'
import { CostText } from '../ui/cost-text'
import { EmptyState } from '../ui/empty-state'
import { Failure } from '../ui/failure'
import { PageHeader } from '../ui/page-header'
import { Segments } from '../ui/segments'
import { Skeleton } from '../ui/skeleton'
import { untilSet } from '../ui/until-set'
import { DayChart } from './day-chart'
import { type Measure, valueOf } from './measure'

const groups = ['model', 'key', 'feature', 'provider', 'person'] as const
type Group = (typeof groups)[number]

/** What was used and what it cost: every total is the sum of rows that it opens. */
@Component({
  selector: 'llv-usage',
  imports: [
    Button,
    DayChart,
    EmptyState,
    Failure,
    FilterBar,
    LucideDownload,
    PageHeader,
    RouterLink,
    Segments,
    Skeleton,
  ],
  providers: [KeyNames],
  templateUrl: './usage.html',
})
export class Usage {
  readonly #api = inject(ApiClient)
  readonly #route = inject(ActivatedRoute)
  protected readonly errorText = inject(ErrorText)
  readonly #keyNames = inject(KeyNames)
  protected readonly costs = inject(CostText)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly icon = LucideChartColumn.icon

  readonly #params = toSignal(this.#route.queryParamMap, {
    initialValue: this.#route.snapshot.queryParamMap,
  })
  protected readonly filter = computed(() => filterOf(this.#params(), '30d', Date.now()))
  /** Where nothing cost anything, as with the simulator, tokens tell more. */
  protected readonly measure = untilSet<string>(() =>
    this.total()?.cost_usd === 0 ? 'tokens' : 'cost',
  )
  protected readonly group = signal<string>('model')
  readonly #timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone

  protected readonly byDay = this.#summary(() => 'day')
  protected readonly byGroup = this.#summary(() => this.group())
  protected readonly total = computed(() =>
    this.byDay.hasValue() ? this.byDay.value().total : null,
  )
  protected readonly days = computed(() => (this.byDay.hasValue() ? this.byDay.value().data : []))
  /** Most expensive first, as the server sends them. */
  protected readonly rows = computed(() =>
    this.byGroup.hasValue() ? this.byGroup.value().data : [],
  )

  protected readonly measures = computed(() => [
    { id: 'cost', label: this.t('usage.cost') },
    { id: 'tokens', label: this.t('usage.tokens') },
    { id: 'requests', label: this.t('usage.requests') },
  ])
  protected readonly groups = computed(() => {
    const names: Readonly<Record<Group, string>> = {
      model: this.t('usage.by.model'),
      key: this.t('usage.by.key'),
      feature: this.t('usage.by.feature'),
      provider: this.t('usage.by.provider'),
      person: this.t('usage.by.person'),
    }
    return groups.map((id) => ({ id, label: names[id] }))
  })
  /** The same groups as a file, under the same filter. */
  protected readonly csvUrl = computed(() => {
    const query = { ...this.filter(), group_by: this.group(), time_zone: this.#timeZone }
    return `/api/usage.csv?${new URLSearchParams(query)}`
  })

  /** Shares are of what is looked at, so that the longest bar is full. */
  protected share(row: UsageObject): number {
    const measure = this.measure() as Measure
    const most = Math.max(...this.rows().map((each) => valueOf(each, measure)))
    return most === 0 ? 0 : (valueOf(row, measure) / most) * 100
  }

  protected nameOf({ group }: UsageObject): string {
    if (group === null) return this.t('usage.without')
    return this.group() === 'key' ? this.#keyNames.of(group) : group
  }

  protected rowsOf({ filters }: UsageObject): Readonly<Record<string, string>> {
    return { ...this.filter(), ...filters }
  }

  #summary(groupBy: () => string) {
    return resource({
      params: () => ({ ...this.filter(), group_by: groupBy(), time_zone: this.#timeZone }),
      loader: async ({ params, abortSignal }) =>
        unwrap(
          await this.#api.get<UsageSummary>('/api/usage', { query: params, signal: abortSignal }),
        ),
    })
  }
}
