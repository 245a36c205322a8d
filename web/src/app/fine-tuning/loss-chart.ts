import { Component, computed, inject, input } from '@angular/core'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ChartFrame } from '../ui/chart-frame'
import { lineThrough, type LossPoint } from './loss'

const box = { width: 600, height: 200 }

/** How the loss fell, step by step: training and, where there is a validation file, validation. The same as a table. */
@Component({
  selector: 'llv-loss-chart',
  imports: [ChartFrame],
  templateUrl: './loss-chart.html',
})
export class LossChart {
  /** At least one. */
  readonly points = input.required<readonly LossPoint[]>()

  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly box = box
  protected readonly lastStep = computed(() => this.points().at(-1)?.step ?? 1)
  protected readonly hasValidation = computed(() =>
    this.points().some(({ validLoss }) => validLoss !== null),
  )
  protected readonly most = computed(() =>
    Math.max(...this.points().flatMap(({ loss, validLoss }) => [loss, validLoss ?? 0])),
  )
  protected readonly trainLine = computed(() =>
    this.#line(this.points().map(({ step, loss }) => ({ step, value: loss }))),
  )
  protected readonly validLine = computed(() =>
    this.#line(
      this.points().flatMap(({ step, validLoss }) =>
        validLoss === null ? [] : [{ step, value: validLoss }],
      ),
    ),
  )
  /** What a screen reader is told instead of the picture. */
  protected readonly summary = computed(() => {
    const points = this.points()
    const [first, last] = [points[0]?.loss ?? 0, points.at(-1)?.loss ?? 0]
    return this.t('fine-tuning.loss.summary', {
      first: this.figure(first),
      last: this.figure(last),
      steps: this.lastStep(),
    })
  })

  protected figure(value: number): string {
    return this.format.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 3 })
  }

  #line(values: readonly { step: number; value: number }[]): string {
    return lineThrough(values, { lastStep: this.lastStep(), most: this.most() }, box)
  }
}
