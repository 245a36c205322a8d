import { Component, computed, inject } from '@angular/core'
import { injectTranslate } from '../../language/language'
import { valueOf } from '../draft'
import { PlaygroundStore } from '../playground-store'

const temperatures = [0, 0.7, 1.5] as const
const topPs = [0.1, 0.9, 1] as const

/** What to expect of temperature and top_p together; a cell sets both. */
@Component({
  selector: 'llv-combinations',
  template: `
    <h3 class="text-sm font-semibold">{{ t('playground.combinations.title') }}</h3>
    <div
      class="table-scroll mt-2"
      tabindex="0"
      role="region"
      [attr.aria-label]="t('playground.combinations.title')"
    >
      <table class="combinations">
        <thead>
          <tr>
            <th scope="col">
              <code class="sr-only">{{ names.both }}</code>
            </th>
            @for (topP of topPs; track topP) {
              <th scope="col">
                <code>{{ names.topP }}</code> {{ topP }}
              </th>
            }
          </tr>
        </thead>
        <tbody>
          @for (temperature of temperatures; track temperature; let row = $index) {
            <tr>
              <th scope="row">{{ temperature }}</th>
              @for (topP of topPs; track topP; let column = $index) {
                <td>
                  <button
                    class="combination"
                    type="button"
                    [attr.aria-pressed]="isSet(temperature, topP)"
                    (click)="store.change({ temperature, top_p: topP })"
                  >
                    {{ texts()[row]?.[column] }}
                  </button>
                </td>
              }
            </tr>
          }
        </tbody>
      </table>
    </div>
  `,
})
export class Combinations {
  protected readonly store = inject(PlaygroundStore)
  protected readonly t = injectTranslate()
  protected readonly names = { topP: 'top_p', both: 'temperature × top_p' }
  protected readonly temperatures = temperatures
  protected readonly topPs = topPs
  protected readonly texts = computed(() => [
    [
      this.t('playground.combinations.coldNarrow'),
      this.t('playground.combinations.coldWide'),
      this.t('playground.combinations.coldAll'),
    ],
    [
      this.t('playground.combinations.mildNarrow'),
      this.t('playground.combinations.mildWide'),
      this.t('playground.combinations.mildAll'),
    ],
    [
      this.t('playground.combinations.hotNarrow'),
      this.t('playground.combinations.hotWide'),
      this.t('playground.combinations.hotAll'),
    ],
  ])

  protected isSet(temperature: number, topP: number): boolean {
    const parameters = this.store.parameters()
    return (
      valueOf(parameters, 'temperature') === temperature && valueOf(parameters, 'top_p') === topP
    )
  }
}
