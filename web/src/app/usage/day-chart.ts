import { Component, computed, inject, input } from '@angular/core'
import { RouterLink } from '@angular/router'
import type { UsageObject } from '@llavero/protocol/control/usage.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ChartFrame } from '../ui/chart-frame'
import { CostText } from '../ui/cost-text'
import { type Day, everyDay, noonOf } from './days'
import { type Measure, valueOf } from './measure'

/** A bar for each day; the same as a table behind a button. Each bar opens the rows that it is the sum of. */
@Component({
  selector: 'llv-day-chart',
  imports: [ChartFrame, RouterLink],
  templateUrl: './day-chart.html',
})
export class DayChart {
  readonly rows = input.required<readonly UsageObject[]>()
  readonly measure = input.required<Measure>()
  /** What the screen is narrowed by, beside the day. */
  readonly filter = input.required<Readonly<Record<string, string>>>()

  readonly #costs = inject(CostText)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly days = computed(() => everyDay(this.rows()))
  protected readonly most = computed(() =>
    Math.max(0, ...this.days().map(({ usage }) => this.#value(usage))),
  )

  protected height({ usage }: Day): number {
    return this.most() === 0 ? 0 : (this.#value(usage) / this.most()) * 100
  }

  protected text(day: Day): string {
    return this.measure() === 'cost' ? this.costOf(day) : this.told(this.#value(day.usage))
  }

  protected costOf({ usage }: Day): string {
    return usage === null ? this.format.money(0) : this.#costs.ofSum(usage)
  }

  protected told(value: number): string {
    return this.measure() === 'cost' ? this.format.money(value) : this.format.number(value)
  }

  protected dateOf({ date }: Day): string {
    return this.format.date(noonOf(date))
  }

  protected rowsOf({ usage }: Day): Readonly<Record<string, string>> {
    return { ...this.filter(), ...usage?.filters }
  }

  #value(usage: UsageObject | null): number {
    return usage === null ? 0 : valueOf(usage, this.measure())
  }
}
