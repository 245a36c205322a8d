import { Component, computed, inject, input } from '@angular/core'
import type { RequestPhase } from '@llavero/protocol/control/requests.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'

const colours: Readonly<Record<RequestPhase['name'], string>> = {
  admission: 'bar bar-own',
  failed_try: 'bar bar-failed',
  waiting: 'bar bar-waiting',
  streaming: 'bar',
  own: 'bar bar-own',
}

/** Where the time of a call went: a table whose last column is drawn to scale. */
@Component({
  selector: 'llv-waterfall',
  template: `
    <table class="w-full text-sm">
      <thead class="sr-only">
        <tr>
          <th scope="col">{{ t('requests.waterfall.phase') }}</th>
          <th scope="col">{{ t('requests.waterfall.duration') }}</th>
          <th scope="col">{{ t('requests.waterfall.place') }}</th>
        </tr>
      </thead>
      <tbody>
        @for (phase of phases(); track $index) {
          <tr>
            <th scope="row" class="w-px py-1.5 pr-4 text-start font-normal whitespace-nowrap">
              {{ names()[phase.name] }}
              @if (phase.name === 'failed_try') {
                <span class="block text-xs text-ink-faint"
                  >{{ phase.provider }} · {{ phase.error_code ?? phase.status }}</span
                >
              }
            </th>
            <td class="w-px py-1.5 pr-4 text-end whitespace-nowrap text-ink-soft tabular-nums">
              {{ format.duration(phase.duration_ms) }}
            </td>
            <td class="py-1.5">
              <span class="bar-track">
                <span
                  [class]="colourOf(phase)"
                  [style.margin-left.%]="share(phase.start_ms)"
                  [style.width.%]="share(phase.duration_ms)"
                ></span>
              </span>
            </td>
          </tr>
        }
      </tbody>
    </table>
  `,
})
export class Waterfall {
  readonly phases = input.required<readonly RequestPhase[]>()
  readonly totalMs = input.required<number>()

  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()

  protected readonly names = computed((): Readonly<Record<RequestPhase['name'], string>> => ({
    admission: this.t('requests.phase.admission'),
    failed_try: this.t('requests.phase.failedTry'),
    waiting: this.t('requests.phase.waiting'),
    streaming: this.t('requests.phase.streaming'),
    own: this.t('requests.phase.own'),
  }))

  protected colourOf({ name }: RequestPhase): string {
    return colours[name]
  }

  protected share(durationMs: number): number {
    return this.totalMs() === 0 ? 0 : Math.min(100, (durationMs / this.totalMs()) * 100)
  }
}
